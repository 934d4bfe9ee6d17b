-- One row a person with a valid order up to $last_day: the day of the first.
select o.person_id, min(cast(o.paid_at as date)) as first_on
from orders o
where o.person_id is not null and cast(o.paid_at as date) <= $last_day
  and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
  and o.gross - coalesce(o.refund, 0) > 0
group by o.person_id
order by o.person_id
