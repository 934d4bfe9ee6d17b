-- One row a person or group × product × day with a paid order from $first_day to $last_day: what may have been a 接龙 before.
select distinct o.person_id, o.chat_id, coalesce(o.product, '') as product, cast(o.paid_at as date) as day
from orders o
where coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
  and cast(o.paid_at as date) between $first_day and $last_day
