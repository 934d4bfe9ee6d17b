-- One row a coupon whose fate is known by $as_of: redeemed, or expired by then. Person NULL: the sheet names nobody.
select k.coupon_id, k.person_id, k.redeemed_at is not null and cast(k.redeemed_at as date) <= $as_of as redeemed
from coupons k
where (k.redeemed_at is not null and cast(k.redeemed_at as date) <= $as_of)
   or cast(k.expires_at as date) < $as_of
order by k.coupon_id
