-- One row a buyer × local day with a placed order up to $as_of; person_id NULL: the order names nobody.
-- buyer: own, staff, reseller, ambiguous or nobody. orders, cents: valid ones, net = gross - refund above 0; money in cents.
-- Of chosen groups only whoever was seen in them.
with seen as (
    select distinct s.person_id from seen_in s join scope_chats c on c.chat_id = s.chat_id
), operators as (
    select distinct s.person_id from staff s
    where coalesce(s.valid_from <= $as_of, true) and coalesce(s.valid_to >= $as_of, true)
), placed as (
    select o.person_id, cast(o.paid_at as date) as day, cast(o.gross * 100 as bigint) as gross_cents,
           cast(coalesce(o.refund, 0) * 100 as bigint) as refund_cents,
           case when coalesce(o.refund, 0) > 0 or o.status in ('refunded', 'partially_refunded') then 1 else 0 end as refunded
    from orders o
    where o.gross is not null and o.paid_at is not null and cast(o.paid_at as date) <= $as_of
      and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
), days as (
    select person_id, day, sum(case when gross_cents > refund_cents then 1 else 0 end) as orders,
           sum(case when gross_cents > refund_cents then gross_cents - refund_cents else 0 end) as cents,
           sum(gross_cents) as gross_cents, sum(refund_cents) as refund_cents, sum(refunded) as refunded, count(*) as placed
    from placed
    group by person_id, day
)
select d.person_id, d.day, cast(d.orders as bigint) as orders, cast(d.cents as bigint) as cents,
       cast(d.gross_cents as bigint) as gross_cents, cast(d.refund_cents as bigint) as refund_cents,
       cast(d.refunded as bigint) as refunded, d.placed,
       case when d.person_id is null then 'nobody' when z.person_id is not null then 'reseller'
            when f.person_id is not null and not $include_staff then 'staff'
            when k.ambiguous then 'ambiguous' else 'own' end as buyer
from days d
left join known_people k on k.person_id = d.person_id
left join resellers z on z.person_id = d.person_id
left join operators f on f.person_id = d.person_id
left join seen s on s.person_id = d.person_id
where $all_chats or s.person_id is not null
order by d.person_id, d.day
