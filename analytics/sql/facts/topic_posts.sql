-- One row a post in a chosen chat from $start_day to $end_day: its text.
select p.post_id, coalesce(p.title, p.text) as text
from posts p
join scope_chats c on c.chat_id = p.chat_id
where p.posted_at is not null and cast(p.posted_at as date) >= $start_day and cast(p.posted_at as date) <= $end_day
