-- One row a valid order (net above 0) paid from $start_day to $end_day at a known time of day; cents: its net money.
-- Of chosen groups only those of whoever was seen in them; the shop's own people and resellers are left out.
with seen as (
    select distinct s.person_id from seen_in s join scope_chats c on c.chat_id = s.chat_id
), operators as (
    select distinct person_id from staff
)
select o.order_key as order_id, min(o.person_id) as person_id, min(o.paid_at) as paid_at,
       cast(sum((coalesce(o.gross, 0) - coalesce(o.refund, 0)) * 100) as bigint) as cents
from orders o
left join seen n on n.person_id = o.person_id
left join operators f on f.person_id = o.person_id
left join resellers z on z.person_id = o.person_id
where o.paid_at is not null and o.paid_resolution <> 'day'
  and cast(o.paid_at as date) >= $start_day and cast(o.paid_at as date) <= $end_day
  and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
  and z.person_id is null and (f.person_id is null or $include_staff) and ($all_chats or n.person_id is not null)
group by o.order_key
having sum(coalesce(o.gross, 0) - coalesce(o.refund, 0)) > 0
order by min(o.paid_at), o.order_key
