-- One row: effective messages of members in the chosen chats from $start_day to $end_day.
select cast(coalesce(sum(d.effective), 0) as bigint) as messages
from said_days d
join scope_chats c on c.chat_id = d.chat_id
where not d.staff and d.day between $start_day and $end_day
