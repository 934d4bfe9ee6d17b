-- One row a person with a valid order, or an effective message in the chosen chats, after $since up to $as_of.
with seen as (
    select o.person_id, 1 as bought, 0 as spoke
    from orders o
    where o.gross is not null and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
      and o.gross - coalesce(o.refund, 0) > 0 and cast(o.paid_at as date) > $since and cast(o.paid_at as date) <= $as_of
    union all
    select d.person_id, 0, 1
    from said_days d
    join scope_chats c on c.chat_id = d.chat_id
    where d.effective > 0 and d.day > $since and d.day <= $as_of
)
select person_id, max(bought) = 1 as bought, max(spoke) = 1 as spoke
from seen
where person_id is not null
group by person_id
order by person_id
