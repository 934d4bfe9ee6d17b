-- One row a person: what the shop knows of each. Money in cents, net, valid orders only.
with said as (
    -- Names become people only once the days are few rows.
    select d.alias_id, sum(d.messages) as messages from member_days_rows d group by d.alias_id
), talked as (
    select i.person_id, cast(sum(s.messages) as bigint) as messages
    from said s join identities i on i.alias_id = s.alias_id group by i.person_id
), bought as (
    select o.person_id, count(distinct o.order_key) as orders, cast(sum((o.gross - coalesce(o.refund, 0)) * 100) as bigint) as cents
    from orders o
    where o.person_id is not null and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
      and o.gross - coalesce(o.refund, 0) > 0
    group by o.person_id
), listed as (
    select distinct m.person_id from memberships m where m.from_roster
), named as (
    select i.person_id, count(*) as names, count(distinct a.chat_id) as named_chats,
           cast(min(d.first_day) as timestamp) as first_seen, cast(max(d.last_day) as timestamp) as last_seen,
           max(case when i.decided_by = 'decision' then 1 else 0 end) as decided
    from known_aliases a
    join identities i on i.alias_id = a.alias_id
    left join alias_days d on d.alias_id = a.alias_id
    group by i.person_id
), serving as (
    select r.person_id, min(r.role) as role, count(distinct r.role) as roles, max(r.valid_to) as role_until,
           max(case when r.valid_to is null then 1 else 0 end) as role_open
    from roles r where r.role <> '成员' group by r.person_id
)
select p.person_id, p.ambiguous, n.names, n.named_chats as chats, n.first_seen, n.last_seen, n.decided = 1 as decided,
       coalesce(t.messages, 0) as messages, coalesce(b.orders, 0) as orders, coalesce(b.cents, 0) as cents,
       l.person_id is not null as listed, v.role, case when v.role_open = 0 then v.role_until end as role_until,
       z.person_id is not null as reseller
from known_people p
join named n on n.person_id = p.person_id
left join talked t on t.person_id = p.person_id
left join bought b on b.person_id = p.person_id
left join listed l on l.person_id = p.person_id
left join serving v on v.person_id = p.person_id
left join resellers z on z.person_id = p.person_id
order by p.person_id
