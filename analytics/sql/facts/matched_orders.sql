-- One row a reason × person (NULL: nobody known): orders, valid ones from $start_day to $end_day. reason: matched (to somebody
-- seen in the chosen chats) or why not.
with seen as (
    select distinct s.person_id from seen_in s join scope_chats c on c.chat_id = s.chat_id
), operators as (
    select distinct s.person_id from staff s join scope_chats c on c.chat_id = s.chat_id
    where coalesce(s.valid_from <= $end_day, true) and coalesce(s.valid_to >= $start_day, true)
), judged as (
    select o.order_key, o.person_id,
           case when o.person_id is null then 'no_buyer'
                when z.person_id is not null then 'reseller'
                when p.ambiguous then 'ambiguous'
                when f.person_id is not null and not $include_staff then 'staff'
                when s.person_id is null then 'not_seen'
                else 'matched' end as reason
    from orders o
    left join known_people p on p.person_id = o.person_id
    left join seen s on s.person_id = o.person_id
    left join operators f on f.person_id = o.person_id
    left join resellers z on z.person_id = o.person_id
    where cast(o.paid_at as date) between $start_day and $end_day
      and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
      and o.gross - coalesce(o.refund, 0) > 0
)
select reason, person_id, count(distinct order_key) as orders
from judged
group by reason, person_id
order by reason, person_id
