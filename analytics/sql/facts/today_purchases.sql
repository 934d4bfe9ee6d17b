-- One row a person × local day with a placed order up to $as_of (person NULL: the order names nobody).
-- orders, net, refunded: valid ones; money in cents. Net = gross - refund.
select o.person_id, cast(o.paid_at as date) as day,
       sum(case when o.gross - coalesce(o.refund, 0) > 0 then 1 else 0 end) as orders,
       sum(case when o.gross - coalesce(o.refund, 0) > 0
                then cast((o.gross - coalesce(o.refund, 0)) * 100 as bigint) else 0 end) as cents,
       sum(case when coalesce(o.refund, 0) > 0 or o.status in ('refunded', 'partially_refunded')
                then 1 else 0 end) as refunded,
       count(*) as placed
from orders o
where o.gross is not null and o.paid_at is not null and cast(o.paid_at as date) <= $as_of
  and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
group by o.person_id, cast(o.paid_at as date)
