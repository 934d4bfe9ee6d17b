-- One row a coupon of a chosen chat whose fate is known by $as_of: redeemed (in a shop where one is named), or expired.
select k.chat_id, k.person_id, k.redeemed_at is not null and cast(k.redeemed_at as date) <= $as_of as redeemed
from coupons k
join scope_chats c on c.chat_id = k.chat_id
where (k.redeemed_at is not null and cast(k.redeemed_at as date) between $start_day and $as_of)
   or cast(k.expires_at as date) between $start_day and $as_of
