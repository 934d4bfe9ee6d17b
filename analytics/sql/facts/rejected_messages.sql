-- One row a message in the chosen chats from $start_day to $end_day with reason $reason ('' = useful), newest first, $most at most.
select m.message_key, m.chat_id, m.person_id, m.sent_at, m.kind, m.text, coalesce(m.reason, '') as reason, o.value as decided
from messages m
join scope_chats c on c.chat_id = m.chat_id
left join corrections o on o.kind = 'effective' and o.key = m.message_key
where m.sent_at is not null and m.sent_at >= $start_day and cast(m.sent_at as date) <= $end_day
  and m.person_id is not null and coalesce(m.reason, '') = $reason
order by m.sent_at desc, m.message_key
limit $most
