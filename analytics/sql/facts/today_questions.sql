-- One row a question of a member in a chosen chat, asked from $first_day to $last_day.
-- answered_at: when the shop's people (or, where nobody is known to be, anybody else) spoke next in that chat.
-- last_at: how far that chat's record reaches.
with lines as (
    select m.message_key, m.chat_id, m.person_id, m.sent_at, m.text, m.effective,
           s.person_id is not null as by_shop
    from messages m
    join scope_chats c on c.chat_id = m.chat_id
    left join staff s on s.chat_id = m.chat_id and s.person_id = m.person_id
    where m.person_id is not null and m.sent_at is not null and m.resolution <> 'day'
      and cast(m.sent_at as date) >= $first_day and date_diff('day', $last_day, cast(m.sent_at as date)) <= 1
), ends as (
    select chat_id, max(sent_at) as last_at from lines group by chat_id
), questions as (
    select * from lines
    where not by_shop and effective and cast(sent_at as date) <= $last_day and regexp_matches(text, $question)
), shops as (
    select distinct chat_id from staff
), replies as (
    select q.message_key, min(r.sent_at) as answered_at
    from questions q
    join lines r on r.chat_id = q.chat_id and r.sent_at >= q.sent_at and r.person_id <> q.person_id
    left join shops o on o.chat_id = q.chat_id
    where date_diff('minute', q.sent_at, r.sent_at) <= $answer_minutes and (o.chat_id is null or r.by_shop)
    group by q.message_key
)
select q.message_key, q.chat_id, q.person_id, q.sent_at, q.text, r.answered_at, e.last_at
from questions q
join ends e on e.chat_id = q.chat_id
left join replies r on r.message_key = q.message_key
order by q.sent_at, q.message_key
