-- One row a chosen chat × member with useful messages marked as complaints from $start_day to $as_of: many.
select m.chat_id, i.person_id, count(*) as many
from message_marks k
join scope_chats c on c.chat_id = k.chat_id
join message_rows m on m.key = k.key
join identities i on i.alias_id = m.alias_id
left join staff s on s.chat_id = m.chat_id and s.person_id = i.person_id
     and coalesce(cast(m.sent_at as date) >= s.valid_from, true) and coalesce(cast(m.sent_at as date) <= s.valid_to, true)
where k.mark = 'complaint' and k.day between $start_day and $as_of and m.visible and s.person_id is null
  and m.text_reason is null and m.context_reason is null
group by m.chat_id, i.person_id
order by m.chat_id, i.person_id
