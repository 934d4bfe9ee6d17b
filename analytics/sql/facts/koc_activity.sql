-- One row a member who spoke in a chosen chat: effective messages ever up to $as_of, and how many of the last twelve weeks
-- (seven days each, ending on $as_of) had any.
with said as (
    -- One bit a week: names become people only once the days are few rows.
    select d.alias_id, sum(d.effective) as effective,
           bit_or(case when d.effective > 0 and date_diff('day', d.day, $as_of) < 84
                       then 1 << cast(date_diff('day', d.day, $as_of) // 7 as integer) else 0 end) as weeks
    from name_days d
    join scope_chats c on c.chat_id = d.chat_id
    where d.day <= $as_of and not d.staff
    group by d.alias_id
)
select i.person_id, cast(sum(s.effective) as bigint) as effective, cast(bit_count(bit_or(s.weeks)) as bigint) as active_weeks
from said s
join identities i on i.alias_id = s.alias_id
group by i.person_id
order by i.person_id
