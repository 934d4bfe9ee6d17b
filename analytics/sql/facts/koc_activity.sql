-- One row a member who spoke in a chosen chat: effective messages ever up to $as_of, and how many of the last twelve weeks
-- (seven days each, ending on $as_of) had any.
select d.person_id, cast(sum(d.effective) as bigint) as effective,
       count(distinct case when d.effective > 0 and date_diff('day', d.day, $as_of) < 84
                           then cast(floor(date_diff('day', d.day, $as_of) / 7) as integer) end) as active_weeks
from said_days d
join scope_chats c on c.chat_id = d.chat_id
where d.day <= $as_of and not d.staff
group by d.person_id
order by d.person_id
