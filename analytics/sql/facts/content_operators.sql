-- One row a chosen chat × person on the operator's side: whose posts count.
select s.chat_id, s.person_id, s.bot, r.role, count(p.post_id) as posts
from staff s
join scope_chats c on c.chat_id = s.chat_id
join (
    select chat_id, person_id, min(role) as role from roles
    where role in ('群主', '管理员', '运营', '客服', '机器人', '氛围组') group by chat_id, person_id
) r on r.person_id = s.person_id and (r.chat_id is null or r.chat_id = s.chat_id)
left join posts p on p.chat_id = s.chat_id and p.person_id = s.person_id
    and cast(p.posted_at as date) between $start_day and $end_day
group by s.chat_id, s.person_id, s.bot, r.role
order by s.chat_id, count(p.post_id) desc, s.person_id
