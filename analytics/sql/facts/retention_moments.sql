-- One row a person who started × unit in which the return event happened after the start (unit NULL: never came back).
-- $start: join, message, order; $back: interaction, order, none. $rolling: whole units of $length days since the moment of
-- the start; else calendar units ($unit: day, week, month) counted by the true difference of dates.
with operators as (
    select distinct s.person_id from staff s join scope_chats c on c.chat_id = s.chat_id
    where coalesce(s.valid_from <= $as_of, true) and coalesce(s.valid_to >= $as_of, true)
), said as (
    select i.person_id, m.sent_at as moment, m.text_reason is null as useful, m.resolution = 'day' as whole_day
    from message_rows m
    join scope_chats c on c.chat_id = m.chat_id
    join identities i on i.alias_id = m.alias_id
    where ($start = 'message' or $back = 'interaction') and m.visible and m.sent_at is not null
      and m.context_reason is null and (m.text_reason is null or m.text_reason = 'participation')
      and cast(m.sent_at as date) <= $as_of
    union all
    select i.person_id, e.happened_at, false, e.resolution = 'day'
    from event_rows e
    join scope_chats c on c.chat_id = e.chat_id
    join identities i on i.alias_id = e.alias_id
    where $back = 'interaction' and e.visible and e.step in ('接龙', '打卡', '投票') and e.happened_at is not null
      and cast(e.happened_at as date) <= $as_of
), bought as (
    select o.person_id, o.paid_at as moment, coalesce(max(o.paid_resolution), '') = 'day' as whole_day
    from orders o
    where ($start = 'order' or $back = 'order') and o.person_id is not null and o.paid_at is not null
      and cast(o.paid_at as date) <= $as_of and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
      and o.gross - coalesce(o.refund, 0) > 0
    group by o.person_id, o.paid_at, o.order_key
), begun as (
    select m.person_id, m.joined_at as moment
    from memberships m
    join scope_chats c on c.chat_id = m.chat_id
    where $start = 'join' and m.joined_at is not null and cast(m.joined_at as date) <= $as_of
    union all
    select person_id, moment from said where $start = 'message' and useful
    union all
    select person_id, moment from bought where $start = 'order'
), starts as (
    select b.person_id, min(b.moment) as start_at
    from begun b
    left join operators o on o.person_id = b.person_id
    where $include_staff or o.person_id is null
    group by b.person_id
), returned as (
    select person_id, moment, whole_day from said where $back = 'interaction'
    union all
    select person_id, moment, whole_day from bought where $back = 'order'
), later as (
    select s.person_id,
           case when $rolling then greatest(date_diff('second', start_at, moment), 0) // (86400 * $length)
                when $unit = 'day' then date_diff('day', cast(start_at as date), cast(moment as date))
                when $unit = 'week' then date_diff('day', date_trunc('week', start_at), date_trunc('week', moment)) // 7
                else (extract(year from moment) - extract(year from start_at)) * 12
                     + extract(month from moment) - extract(month from start_at) end as unit
    from starts s
    join returned r on r.person_id = s.person_id
    where r.moment >= s.start_at or r.whole_day and cast(r.moment as date) = cast(s.start_at as date)
), units as (
    -- Among events of the same kind one is the start itself, which lies in unit 0.
    select person_id, unit
    from later
    group by person_id, unit
    having not $same_kind or unit > 0 or count(*) > 1
)
select s.person_id, s.start_at, cast(u.unit as integer) as unit
from starts s
left join units u on u.person_id = s.person_id
