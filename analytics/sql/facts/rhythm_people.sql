-- One row a member who said something useful in a chosen chat on $weekday (1 Monday) in the hour $hour, with how often.
select m.person_id, count(*) as messages
from spoken m
join scope_chats c on c.chat_id = m.chat_id
where m.resolution <> 'day' and m.text_reason is null and m.context_reason is null
  and m.sent_at >= $start_day and cast(m.sent_at as date) <= $end_day
  and ($include_staff or not m.by_shop)
  and extract(isodow from m.sent_at) = $weekday and extract(hour from m.sent_at) = $hour
group by m.person_id
order by count(*) desc, m.person_id
