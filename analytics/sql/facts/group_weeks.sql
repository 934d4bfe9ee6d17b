-- One row a chosen chat × block of $length days counted back from the chat's own last recorded day up to $as_of (0 = the
-- last): its recorded days, useful messages of members, and how many members wrote them. $blocks: only so many (NULL: all).
with ends as (
    select r.chat_id, max(r.day) as last_day
    from recorded_days r
    join scope_chats c on c.chat_id = r.chat_id
    where r.day <= $as_of
    group by r.chat_id
), recorded as (
    select r.chat_id, date_diff('day', r.day, e.last_day) // $length as back, count(*) as recorded
    from recorded_days r
    join ends e on e.chat_id = r.chat_id
    where r.day <= e.last_day and (cast($blocks as bigint) is null or date_diff('day', r.day, e.last_day) < $length * $blocks)
    group by r.chat_id, date_diff('day', r.day, e.last_day) // $length
), said as (
    select d.chat_id, date_diff('day', d.day, e.last_day) // $length as back, sum(d.effective) as effective,
           count(distinct i.person_id) as speakers
    from member_days_rows d
    join ends e on e.chat_id = d.chat_id
    join identities i on i.alias_id = d.alias_id
    left join staff s on s.chat_id = d.chat_id and s.person_id = i.person_id
         and coalesce(d.day >= s.valid_from, true) and coalesce(d.day <= s.valid_to, true)
    where d.day <= e.last_day and d.effective > 0 and ($include_staff or s.person_id is null)
      and (cast($blocks as bigint) is null or date_diff('day', d.day, e.last_day) < $length * $blocks)
    group by d.chat_id, date_diff('day', d.day, e.last_day) // $length
)
select r.chat_id, r.back, e.last_day, r.recorded, coalesce(s.effective, 0) as effective, coalesce(s.speakers, 0) as speakers
from recorded r
join ends e on e.chat_id = r.chat_id
left join said s on s.chat_id = r.chat_id and s.back = r.back
order by r.chat_id, r.back
