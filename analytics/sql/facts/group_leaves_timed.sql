-- One row a leave of a chosen chat from $start_day to $as_of whose time of day was noted: chat_id, person_id, left_at, left_how.
select m.chat_id, m.person_id, m.left_at, m.left_how
from memberships m
join scope_chats c on c.chat_id = m.chat_id
where m.person_id is not null and m.left_at is not null and m.left_at <> cast(cast(m.left_at as date) as timestamp)
  and cast(m.left_at as date) between $start_day and $as_of
order by m.chat_id, m.left_at, m.person_id
