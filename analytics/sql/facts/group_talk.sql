-- One row a chosen chat × person seen in it by $last_day: what was said from $first_day on, first and last seen.
-- staff: on the shop's side on $last_day; what was said while on that side is not effective.
with days as (
    select d.chat_id, d.person_id, d.day, d.messages, case when d.staff and not $include_staff then 0 else d.effective end as effective
    from said_days d
    join scope_chats c on c.chat_id = d.chat_id
    where d.day <= $last_day
    union all
    select e.chat_id, e.person_id, cast(e.happened_at as date), 0, 0
    from events e
    join scope_chats c on c.chat_id = e.chat_id
    where e.step in ('接龙', '打卡', '投票') and e.person_id is not null and cast(e.happened_at as date) <= $last_day
), operators as (
    select distinct s.person_id from staff s join scope_chats c on c.chat_id = s.chat_id
    where coalesce(s.valid_from <= $last_day, true) and coalesce(s.valid_to >= $last_day, true)
)
select d.chat_id, d.person_id, not $include_staff and o.person_id is not null as staff, max(d.day) as last_seen_on,
       cast(sum(case when d.day >= $first_day then d.messages else 0 end) as bigint) as messages,
       cast(sum(case when d.day >= $first_day then d.effective else 0 end) as bigint) as effective,
       max(case when d.day >= $first_day and d.effective > 0 then d.day end) as last_spoke_on
from days d
left join operators o on o.person_id = d.person_id
group by d.chat_id, d.person_id, o.person_id
order by d.chat_id, d.person_id
