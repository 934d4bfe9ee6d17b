-- One row a person: the day of the last valid order up to $as_of.
select o.person_id, max(cast(o.paid_at as date)) as last_paid_on
from orders o
where o.person_id is not null and o.person_id not in (select person_id from resellers)
  and cast(o.paid_at as date) <= $as_of
  and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
  and o.gross - coalesce(o.refund, 0) > 0
group by o.person_id
