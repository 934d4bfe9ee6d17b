-- One row a person with an order that still holds money, paid up to $as_of: the days of the first and the last.
select o.person_id, bool_or(coalesce(k.ambiguous, false)) as ambiguous,
       min(cast(o.paid_at as date)) as first_paid_on, max(cast(o.paid_at as date)) as last_paid_on
from orders o
left join known_people k on k.person_id = o.person_id
where o.person_id is not null and cast(o.paid_at as date) <= $as_of
  and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
  and o.gross - coalesce(o.refund, 0) > 0
  and o.person_id not in (select person_id from resellers)
  and ($include_staff or o.person_id not in (
      select s.person_id from staff s
      where coalesce(s.valid_from <= $as_of, true) and coalesce(s.valid_to >= $as_of, true)))
group by o.person_id
order by o.person_id
