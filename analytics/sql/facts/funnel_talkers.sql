-- One row a person × chat: the first day with something useful said, up to $last_day.
select d.person_id, d.chat_id, min(d.day) as day
from member_days d join scope_chats c on c.chat_id = d.chat_id
where d.effective > 0 and d.day <= $last_day
group by d.person_id, d.chat_id
