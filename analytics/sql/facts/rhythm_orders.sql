-- One row a valid order (net above 0) paid from $start_day to $end_day at a known time of day; cents: its net money.
-- Of chosen groups only those of whoever was seen in them; left out are resellers and whoever was on the shop's side there that day.
with seen as (
    select distinct s.person_id from seen_in s join scope_chats c on c.chat_id = s.chat_id
), operators as (
    select s.person_id, s.valid_from, s.valid_to from staff s join scope_chats c on c.chat_id = s.chat_id
)
select o.order_key as order_id, min(o.person_id) as person_id, min(o.paid_at) as paid_at,
       cast(sum((coalesce(o.gross, 0) - coalesce(o.refund, 0)) * 100) as bigint) as cents
from orders o
left join seen n on n.person_id = o.person_id
left join resellers z on z.person_id = o.person_id
where o.paid_at is not null and o.paid_resolution <> 'day'
  and cast(o.paid_at as date) >= $start_day and cast(o.paid_at as date) <= $end_day
  and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
  and z.person_id is null and ($include_staff or not exists (
      select 1 from operators f where f.person_id = o.person_id
        and coalesce(cast(o.paid_at as date) >= f.valid_from, true) and coalesce(cast(o.paid_at as date) <= f.valid_to, true)))
  and ($all_chats or n.person_id is not null)
group by o.order_key
having sum(coalesce(o.gross, 0) - coalesce(o.refund, 0)) > 0
order by min(o.paid_at), o.order_key
