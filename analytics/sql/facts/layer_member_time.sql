-- One row a chosen chat × person × stay that began by $as_of: from when to when the person was a member.
-- joined_on NULL: in the member list, join day unknown; left_on NULL: still there.
select m.chat_id, m.person_id, cast(m.joined_at as date) as joined_on, cast(m.left_at as date) as left_on
from memberships m
join scope_chats c on c.chat_id = m.chat_id
where m.joined_at is null or cast(m.joined_at as date) <= $as_of
