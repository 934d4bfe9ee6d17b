-- One row a member who took part in a chosen chat from $first_day to $last_day (useful words or a participation).
with ours as (
    select s.chat_id, i.alias_id, s.valid_from, s.valid_to
    from staff s
    join identities i on i.person_id = s.person_id
)
select distinct i.person_id
from (
    -- Names become people only once the days are few rows.
    select distinct d.alias_id
    from member_days_rows d
    join scope_chats c on c.chat_id = d.chat_id
    left join ours o on o.chat_id = d.chat_id and o.alias_id = d.alias_id
         and coalesce(d.day >= o.valid_from, true) and coalesce(d.day <= o.valid_to, true)
    where d.day >= $first_day and d.day <= $last_day and (d.effective > 0 or d.participations > 0) and o.alias_id is null
) a
join identities i on i.alias_id = a.alias_id
order by i.person_id
