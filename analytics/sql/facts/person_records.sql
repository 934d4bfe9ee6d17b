-- One row a person seen or listed in a chosen chat: the last recorded day of those chats up to $as_of.
with ends as (
    select r.chat_id, max(r.day) as last_day
    from recorded_days r
    join scope_chats c on c.chat_id = r.chat_id
    where r.day <= $as_of
    group by r.chat_id
), seen as (
    select m.chat_id, m.person_id from memberships m join scope_chats c on c.chat_id = m.chat_id
    union
    select d.chat_id, i.person_id
    from (select distinct chat_id, alias_id from member_days_rows) d
    join identities i on i.alias_id = d.alias_id
)
select s.person_id, max(e.last_day) as last_day
from seen s
join ends e on e.chat_id = s.chat_id
group by s.person_id
