-- One row a chosen chat × recorded day up to $as_of.
select r.chat_id, r.day
from recorded_days r
join scope_chats c on c.chat_id = r.chat_id
where r.day <= $as_of
order by r.chat_id, r.day
