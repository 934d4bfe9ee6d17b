-- One row an invitation of which somebody noted that it was sent, up to $as_of; joined_on NULL: nobody came.
select i.inviter_id, i.invitee_id, cast(i.sent_at as date) as sent_on, cast(i.joined_at as date) as joined_on
from invites i
left join scope_chats c on c.chat_id = i.chat_id
where i.inviter_id is not null and i.sent_at is not null and cast(i.sent_at as date) <= $as_of
  and (c.chat_id is not null or i.chat_id is null) and i.inviter_id not in (select person_id from staff)
order by i.sent_at, i.inviter_id, i.invitee_id
