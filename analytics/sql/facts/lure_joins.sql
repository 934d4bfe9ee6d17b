-- One row a person whose first join of a chosen chat is known and not after $as_of: how that join came about, and the group.
with joins as (
    select m.person_id, m.joined_at, m.join_channel, m.chat_id, m.inviter_id,
           row_number() over (partition by m.person_id order by m.joined_at nulls first, m.chat_id) as place
    from memberships m join scope_chats c on c.chat_id = m.chat_id
)
select j.person_id, j.chat_id, j.join_channel as channel, case when j.inviter_id is not null then 1 else 0 end as invited
from joins j
where j.place = 1 and j.joined_at is not null and cast(j.joined_at as date) <= $as_of
order by j.person_id
