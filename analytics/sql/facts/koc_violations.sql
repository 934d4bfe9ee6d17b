-- One row a person who broke a rule of a chosen chat, or of none that is named, in the last $days days up to $as_of: violations.
select v.person_id, count(*) as violations
from violations v
left join scope_chats c on c.chat_id = v.chat_id
where v.person_id is not null and (c.chat_id is not null or v.chat_id is null)
  and cast(v.happened_at as date) <= $as_of and date_diff('day', cast(v.happened_at as date), $as_of) < $days
group by v.person_id
order by v.person_id
