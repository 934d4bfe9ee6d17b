-- One row a group × name that files or the client's own lines call it: from the first to the last moment it was called so.
with called as (
    select n.chat_id, n.name, l.first_at, l.last_at from chat_names n left join import_log l on l.number = n.batch
    union all
    select chat_id, detail, happened_at, happened_at from movement_rows where visible and kind = 'rename' and detail <> ''
)
select chat_id, name, cast(min(first_at) as date) as first_day, cast(max(last_at) as date) as last_day
from called group by chat_id, name order by chat_id, 3 nulls last, name
