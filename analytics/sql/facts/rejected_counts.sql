-- One row a reason: messages of members in the chosen chats from $start_day to $end_day that it takes out; reason '' = useful.
select coalesce(m.reason, '') as reason, count(*) as messages, count(distinct m.person_id) as people
from messages m
join scope_chats c on c.chat_id = m.chat_id
where m.sent_at is not null and m.sent_at >= $start_day and cast(m.sent_at as date) <= $end_day
  and m.person_id is not null
group by coalesce(m.reason, '')
order by 2 desc, 1
