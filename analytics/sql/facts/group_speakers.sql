-- One row a chosen chat × member active in the $days days up to its last recorded day, $as_of at the latest.
with ends as (
    select r.chat_id, max(r.day) as last_day
    from recorded_days r
    join scope_chats c on c.chat_id = r.chat_id
    where r.day <= $as_of
    group by r.chat_id
)
select d.chat_id, i.person_id, max(d.day) as last_on, sum(d.effective) as effective,
       min(case when d.effective > 0 then date_diff('day', d.day, e.last_day) end) as spoke_days_ago,
       min(date_diff('day', d.day, e.last_day)) as days_ago
from member_days_rows d
join ends e on e.chat_id = d.chat_id
join identities i on i.alias_id = d.alias_id
left join staff s on s.chat_id = d.chat_id and s.person_id = i.person_id
     and coalesce(d.day >= s.valid_from, true) and coalesce(d.day <= s.valid_to, true)
where d.day <= e.last_day and date_diff('day', d.day, e.last_day) < $days and d.effective + d.participations > 0
  and ($include_staff or s.person_id is null)
group by d.chat_id, i.person_id
order by d.chat_id, effective desc, i.person_id
