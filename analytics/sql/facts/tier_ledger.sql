-- One row a person × day of paying × day on which that money was known, for orders paid up to $as_of; cents, exact.
-- A refund is a row of its own with minus, known on the day the sheet last changed the order, at the latest on $until,
-- the last day the orders speak of; where the sheet says no such day, on the day of paying. Never more than was paid.
with paid as (
    select o.person_id, cast(o.paid_at as date) as paid_on, cast(o.gross * 100 as bigint) as cents,
           cast(least(coalesce(o.refund, 0), o.gross) * 100 as bigint) as returned,
           greatest(cast(o.paid_at as date),
                    least(coalesce(cast(o.updated_at as date), cast(o.paid_at as date)), $until)) as returned_on
    from orders o
    where o.person_id is not null and o.gross > 0 and cast(o.paid_at as date) <= $as_of
      and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
      and o.person_id not in (select person_id from resellers)
), moved as (
    select person_id, paid_on, paid_on as known_on, cents from paid
    union all
    select person_id, paid_on, returned_on, -returned from paid where returned > 0 and returned_on <= $as_of
)
select m.person_id, m.paid_on, m.known_on, cast(sum(m.cents) as bigint) as cents
from moved m
where $include_staff or m.person_id not in (
    select s.person_id from staff s
    where coalesce(s.valid_from <= $as_of, true) and coalesce(s.valid_to >= $as_of, true))
group by m.person_id, m.paid_on, m.known_on
having sum(m.cents) <> 0
order by m.person_id, m.known_on, m.paid_on
