-- One row a chat × alias × local day with a message or a participation, without roles: of the days in relation touched(chat_id, day).
with said as (
    select m.chat_id, m.alias_id, cast(m.sent_at as date) as day, m.text_reason, m.context_reason
    from message_rows m
    join touched t on t.chat_id = m.chat_id and t.day = cast(m.sent_at as date)
    where m.visible and m.alias_id is not null
), took_part as (
    select distinct e.chat_id, e.alias_id, cast(e.happened_at as date) as day
    from event_rows e
    join touched t on t.chat_id = e.chat_id and t.day = cast(e.happened_at as date)
    where e.visible and e.alias_id is not null and e.step in ('接龙', '打卡', '投票')
), counted as (
    select chat_id, alias_id, day,
           count(*) filter (where text_reason is distinct from 'system') as messages,
           count(*) filter (where text_reason is null and context_reason is null) as effective,
           count(*) filter (where text_reason = 'participation' and context_reason is null) as participations
    from said group by chat_id, alias_id, day
    union all
    select chat_id, alias_id, day, 0, 0, 1 from took_part
)
select chat_id, alias_id, day, sum(messages) as messages, sum(effective) as effective, sum(participations) as participations
from counted
group by chat_id, alias_id, day
having sum(messages) + sum(participations) > 0
