-- One row a talker × chosen chat without a stay on record: the first day a word of theirs is there.
select d.chat_id, i.person_id, min(d.day) as first_day
from member_days_rows d
join scope_chats c on c.chat_id = d.chat_id
join identities i on i.alias_id = d.alias_id
left join memberships m on m.chat_id = d.chat_id and m.person_id = i.person_id
where m.person_id is null
group by d.chat_id, i.person_id
order by d.chat_id, i.person_id
