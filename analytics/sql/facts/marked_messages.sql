-- One row a message of a member in a chosen chat from $start_day to $end_day that has a mark, taken off ones (mark none) too.
select m.message_key, m.chat_id, m.person_id, m.sent_at, m.text, coalesce(m.mark, 'none') as mark
from messages m
join scope_chats c on c.chat_id = m.chat_id
where m.effective and m.sent_at >= $start_day and cast(m.sent_at as date) <= $end_day
  and (m.mark is not null or m.message_key in (select key from corrections where kind = 'mark'))
