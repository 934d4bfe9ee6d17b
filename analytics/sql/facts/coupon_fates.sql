-- One row a coupon given out from $start_day to $as_of (or with no such day): to whom, where, until when, and what became of
-- it by $as_of: redeemed, expired (its last day is over), open, or unknown (nothing says until when). Of chosen groups those
-- of the groups and of whoever was seen in them.
with seen as (
    select distinct s.person_id from seen_in s join scope_chats c on c.chat_id = s.chat_id
), fates as (
    select k.*, cast(k.issued_at as date) as issued_on, cast(k.expires_at as date) as expires_on,
           case when cast(k.redeemed_at as date) <= $as_of then cast(k.redeemed_at as date) end as redeemed_on
    from coupons k
    where k.issued_at is null or cast(k.issued_at as date) between $start_day and $as_of
)
select f.coupon_id, f.person_id, f.name, f.channel, f.store, f.chat_id, f.issued_on, f.expires_on, f.redeemed_on,
       case when f.redeemed_on is not null then 'redeemed' when f.expires_on < $as_of then 'expired'
            when f.expires_on is null then 'unknown' else 'open' end as state
from fates f
left join seen s on s.person_id = f.person_id
left join scope_chats c on c.chat_id = f.chat_id
where $all_chats or c.chat_id is not null or (f.chat_id is null and s.person_id is not null)
order by f.issued_on, f.coupon_id
