-- One row a visible line of an order that stands on several rows: the order's money on one line, NULL on the others.
-- An amount of the whole order, repeated on its lines, counts once. Amounts of lines are summed; but where a sheet
-- of whole orders and a sheet of their lines meet, the whole amount is what the buyer paid and the lines it names
-- are not added. Lines that were never paid count only where none was.
with several as (
    select order_id from order_rows where visible and order_id is not null group by order_id having count(*) > 1
), lines as (
    select o.key, o.order_id, o.line, o.product, o.gross, coalesce(o.refund, 0) as refund, o.discount, o.status,
           -- Rows of an earlier release do not say it: one alone is the order.
           coalesce(o.whole, count(*) filter (where o.whole is null) over (partition by o.order_id) = 1) as whole,
           coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded') as valid,
           -- The same goods for the same amount, told again by a sheet with other columns: its word is the last.
           coalesce(o.whole, false) and o.batch < max(o.batch) over (partition by o.order_id, o.product, o.gross, o.whole) as stale
    from order_rows o join several s on s.order_id = o.order_id
    where o.visible
), covered as (
    select distinct part.key
    from lines part join lines all_of on all_of.order_id = part.order_id and all_of.whole and not part.whole
    where part.gross > 0 and all_of.gross > 0
      and (part.product is null or all_of.product is null or contains(all_of.product, part.product))
), wholes as (
    select order_id, count(distinct gross) as amounts from lines where whole and gross is not null group by order_id
), counted as (
    -- Different amounts, each said to be the whole order's, are amounts of lines after all.
    select l.*, l.whole and w.amounts = 1 as once
    from lines l left join wholes w on w.order_id = l.order_id
    where l.key not in (select key from covered) and not l.stale
), judged as (
    select *, valid or not bool_or(valid) over (partition by order_id) as counts,
           bool_or(valid) over (partition by order_id) as paid
    from counted
), sums as (
    select order_id, bool_or(paid) as paid,
           coalesce(max(gross) filter (where once), 0) + coalesce(sum(gross) filter (where not once), 0) as gross,
           case when count(distinct refund) filter (where once) = 1 then max(refund) filter (where once)
                else coalesce(sum(refund) filter (where once), 0) end
           + coalesce(sum(refund) filter (where not once), 0) as refund,
           case when count(discount) > 0
                then coalesce(max(discount) filter (where once), 0) + coalesce(sum(discount) filter (where not once), 0)
           end as discount,
           arg_min(key, (gross is null, line, key)) as bearer, arg_min(status, (gross is null, line, key)) as status
    from judged where counts group by order_id
)
select l.key, case when l.key = s.bearer then s.gross end as gross, case when l.key = s.bearer then s.refund end as refund,
       case when l.key <> s.bearer then l.status
            when s.paid and s.refund > 0 then case when s.refund >= s.gross then 'refunded' else 'partially_refunded' end
            else s.status end as status,
       case when l.key = s.bearer then s.discount end as discount
from lines l join sums s on s.order_id = l.order_id
