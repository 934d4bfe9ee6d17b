-- One row a question of a member in a chosen chat from $start_day to $end_day, the newest $newest of them (lines of one person
-- within five minutes ask once); every: how many there are. staff_at, member_at: when the shop, when another member spoke next,
-- within $hours hours.
with lines as (
    select m.chat_id, m.person_id, m.sent_at, m.key, m.text
    from spoken m
    join scope_chats c on c.chat_id = m.chat_id
    where m.resolution <> 'day' and m.text_reason is null and m.context_reason is null
      and m.sent_at >= $start_day and cast(m.sent_at as date) <= $end_day
      and not m.by_shop and regexp_matches(coalesce(m.text, ''), $question)
), turns as (
    select l.*, lag(l.sent_at) over (partition by l.chat_id, l.person_id order by l.sent_at, l.key) as before_at from lines l
), asked as (
    select t.*, row_number() over (order by t.sent_at desc, t.key desc) as place, count(*) over () as every
    from turns t
    where t.before_at is null or t.sent_at > t.before_at + interval 5 minute
), newest as (
    select * from asked where place <= $newest
)
select n.chat_id, n.person_id, n.sent_at, n.text, n.every,
       min(case when m.by_shop then m.sent_at end) as staff_at,
       min(case when not m.by_shop and m.person_id <> n.person_id then m.sent_at end) as member_at
from newest n
left join spoken m on m.chat_id = n.chat_id and m.sent_at > n.sent_at
     and m.sent_at <= n.sent_at + interval 1 hour * cast($hours as integer) and m.kind in ('text', 'quote')
group by n.place, n.chat_id, n.person_id, n.sent_at, n.text, n.every
order by n.sent_at, n.place desc
