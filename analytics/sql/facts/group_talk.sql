-- One row a chosen chat × person seen in it by $last_day: what was said from $first_day on, first and last seen.
-- staff: on the shop's side on $last_day; what was said while on that side is not effective.
with said as (
    -- Names become people only once the days are few rows.
    select d.chat_id, d.alias_id, max(d.day) as last_seen_on,
           sum(case when d.day >= $first_day then d.messages else 0 end) as messages,
           sum(case when d.day >= $first_day and ($include_staff or not d.staff) then d.effective else 0 end) as effective,
           max(case when d.day >= $first_day and ($include_staff or not d.staff) and d.effective > 0 then d.day end) as last_spoke_on
    from name_days d
    join scope_chats c on c.chat_id = d.chat_id
    where d.day <= $last_day
    group by d.chat_id, d.alias_id
), signs as (
    select s.chat_id, i.person_id, s.last_seen_on, s.messages, s.effective, s.last_spoke_on
    from said s
    join identities i on i.alias_id = s.alias_id
    union all
    select e.chat_id, e.person_id, cast(e.happened_at as date), 0, 0, null
    from events e
    join scope_chats c on c.chat_id = e.chat_id
    where e.step in ('接龙', '打卡', '投票') and e.person_id is not null and cast(e.happened_at as date) <= $last_day
), operators as (
    select distinct s.person_id from staff s join scope_chats c on c.chat_id = s.chat_id
    where coalesce(s.valid_from <= $last_day, true) and coalesce(s.valid_to >= $last_day, true)
)
select d.chat_id, d.person_id, not $include_staff and o.person_id is not null as staff, max(d.last_seen_on) as last_seen_on,
       cast(sum(d.messages) as bigint) as messages, cast(sum(d.effective) as bigint) as effective,
       max(d.last_spoke_on) as last_spoke_on
from signs d
left join operators o on o.person_id = d.person_id
group by d.chat_id, d.person_id, o.person_id
order by d.chat_id, d.person_id
