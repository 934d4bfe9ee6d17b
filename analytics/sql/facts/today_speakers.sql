-- One row a person × local day with an effective message in a chosen chat, from $first_day to $last_day.
-- Who is of the shop in one of the chosen chats on a day is left out of it.
with operators as (
    select distinct s.person_id, s.valid_from, s.valid_to from staff s join scope_chats c on c.chat_id = s.chat_id
)
select i.person_id, d.day, cast(sum(d.effective) as bigint) as messages
from member_days_rows d
join scope_chats c on c.chat_id = d.chat_id
join identities i on i.alias_id = d.alias_id
left join operators o on not $include_staff and o.person_id = i.person_id
     and coalesce(d.day >= o.valid_from, true) and coalesce(d.day <= o.valid_to, true)
where d.effective > 0 and d.day >= $first_day and d.day <= $last_day and o.person_id is null
group by i.person_id, d.day
