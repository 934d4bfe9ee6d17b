-- One row a member who said something useful in a chosen chat on $weekday (1 Monday) in the hour $hour, with how often.
select i.person_id, count(*) as messages
from message_rows m
join scope_chats c on c.chat_id = m.chat_id
join identities i on i.alias_id = m.alias_id
left join staff s on s.chat_id = m.chat_id and s.person_id = i.person_id
     and coalesce(m.sent_at >= s.valid_from, true) and coalesce(m.sent_at < s.valid_to + interval 1 day, true)
where m.visible and m.sent_at is not null and m.resolution <> 'day' and m.text_reason is null and m.context_reason is null
  and cast(m.sent_at as date) >= $start_day and cast(m.sent_at as date) <= $end_day
  and ($include_staff or s.person_id is null)
  and extract(isodow from m.sent_at) = $weekday and extract(hour from m.sent_at) = $hour
group by i.person_id
order by count(*) desc, i.person_id
