-- One row a person × local day with an effective message in a chosen chat, from $first_day to $last_day.
select i.person_id, d.day, cast(sum(d.effective) as bigint) as messages
from member_days_rows d
join scope_chats c on c.chat_id = d.chat_id
join identities i on i.alias_id = d.alias_id
where d.effective > 0 and d.day >= $first_day and d.day <= $last_day
  and ($include_staff or not exists (
      select 1 from staff s join scope_chats t on t.chat_id = s.chat_id where s.person_id = i.person_id
        and coalesce(d.day >= s.valid_from, true) and coalesce(d.day <= s.valid_to, true)))
group by i.person_id, d.day
