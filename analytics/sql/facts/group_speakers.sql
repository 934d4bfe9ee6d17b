-- One row a chosen chat × member active in the $days days up to its last recorded day, $as_of at the latest.
with ends as (
    select r.chat_id, max(r.day) as last_day
    from recorded_days r
    join scope_chats c on c.chat_id = r.chat_id
    where r.day <= $as_of
    group by r.chat_id
), said as (
    -- Names become people only once the days are few rows.
    select d.chat_id, d.alias_id, max(d.day) as last_on, sum(d.effective) as effective,
           min(case when d.effective > 0 then date_diff('day', d.day, e.last_day) end) as spoke_days_ago,
           min(date_diff('day', d.day, e.last_day)) as days_ago
    from name_days d
    join ends e on e.chat_id = d.chat_id
    where d.day <= e.last_day and date_diff('day', d.day, e.last_day) < $days and d.effective + d.participations > 0
      and ($include_staff or not d.staff)
    group by d.chat_id, d.alias_id
)
select s.chat_id, i.person_id, max(s.last_on) as last_on, sum(s.effective) as effective, min(s.spoke_days_ago) as spoke_days_ago,
       min(s.days_ago) as days_ago
from said s
join identities i on i.alias_id = s.alias_id
group by s.chat_id, i.person_id
order by s.chat_id, effective desc, i.person_id
