-- One row a member who took part in a chosen chat from $first_day to $last_day (useful words or a participation).
select distinct d.person_id
from said_days d
join scope_chats c on c.chat_id = d.chat_id
where d.day >= $first_day and d.day <= $last_day and (d.effective > 0 or d.participations > 0) and not d.staff
order by d.person_id
