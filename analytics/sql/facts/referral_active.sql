-- One row a member who took part in a chosen chat from $first_day to $last_day (useful words or a participation).
select distinct i.person_id
from (
    -- Names become people only once the days are few rows.
    select distinct d.alias_id
    from name_days d
    join scope_chats c on c.chat_id = d.chat_id
    where d.day >= $first_day and d.day <= $last_day and (d.effective > 0 or d.participations > 0) and not d.staff
) a
join identities i on i.alias_id = a.alias_id
order by i.person_id
