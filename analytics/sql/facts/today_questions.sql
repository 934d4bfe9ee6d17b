-- One row a message of a member in a chosen chat that wants an answer, from $first_day to $last_day. mark: question,
-- inquiry (asks for a price) or complaint.
-- answered_at: when the shop's people (or, where nobody is known to be, anybody else) spoke next in that chat, if within
-- $any_word_minutes; else when they next named who asked (@, quoted), if within $answer_minutes. last_at: how far that
-- chat's record reaches.
with operators as (
    select s.chat_id, s.person_id, s.valid_from, s.valid_to from staff s
), known as (
    select distinct chat_id from operators
), lines as (
    select m.message_key, m.chat_id, m.person_id, m.sender_name, m.sent_at, m.text, m.mark,
           o.person_id is not null as by_shop, k.chat_id is not null as shop_known
    from messages m
    join scope_chats c on c.chat_id = m.chat_id
    left join operators o on o.chat_id = m.chat_id and o.person_id = m.person_id
         and coalesce(cast(m.sent_at as date) >= o.valid_from, true) and coalesce(cast(m.sent_at as date) <= o.valid_to, true)
    left join known k on k.chat_id = m.chat_id
    where m.person_id is not null and m.sent_at is not null and m.resolution <> 'day'
      and m.sent_at >= $first_day and date_diff('day', $last_day, cast(m.sent_at as date)) <= 1
), turns as (
    select l.*,
           case when person_id = lag(person_id) over (partition by chat_id order by sent_at, person_id)
                then 0 else 1 end as turn
    from lines l
), numbered as (
    select t.*,
           sum(turn) over (partition by chat_id order by sent_at, person_id, text
                           rows between unbounded preceding and current row) as number
    from turns t
), followed as (
    select n.*,
           min(case when by_shop then sent_at end) over (
               partition by chat_id order by sent_at, by_shop
               rows between 1 following and unbounded following) as shop_at,
           min(sent_at) over (
               partition by chat_id order by number range between 1 following and unbounded following) as other_at,
           max(sent_at) over (partition by chat_id) as last_at
    from numbered n
), questions as (
    select f.*, case when shop_known then shop_at else other_at end as next_at
    from followed f
    where not by_shop and mark in ('complaint', 'inquiry', 'question') and cast(sent_at as date) <= $last_day
), soon as (
    select q.*, case when date_diff('minute', sent_at, next_at) <= $any_word_minutes then next_at end as soon_at
    from questions q
), named as (
    -- Hours later the shop speaks of other things too: only words that name the person are an answer then.
    select s.message_key, min(l.sent_at) as named_at
    from soon s
    join lines l on l.chat_id = s.chat_id and l.by_shop and l.sent_at > s.sent_at and length(s.sender_name) > 1
     and date_diff('minute', s.sent_at, l.sent_at) <= $answer_minutes and contains(l.text, s.sender_name)
    where s.soon_at is null
    group by s.message_key
)
select s.message_key, s.chat_id, s.person_id, s.sent_at, s.text, s.mark, coalesce(s.soon_at, n.named_at) as answered_at, s.last_at
from soon s
left join named n on n.message_key = s.message_key
order by s.sent_at, s.person_id, s.text
