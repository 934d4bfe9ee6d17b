-- One row a kind of decision × person, group or post to which import $batch_id brought rows that an earlier decision
-- settled. rows: how many. person_id, chat_id, post_id: what the decision is about, the others NULL.
with batch as (
    select number, batch_id, imported_at from import_log where batch_id = $batch_id
), brought as (
    select m.alias_id, m.chat_id from message_rows m join batch b on b.number = m.batch where m.visible
    union all
    select o.alias_id, o.chat_id from order_rows o join batch b on b.number = o.batch where o.visible
    union all
    select r.alias_id, r.chat_id from member_rows r join batch b on b.number = r.batch where r.visible
), tied as (
    select d.alias_a as alias_id, d.decided_at from identity_decisions d
    union all
    select d.alias_b, d.decided_at from identity_decisions d
), people as (
    select i.person_id, min(t.decided_at) as decided_at
    from tied t join identities i on i.alias_id = t.alias_id group by i.person_id
), workers as (
    select i.person_id, min(c.decided_at) as decided_at
    from corrections c join identities i on i.alias_id = cast(split_part(c.key, '|', 2) as bigint)
    where c.kind = 'role' group by i.person_id
), laid as (
    select c.value as chat_id, min(c.decided_at) as decided_at from corrections c
    where c.kind in ('chat_merge', 'chat_split') group by c.value
)
select 'people' as kind, i.person_id, cast(null as text) as chat_id, cast(null as text) as post_id, count(*) as rows
from brought r join identities i on i.alias_id = r.alias_id
join people p on p.person_id = i.person_id join batch b on p.decided_at < b.imported_at
group by i.person_id
union all
select 'roles', i.person_id, null, null, count(*)
from brought r join identities i on i.alias_id = r.alias_id
join workers w on w.person_id = i.person_id join batch b on w.decided_at < b.imported_at
group by i.person_id
union all
select 'groups', null, r.chat_id, null, count(*)
from brought r join laid g on g.chat_id = r.chat_id join batch b on g.decided_at < b.imported_at
group by r.chat_id
union all
select 'categories', null, null, p.post_id, 1
from posts p join corrections c on c.kind = 'category' and c.key = p.post_id
join batch b on b.batch_id = p.batch_id and c.decided_at < b.imported_at
order by 1, 5 desc, 2, 3, 4
