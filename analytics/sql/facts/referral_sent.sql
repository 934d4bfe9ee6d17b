-- One row an invitation of which somebody noted that it was sent, up to $as_of; joined_on NULL: nobody came. What the shop's own
-- people sent while they were that is left out.
select i.inviter_id, i.invitee_id, cast(i.sent_at as date) as sent_on, cast(i.joined_at as date) as joined_on
from invites i
left join scope_chats c on c.chat_id = i.chat_id
where i.inviter_id is not null and i.sent_at is not null and cast(i.sent_at as date) <= $as_of
  and (c.chat_id is not null or i.chat_id is null) and not exists (
      select 1 from staff s where s.person_id = i.inviter_id
        and coalesce(cast(i.sent_at as date) >= s.valid_from, true) and coalesce(cast(i.sent_at as date) <= s.valid_to, true))
order by i.sent_at, i.inviter_id, i.invitee_id
