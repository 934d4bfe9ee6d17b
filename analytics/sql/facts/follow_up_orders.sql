-- One row a person with a valid order up to $as_of: the last day with one, the dearest thing bought then, net cents of that day.
with valid as (
    select o.person_id, cast(o.paid_at as date) as day, o.product,
           cast((o.gross - coalesce(o.refund, 0)) * 100 as bigint) as cents
    from orders o
    where o.person_id is not null and o.gross is not null and cast(o.paid_at as date) <= $as_of
      and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
      and o.gross - coalesce(o.refund, 0) > 0
), last_days as (
    select person_id, max(day) as day from valid group by person_id
), ranked as (
    select v.person_id, v.day, v.product, sum(v.cents) over (partition by v.person_id) as cents,
           row_number() over (partition by v.person_id order by v.cents desc, v.product) as place
    from valid v join last_days l on l.person_id = v.person_id and l.day = v.day
)
select person_id, day as last_paid_on, product as bought, cents
from ranked
where place = 1
