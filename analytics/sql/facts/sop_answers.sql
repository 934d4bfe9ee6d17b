-- One row a chosen chat × local day from $start_day to $end_day with a member's question; answered: whether the shop's people
-- said something after one of them on that day.
with lines as (
    select m.chat_id, cast(m.sent_at as date) as day, m.sent_at, m.by_shop,
           not m.by_shop and m.text_reason is null and m.context_reason is null
               and regexp_matches(coalesce(m.text, ''), $question) as asks
    from spoken m
    join scope_chats c on c.chat_id = m.chat_id
    where m.resolution <> 'day' and m.text_reason is distinct from 'system'
      and m.sent_at >= $start_day and cast(m.sent_at as date) <= $end_day
)
select chat_id, day, coalesce(max(case when by_shop then sent_at end) > min(case when asks then sent_at end), false) as answered
from lines
group by chat_id, day
having max(case when asks then 1 else 0 end) = 1
order by chat_id, day
