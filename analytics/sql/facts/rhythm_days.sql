-- One row a local day from $start_day to $end_day on record in at least one chosen chat; chats: in how many.
select r.day, count(*) as chats
from recorded_days r
join scope_chats c on c.chat_id = r.chat_id
where r.day >= $start_day and r.day <= $end_day
group by r.day
order by r.day
