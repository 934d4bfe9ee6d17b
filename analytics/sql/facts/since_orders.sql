-- One row an order (line) that counts and that import $batch_id changed: new, or known in another state before.
-- cents: net of the refund, as it stands now.
select o.person_id, o.buyer_name, o.order_id, o.product, o.paid_at, o.status,
       cast((o.gross - coalesce(o.refund, 0)) * 100 as bigint) as cents,
       not exists (select 1 from order_rows e where e.key = r.key and e.batch < r.batch) as fresh
from orders o
join import_log l on l.batch_id = o.batch_id
join order_rows r on r.batch = l.number and r.part = o.part and r.source_row = o.source_row and r.visible
where o.batch_id = $batch_id and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
  and o.gross - coalesce(o.refund, 0) > 0
order by o.paid_at, o.order_id
