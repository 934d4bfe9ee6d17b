-- One row a hole in a group's record: days between two imports' ranges, and the imports on both sides.
-- answer: quiet or not_exported where a person said so of every day of it, else NULL.
with ends as (
    select chat_id, max(last_day) as last_day from coverage where table_name = 'messages' and chat_id is not null group by chat_id
), ranges as (
    select c.chat_id, c.batch_id, c.first_day, least(cast(c.last_at as date), e.last_day) as last_day
    from coverage c join ends e on e.chat_id = c.chat_id where c.table_name = 'messages'
), reached as (
    select *, max(last_day) over (partition by chat_id order by first_day, last_day, batch_id
                                  rows between unbounded preceding and 1 preceding) as reached_day
    from ranges
), gaps as (
    select chat_id, cast(max(reached_day) + 1 as date) as first_day, cast(first_day - 1 as date) as last_day
    from reached where reached_day is not null and first_day > reached_day + 1 group by chat_id, first_day
), said as (
    select kind, split_part(key, '|', 1) as chat_id, cast(split_part(key, '|', 2) as date) as day
    from corrections where kind in ('quiet_day', 'not_exported')
), answered as (
    select g.chat_id, g.first_day, count(*) filter (where s.kind = 'quiet_day') as quiet,
           count(*) filter (where s.kind = 'not_exported') as not_exported
    from gaps g join said s on s.chat_id = g.chat_id and s.day between g.first_day and g.last_day group by all
)
select g.chat_id, g.first_day, g.last_day, cast(g.last_day - g.first_day + 1 as bigint) as days,
       (select arg_max(r.batch_id, r.batch_id) from ranges r where r.chat_id = g.chat_id and r.last_day = g.first_day - 1) as batch_before,
       (select arg_min(r.batch_id, r.batch_id) from ranges r where r.chat_id = g.chat_id and r.first_day = g.last_day + 1) as batch_after,
       case when a.quiet = g.last_day - g.first_day + 1 then 'quiet'
            when a.not_exported = g.last_day - g.first_day + 1 then 'not_exported' end as answer
from gaps g left join answered a on a.chat_id = g.chat_id and a.first_day = g.first_day
order by g.chat_id, g.first_day
