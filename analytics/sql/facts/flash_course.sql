-- One row a person × day × thing done (talk, or the step of an event) from $first_day to $last_day in the chosen chats: count (useful
-- messages, else times). An event that names no group counts where its person was seen; the shop's own people are left out.
with ours as (
    select distinct s.person_id from staff s join scope_chats c on c.chat_id = s.chat_id
), here as (
    select distinct s.person_id from seen_in s join scope_chats c on c.chat_id = s.chat_id
)
select 'talk' as what, d.person_id, d.day, cast(sum(d.effective) as bigint) as count
from member_days d
join scope_chats c on c.chat_id = d.chat_id
where d.day between $first_day and $last_day and d.effective > 0 and ($include_staff or not d.staff)
group by d.person_id, d.day
union all
select e.step, e.person_id, cast(e.happened_at as date), count(*)
from events e
left join scope_chats c on c.chat_id = e.chat_id
left join here h on e.chat_id is null and h.person_id = e.person_id
left join ours o on o.person_id = e.person_id
where cast(e.happened_at as date) between $first_day and $last_day and e.person_id is not null
  and (c.chat_id is not null or h.person_id is not null) and ($include_staff or o.person_id is null)
group by e.step, e.person_id, cast(e.happened_at as date)
order by 1, 2, 3
