-- One row a total of the period, $start_day to $end_day: source (posts, content_days, chat_days), metric, total, and on
-- how many posts or days it was said. Sums over posts and days: the same person is in them as often as counted there.
select 'posts' as source, metric, sum(value) as total, count(value) as said
from (
    select 'reach' as metric, cast(reach as double) as value, posted_at, chat_id from posts
    union all select 'opens', cast(opens as double), posted_at, chat_id from posts
    union all select 'clicks', cast(clicks as double), posted_at, chat_id from posts
    union all select 'interactions', cast(interactions as double), posted_at, chat_id from posts
    union all select 'forwards', cast(forwards as double), posted_at, chat_id from posts
) p
where value is not null and cast(posted_at as date) between $start_day and $end_day
  and (chat_id is null or chat_id in (select chat_id from scope_chats))
group by metric
union all
select 'content_days', metric, sum(value), count(value) from content_days
where value is not null and day between $start_day and $end_day group by metric
union all
select 'chat_days', metric, sum(value), count(value)
from (
    select 'joined' as metric, cast(joined as double) as value, day, chat_id from chat_days
    union all select 'speakers', cast(speakers as double), day, chat_id from chat_days
) d
where value is not null and day between $start_day and $end_day
  and (chat_id is null or chat_id in (select chat_id from scope_chats))
group by metric
order by source, metric
