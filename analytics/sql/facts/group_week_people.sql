-- One row a chosen chat × member who wrote something useful in it from $first_day to $last_day: their useful messages.
select d.chat_id, i.person_id, sum(d.effective) as effective
from member_days_rows d
join scope_chats c on c.chat_id = d.chat_id
join identities i on i.alias_id = d.alias_id
left join staff s on s.chat_id = d.chat_id and s.person_id = i.person_id
     and coalesce(d.day >= s.valid_from, true) and coalesce(d.day <= s.valid_to, true)
where d.day >= $first_day and d.day <= $last_day and d.effective > 0 and ($include_staff or s.person_id is null)
group by d.chat_id, i.person_id
order by d.chat_id, effective desc, i.person_id
