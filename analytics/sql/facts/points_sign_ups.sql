-- One row a person: on how many days from $first_day to $as_of the person signed up, checked in or voted in a chosen chat.
select d.person_id, count(distinct d.day) as days
from (
    select m.chat_id, m.person_id, m.day from member_days m where m.participated > 0
    union
    select e.chat_id, e.person_id, cast(e.happened_at as date) from events e where e.step in ('接龙', '打卡', '投票')
) d
join scope_chats c on c.chat_id = d.chat_id
where d.person_id is not null and d.day >= $first_day and d.day <= $as_of
group by d.person_id
order by d.person_id
