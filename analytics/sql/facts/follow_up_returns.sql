-- One row a person who ever stood on a follow-up list × local day with a valid order or an effective message up to $until.
with listed as (
    select distinct person_id from follow_ups where person_id is not null
), seen as (
    select o.person_id, cast(o.paid_at as date) as day, 1 as bought, 0 as spoke
    from orders o join listed l on l.person_id = o.person_id
    where o.gross is not null and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
      and o.gross - coalesce(o.refund, 0) > 0 and cast(o.paid_at as date) <= $until
    union all
    select d.person_id, d.day, 0, 1
    from said_days d
    join listed l on l.person_id = d.person_id
    join scope_chats c on c.chat_id = d.chat_id
    where d.effective > 0 and d.day <= $until
)
select person_id, day, max(bought) = 1 as bought, max(spoke) = 1 as spoke
from seen
group by person_id, day
