-- One row a person × natural month with valid orders paid from $first_day to $last_day, none after $as_of.
-- Net = gross - refund, counted when positive (refunds go back to their order). Money in cents: exact.
select o.person_id, cast(date_trunc('month', o.paid_at) as date) as month,
       cast(sum((o.gross - coalesce(o.refund, 0)) * 100) as bigint) as cents
from orders o
where o.person_id is not null and o.person_id not in (select person_id from resellers)
  and cast(o.paid_at as date) >= $first_day and cast(o.paid_at as date) <= $last_day
  and cast(o.paid_at as date) <= $as_of
  and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
  and o.gross - coalesce(o.refund, 0) > 0
group by o.person_id, cast(date_trunc('month', o.paid_at) as date)
