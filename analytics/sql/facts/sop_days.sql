-- One row a chosen chat × recorded day from $start_day to $end_day, and (chat_id NULL) one a day that a content sheet covers.
select r.chat_id, r.day
from recorded_days r
join scope_chats c on c.chat_id = r.chat_id
where r.day >= $start_day and r.day <= $end_day
union
select cast(null as text), cast(unnest(generate_series(
    cast(greatest(first_day, $start_day) as timestamp), cast(least(last_day, $end_day) as timestamp), interval 1 day)) as date)
from coverage
where table_name = 'posts' and chat_id is null and $all_chats and first_day <= $end_day and last_day >= $start_day
order by 1 nulls last, 2
