-- One row a source, and for messages one a chat: from which day to which day it speaks.
select v.table_name, v.chat_id, min(v.first_day) as first_day, max(v.last_day) as last_day
from coverage v
left join scope_chats c on c.chat_id = v.chat_id
where v.table_name in ('orders', 'messages', 'memberships', 'coupons', 'events', 'invites')
  and (v.chat_id is null or c.chat_id is not null)
group by v.table_name, v.chat_id
