-- One row a message in the hour of talk after post $post_id, the post first: until the next post of the shop, $minutes minutes, or
-- $quiet minutes without a word; later ones where they answer it, or answer one that does (as facts topics has them). counts: a member's useful message or sign of taking part.
with recursive own as (
    select p.chat_id, p.post_id, p.posted_at, p.text, p.title, p.person_id, p.message_key from posts p where p.post_id = $post_id
), bounds as (
    select o.*, least(coalesce((select min(n.posted_at) from posts n where n.chat_id = o.chat_id and n.posted_at > o.posted_at),
                               o.posted_at + interval 1 minute * cast($minutes as integer)),
                      o.posted_at + interval 1 minute * cast($minutes as integer)) as until_at
    from own o
), said as (
    select m.chat_id, i.person_id, m.sent_at, m.key, m.kind, m.text, s.person_id is not null as by_shop,
           m.context_reason is null and (m.text_reason is null or m.text_reason = 'participation') as useful,
           date_diff('second', coalesce(lag(m.sent_at) over (order by m.sent_at, m.key), b.posted_at), m.sent_at) as gap
    from bounds b
    join message_rows m on m.chat_id = b.chat_id and m.sent_at > b.posted_at and m.sent_at <= b.until_at
    join identities i on i.alias_id = m.alias_id
    left join staff s on s.chat_id = m.chat_id and s.person_id = i.person_id
         and coalesce(m.sent_at >= s.valid_from, true) and coalesce(m.sent_at < s.valid_to + interval 1 day, true)
    where m.visible and m.resolution <> 'day' and m.text_reason is distinct from 'system'
), alive as (
    select s.*, max(case when gap > $quiet * 60 then 1 else 0 end) over (
               order by sent_at, key rows between unbounded preceding and current row) as over
    from said s
), answers as (
    select m.chat_id, m.key, m.message_id, m.reply_to
    from own o
    join message_rows m on m.chat_id = o.chat_id and m.sent_at > o.posted_at
    where m.reply_to <> '' and m.visible
), answered as (
    select m.chat_id, m.key, m.message_id, m.sent_at
    from message_rows m
    where m.visible and (m.chat_id, m.message_id) in (select chat_id, reply_to from answers)
), chain as (
    select t.message_id, t.key from own o join answered t on t.chat_id = o.chat_id and t.sent_at = o.posted_at
    union
    select t.message_id, t.key from alive a join answered t on t.chat_id = a.chat_id and t.key = a.key where a.over = 0
    union
    select r.message_id, r.key from chain c join answers r on r.reply_to = c.message_id
), later as (
    select i.person_id, m.sent_at, m.key, m.kind, m.text, s.person_id is not null as by_shop,
           m.context_reason is null and (m.text_reason is null or m.text_reason = 'participation') as useful
    from own o
    join message_rows m on m.chat_id = o.chat_id and m.sent_at > o.posted_at
    join identities i on i.alias_id = m.alias_id
    left join staff s on s.chat_id = m.chat_id and s.person_id = i.person_id
         and coalesce(m.sent_at >= s.valid_from, true) and coalesce(m.sent_at < s.valid_to + interval 1 day, true)
    where m.key in (select key from chain) and m.key not in (select key from alive where over = 0)
      and m.resolution <> 'day' and m.text_reason is distinct from 'system'
), every_line as (
    select person_id, sent_at, key, kind, text, by_shop, useful from alive where over = 0
    union all
    select person_id, sent_at, key, kind, text, by_shop, useful from later
)
select cast(0 as bigint) as place, o.person_id, o.posted_at as sent_at, 'post' as kind,
       coalesce(o.title || ' ', '') || coalesce(o.text, '') as text, true as by_shop, false as counts
from own o
union all
select row_number() over (order by a.sent_at, a.key), a.person_id, a.sent_at, a.kind, a.text, a.by_shop, a.useful and not a.by_shop
from every_line a
order by place
