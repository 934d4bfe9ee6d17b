-- One row an invite that was sent, or a join that somebody brought about, in the chosen chats up to $as_of.
-- sent_on NULL: only the join is known, nobody saw how many were asked. joined_on NULL: no join is known.
select v.inviter_id, v.invitee_id, cast(v.sent_at as date) as sent_on, cast(v.joined_at as date) as joined_on
from invites v
left join scope_chats c on c.chat_id = v.chat_id
where v.inviter_id is not null and (v.chat_id is null or c.chat_id is not null)
  and cast(coalesce(v.sent_at, v.joined_at) as date) <= $as_of
union all
select distinct m.inviter_id, m.person_id, cast(null as date), cast(m.joined_at as date)
from memberships m
join scope_chats c on c.chat_id = m.chat_id
left join invites v on v.inviter_id = m.inviter_id and v.invitee_id = m.person_id
where m.inviter_id is not null and m.inviter_id <> m.person_id and v.inviter_id is null
  and cast(m.joined_at as date) <= $as_of
