-- One row a member who said anything in a chosen chat from $first_day to $as_of: messages and effective ones, the shop's people left out.
select d.person_id, cast(sum(d.messages) as bigint) as messages, cast(sum(d.effective) as bigint) as effective
from said_days d
join scope_chats c on c.chat_id = d.chat_id
where d.day >= $first_day and d.day <= $as_of and not d.staff
group by d.person_id
having sum(d.messages) > 0
order by d.person_id
