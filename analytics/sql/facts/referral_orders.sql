-- One row a buyer whose first valid order up to $as_of names who recommended the shop and was not of the shop that day.
with valid as (
    select o.person_id, o.paid_at, o.order_id, o.referrer_id, cast((o.gross - coalesce(o.refund, 0)) * 100 as bigint) as cents,
           row_number() over (partition by o.person_id order by o.paid_at, o.order_id) as place
    from orders o
    where o.person_id is not null and cast(o.paid_at as date) <= $as_of
      and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded') and o.gross - coalesce(o.refund, 0) > 0
)
select v.referrer_id, v.person_id, cast(v.paid_at as date) as first_paid_on, v.cents
from valid v
where v.place = 1 and v.referrer_id is not null and v.referrer_id <> v.person_id
  and not exists (
      select 1 from staff s where s.person_id = v.referrer_id
        and coalesce(cast(v.paid_at as date) >= s.valid_from, true) and coalesce(cast(v.paid_at as date) <= s.valid_to, true))
order by v.paid_at, v.person_id
