-- One row a message of $person in a chosen chat from $first_day to $last_day, newest first.
select m.message_key, m.chat_id, m.sent_at, m.kind, m.text, m.effective, m.reason
from messages m
join scope_chats c on c.chat_id = m.chat_id
where m.person_id = $person and m.sent_at >= $first_day and cast(m.sent_at as date) <= $last_day
order by m.sent_at desc, m.message_key
