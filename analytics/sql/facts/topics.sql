-- One row a topic × member who said something useful or took part in it (messages: useful ones, signs: their length). A topic is a post in a chosen chat from $start_day to
-- $end_day; its messages follow it until the next post, $minutes minutes, or $quiet minutes without a word; later ones belong to it
-- where they answer it, or answer one that does, until the day after $end_day.
with recursive posted as (
    select p.chat_id, p.post_id, p.posted_at, p.category,
           lead(p.posted_at) over (partition by p.chat_id order by p.posted_at, p.post_id) as next_at
    from posts p
    join scope_chats c on c.chat_id = p.chat_id
    where p.posted_at is not null and p.posted_at > date_trunc('day', p.posted_at)
), bounds as (
    select chat_id, post_id, posted_at, category,
           least(coalesce(next_at, posted_at + interval 1 minute * cast($minutes as integer)),
                 posted_at + interval 1 minute * cast($minutes as integer)) as until_at
    from posted
    where cast(posted_at as date) >= $start_day and cast(posted_at as date) <= $end_day
), said as (
    select m.chat_id, m.person_id, m.sent_at, m.key, m.text_reason is null as useful, length(coalesce(m.text, '')) as signs,
           m.by_shop
    from spoken m
    join scope_chats c on c.chat_id = m.chat_id
    where m.resolution <> 'day' and m.context_reason is null
      and (m.text_reason is null or m.text_reason = 'participation')
      and m.sent_at >= $start_day and date_diff('day', $end_day, cast(m.sent_at as date)) <= 1
), inside as (
    select b.chat_id, b.post_id, b.posted_at, b.category, s.person_id, s.sent_at, s.key, s.useful, s.by_shop, s.signs,
           date_diff('second', coalesce(lag(s.sent_at) over (partition by b.chat_id, b.post_id order by s.sent_at, s.key),
                                        b.posted_at), s.sent_at) as gap
    from bounds b
    join said s on s.chat_id = b.chat_id and s.sent_at > b.posted_at and s.sent_at <= b.until_at
), alive as (
    select i.*, max(case when gap > $quiet * 60 then 1 else 0 end) over (
               partition by chat_id, post_id order by sent_at rows between unbounded preceding and current row) as over
    from inside i
), answers as (
    -- Few files say which line another answers; where none does, nothing below costs anything.
    select m.chat_id, m.key, m.message_id, m.reply_to
    from message_rows m
    join scope_chats c on c.chat_id = m.chat_id
    where m.reply_to <> '' and m.visible and m.sent_at >= $start_day
      and date_diff('day', $end_day, cast(m.sent_at as date)) <= 1
), answered as (
    select m.chat_id, m.key, m.message_id, m.sent_at
    from message_rows m
    where m.visible and (m.chat_id, m.message_id) in (select chat_id, reply_to from answers)
), chain as (
    select b.chat_id, b.post_id, t.message_id, t.key
    from bounds b
    join answered t on t.chat_id = b.chat_id and t.sent_at = b.posted_at
    union
    select a.chat_id, a.post_id, t.message_id, t.key
    from alive a
    join answered t on t.chat_id = a.chat_id and t.key = a.key
    where a.over = 0
    union
    select c.chat_id, c.post_id, r.message_id, r.key
    from chain c
    join answers r on r.chat_id = c.chat_id and r.reply_to = c.message_id
), part as (
    select chat_id, post_id, person_id, useful, signs, key from alive where over = 0 and not by_shop
    union
    select c.chat_id, c.post_id, s.person_id, s.useful, s.signs, s.key
    from chain c
    join said s on s.chat_id = c.chat_id and s.key = c.key
    join bounds b on b.post_id = c.post_id and b.chat_id = c.chat_id
    where not s.by_shop and s.sent_at > b.posted_at
)
select b.chat_id, b.post_id, b.posted_at, b.category, a.person_id, cast(count(a.person_id) filter (where a.useful) as bigint) as messages,
       cast(coalesce(sum(a.signs) filter (where a.useful), 0) as bigint) as signs
from bounds b
left join part a on a.chat_id = b.chat_id and a.post_id = b.post_id
group by b.chat_id, b.post_id, b.posted_at, b.category, a.person_id
order by b.posted_at, b.post_id, a.person_id
