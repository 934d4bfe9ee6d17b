-- One row a line of a chosen chat from $start_day on, in the order in which they were said. by_shop: by the shop's people then;
-- asks: a member's question asked until $end_day, its text beside it. until_at: the end of the chat's record; shop_known:
-- whether anybody in it is known to be the shop.
with ends as (
    select r.chat_id, cast(max(r.day) as timestamp) + interval 1 day as until_at,
           exists (select 1 from staff s where s.chat_id = r.chat_id) as shop_known
    from recorded_days r
    join scope_chats c on c.chat_id = r.chat_id
    where r.day <= $as_of
    group by r.chat_id
), lines as (
    select m.chat_id, i.person_id, m.sent_at, m.key, m.text, e.until_at, e.shop_known, o.person_id is not null as by_shop,
           m.text_reason is null and m.context_reason is null and regexp_matches(coalesce(m.text, ''), $question)
               and o.person_id is null and cast(m.sent_at as date) <= $end_day as asks
    from message_rows m
    join ends e on e.chat_id = m.chat_id
    join identities i on i.alias_id = m.alias_id
    left join staff o on o.chat_id = m.chat_id and o.person_id = i.person_id
         and coalesce(cast(m.sent_at as date) >= o.valid_from, true) and coalesce(cast(m.sent_at as date) <= o.valid_to, true)
    where m.visible and m.sent_at is not null and m.resolution <> 'day' and m.text_reason is distinct from 'system'
      and m.sent_at >= $start_day
)
select chat_id, person_id, sent_at, by_shop, asks, case when asks then text end as text, until_at, shop_known
from lines
order by chat_id, sent_at, key
