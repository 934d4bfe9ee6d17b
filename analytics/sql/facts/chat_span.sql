-- One row: the first and the last recorded day of the chosen chats up to $as_of; NULL without any.
select min(r.day) as first_day, max(r.day) as last_day
from recorded_days r join scope_chats c on c.chat_id = r.chat_id
where r.day <= $as_of
