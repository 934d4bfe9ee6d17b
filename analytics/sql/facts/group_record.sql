-- One row a group: what is on record of it. messages: said by people; people: who said any of them. first_day, last_day: of
-- its talk, else of whatever files know of it. NULL where nothing is known.
with talk as (
    select chat_id, sum(messages) as messages, count(distinct person_id) as people from said_days group by chat_id
), listed as (
    select chat_id, count(distinct person_id) as members from memberships where left_at is null group by chat_id
), days as (
    select chat_id, min(first_day) as first_day, max(last_day) as last_day from coverage where chat_id is not null group by chat_id
)
select c.chat_id, c.chat_type, c.platform, cast(coalesce(t.messages, 0) as bigint) as messages,
       coalesce(t.people, 0) as people, l.members, coalesce(v.first_day, d.first_day) as first_day,
       coalesce(v.last_day, d.last_day) as last_day, coalesce(v.recorded_days, 0) as recorded_days
from chats c
left join talk t on t.chat_id = c.chat_id
left join listed l on l.chat_id = c.chat_id
left join days d on d.chat_id = c.chat_id
left join chat_coverage v on v.chat_id = c.chat_id
order by c.chat_id
