-- One row a valid order paid from $start_day to $end_day. reason NULL: its buyer is one known member; else why nobody can say what
-- the buyer saw: no_buyer, reseller, ambiguous, staff or not_seen (in no chosen group). Of chosen groups only orders of people seen in them.
with seen as (
    select distinct s.person_id from seen_in s join scope_chats c on c.chat_id = s.chat_id
), operators as (
    select distinct s.person_id from staff s join scope_chats c on c.chat_id = s.chat_id
    where coalesce(s.valid_from <= $end_day, true) and coalesce(s.valid_to >= $start_day, true)
)
select o.order_id, o.person_id,
       -- A day-only order on the day of a post counts as after it.
       case when o.paid_resolution = 'day' then o.paid_at + interval 1 day - interval 1 second else o.paid_at end as paid_at,
       o.product, cast((o.gross - coalesce(o.refund, 0)) * 100 as bigint) as cents,
       case when o.person_id is null then 'no_buyer' when z.person_id is not null then 'reseller'
            when k.ambiguous then 'ambiguous' when f.person_id is not null and not $include_staff then 'staff'
            when s.person_id is null then 'not_seen' end as reason
from orders o
left join known_people k on k.person_id = o.person_id
left join resellers z on z.person_id = o.person_id
left join operators f on f.person_id = o.person_id
left join seen s on s.person_id = o.person_id
where cast(o.paid_at as date) between $start_day and $end_day
  and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
  and o.gross - coalesce(o.refund, 0) > 0 and ($all_chats or s.person_id is not null)
order by o.paid_at, o.order_key, o.line
