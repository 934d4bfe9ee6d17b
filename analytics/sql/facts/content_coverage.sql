-- One row a source of posts (a chat, or the content sheets with chat_id NULL): the days it covers.
select v.chat_id, v.first_day, v.last_day
from chat_coverage v
join scope_chats c on c.chat_id = v.chat_id
union all
select cast(null as text), min(v.first_day), max(v.last_day)
from coverage v
where v.table_name = 'posts'
having min(v.first_day) is not null
