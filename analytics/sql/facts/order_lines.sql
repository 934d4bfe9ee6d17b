-- One row a line of an order placed from $first_day to $last_day: its buyer (own, staff, reseller, ambiguous, nobody), goods,
-- place, the buyer's only chosen group (chat_id; groups: how many), and the money of the order on one of its lines, in cents.
-- counts: 1 on the line that bears the money. line_cents: what the line itself cost, where the sheet says. Net = gross - refund above 0.
with seen as (
    select s.person_id, s.chat_id from seen_in s join scope_chats c on c.chat_id = s.chat_id
), grouped as (
    select s.person_id, min(s.chat_id) as chat_id, count(*) as groups from seen s group by s.person_id
), operators as (
    select distinct s.person_id from staff s
    where coalesce(s.valid_from <= $last_day, true) and coalesce(s.valid_to >= $last_day, true)
), lines as (
    select o.order_key, o.order_id,
           o.person_id, o.paid_at, o.paid_resolution, o.product, o.channel, o.store, o.chat_id, o.gross, o.line_gross,
           coalesce(o.refund, 0) as refund, o.status
    from orders o
    where o.paid_at is not null and cast(o.paid_at as date) between $first_day and $last_day
      and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
)
select l.order_key, l.order_id, l.person_id, l.paid_at, l.paid_resolution, cast(l.paid_at as date) as day, l.product, l.channel, l.store,
       case when l.chat_id is not null then l.chat_id when g.groups = 1 then g.chat_id end as chat_id,
       case when l.chat_id is not null then 1 else coalesce(g.groups, 0) end as groups,
       case when l.gross is not null then 1 else 0 end as counts,
       cast(coalesce(l.line_gross, 0) * 100 as bigint) as line_cents,
       cast(coalesce(l.gross, 0) * 100 as bigint) as gross_cents,
       cast(case when l.gross is not null then l.refund else 0 end * 100 as bigint) as refund_cents,
       cast(case when l.gross > l.refund then (l.gross - l.refund) * 100 else 0 end as bigint) as cents,
       case when l.gross is not null and (l.refund > 0 or l.status in ('refunded', 'partially_refunded')) then 1 else 0 end as refunded,
       case when l.person_id is null then 'nobody' when z.person_id is not null then 'reseller'
            when f.person_id is not null and not $include_staff then 'staff'
            when k.ambiguous then 'ambiguous' else 'own' end as buyer
from lines l
left join known_people k on k.person_id = l.person_id
left join resellers z on z.person_id = l.person_id
left join operators f on f.person_id = l.person_id
left join grouped g on g.person_id = l.person_id
where $all_chats or g.person_id is not null
order by l.paid_at, l.order_key, l.product
