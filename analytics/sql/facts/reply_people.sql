-- One row a member who said anything in a chosen chat from $first_day to $as_of: messages and effective ones, the shop's people left out.
with said as (
    -- Names become people only once the days are few rows.
    select d.alias_id, sum(d.messages) as messages, sum(d.effective) as effective
    from name_days d
    join scope_chats c on c.chat_id = d.chat_id
    where d.day >= $first_day and d.day <= $as_of and not d.staff
    group by d.alias_id
)
select i.person_id, cast(sum(s.messages) as bigint) as messages, cast(sum(s.effective) as bigint) as effective
from said s
join identities i on i.alias_id = s.alias_id
group by i.person_id
having sum(s.messages) > 0
order by i.person_id
