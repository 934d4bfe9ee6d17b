-- One row a group × import that saw rows of it: how many rows, and its own first and last day of talk there.
with seen as (
    select s.batch, r.chat_id, count(*) as rows
    from sightings s join message_rows r on r.key = s.key and r.content = s.content
    where s.table_name = 'messages' group by all
    union all
    select s.batch, r.chat_id, count(*)
    from sightings s join member_rows r on r.key = s.key and r.content = s.content
    where s.table_name = 'members' and r.chat_id is not null group by all
)
select e.chat_id, l.batch_id, l.file_name, l.imported_at, cast(sum(e.rows) as bigint) as rows,
       min(c.first_day) as first_day, max(c.last_day) as last_day
from seen e
join import_log l on l.number = e.batch and l.undone_at is null
left join coverage c on c.batch_id = l.batch_id and c.chat_id = e.chat_id
group by e.chat_id, l.batch_id, l.file_name, l.imported_at, l.number
order by e.chat_id, l.number
