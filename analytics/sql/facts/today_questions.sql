-- One row a message of a member in a chosen chat that wants an answer, from $first_day to $last_day. mark: question,
-- inquiry (asks for a price) or complaint.
-- answered_at: when the shop's people (or, where nobody is known to be, anybody else) spoke next in that chat, if within
-- $any_word_minutes; else when they next named who asked (@, quoted), if within $answer_minutes. last_at: how far that
-- chat's record reaches.
with known as (
    select distinct chat_id from staff
), lines as (
    select s.key, s.chat_id, s.person_id, s.alias_id, s.sent_at, s.text, s.by_shop, k.chat_id is not null as shop_known
    from spoken s
    join scope_chats c on c.chat_id = s.chat_id
    left join known k on k.chat_id = s.chat_id
    where s.resolution <> 'day'
      and s.sent_at >= $first_day and date_diff('day', $last_day, cast(s.sent_at as date)) <= 1
), turns as (
    select key, chat_id, person_id, alias_id, sent_at, by_shop, shop_known,
           coalesce(person_id = lag(person_id) over (partition by chat_id order by sent_at, by_shop, person_id, key), false) as again
    from lines
), followed as (
    -- Somebody else speaks next where the next turn begins.
    select t.*, first_value(case when by_shop then sent_at end ignore nulls) over afterwards as shop_at,
           first_value(case when not again then sent_at end ignore nulls) over afterwards as other_at,
           max(sent_at) over (partition by chat_id) as last_at
    from turns t
    window afterwards as (
        partition by chat_id order by sent_at, by_shop, person_id, key rows between 1 following and unbounded following)
), questions as (
    select f.key, f.chat_id, f.person_id, f.alias_id, f.sent_at, f.last_at, k.mark,
           case when f.shop_known then f.shop_at else f.other_at end as next_at
    from followed f
    join message_marks k on k.key = f.key and k.mark in ('complaint', 'inquiry', 'question')
    where not f.by_shop and cast(f.sent_at as date) <= $last_day
), soon as (
    select q.*, case when date_diff('minute', sent_at, next_at) <= $any_word_minutes then next_at end as soon_at
    from questions q
), named as (
    -- Hours later the shop speaks of other things too: only words that name the person are an answer then.
    select s.key, min(l.sent_at) as named_at
    from soon s
    join known_aliases a on a.alias_id = s.alias_id and length(a.name) > 1
    join lines l on l.chat_id = s.chat_id and l.by_shop and l.sent_at > s.sent_at
     and date_diff('minute', s.sent_at, l.sent_at) <= $answer_minutes and contains(l.text, a.name)
    where s.soon_at is null
    group by s.key
)
select cast(cast(s.key as uuid) as text) as message_key, s.chat_id, s.person_id, s.sent_at, l.text, s.mark,
       coalesce(s.soon_at, n.named_at) as answered_at, s.last_at
from soon s
join lines l on l.key = s.key
left join named n on n.key = s.key
order by s.sent_at, s.person_id, l.text
