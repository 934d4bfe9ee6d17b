-- One row an alias of $person: when and where it was seen and what hangs on it. Money in cents, net, valid orders.
with talked as (
    select d.alias_id, cast(sum(d.messages) as bigint) as messages from member_days_rows d group by d.alias_id
), bought as (
    select o.alias_id, count(distinct coalesce(o.order_id, cast(cast(o.key as uuid) as text))) as orders, cast(sum((o.gross - coalesce(o.refund, 0)) * 100) as bigint) as cents
    from order_rows o
    where o.visible and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
      and o.gross - coalesce(o.refund, 0) > 0
    group by o.alias_id
)
select a.alias_id, a.name, a.chat_id, substr(a.phone, greatest(length(a.phone) - 3, 1), 4) as phone_end, a.valid_from as first_seen,
       a.valid_to as last_seen, a.decided_by, coalesce(t.messages, 0) as messages, coalesce(b.orders, 0) as orders,
       coalesce(b.cents, 0) as cents
from aliases a
left join talked t on t.alias_id = a.alias_id
left join bought b on b.alias_id = a.alias_id
where a.person_id = $person
order by a.valid_from nulls last, a.alias_id
