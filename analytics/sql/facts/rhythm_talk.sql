-- One row a local day × hour of members' useful messages in chosen chats from $start_day to $end_day, and (day NULL) one a
-- weekday × hour over all these days. weekday: 1 Monday … 7 Sunday; people: distinct persons; messages: useful ones.
with said as materialized (
    select cast(m.sent_at as date) as day, extract(isodow from m.sent_at) as weekday, extract(hour from m.sent_at) as hour,
           m.person_id, count(*) as messages
    from spoken m
    join scope_chats c on c.chat_id = m.chat_id
    where m.resolution <> 'day' and m.text_reason is null and m.context_reason is null
      and m.sent_at >= $start_day and cast(m.sent_at as date) <= $end_day
      and ($include_staff or not m.by_shop)
    group by cast(m.sent_at as date), extract(isodow from m.sent_at), extract(hour from m.sent_at), m.person_id
)
select day, weekday, hour, count(*) as people, cast(sum(messages) as bigint) as messages
from said
group by day, weekday, hour
union all
select cast(null as date), weekday, hour, count(distinct person_id), cast(sum(messages) as bigint)
from said
group by weekday, hour
order by 1 nulls last, 2, 3
