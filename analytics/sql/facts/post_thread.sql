-- One row a line of the group after a post, within $minutes and before the shop's next post: who said what.
with posted as (
    select p.post_id, p.chat_id, p.posted_at,
           lead(p.posted_at) over (partition by p.chat_id order by p.posted_at, p.post_id) as next_at
    from posts p
    where p.chat_id is not null and p.posted_at is not null
), chosen as (
    select * from posted where post_id = $post_id
)
select m.message_key, m.person_id, m.sent_at, m.kind, m.text, m.effective
from chosen c
join messages m on m.chat_id = c.chat_id and m.sent_at > c.posted_at
     and m.sent_at <= c.posted_at + interval 1 minute * cast($minutes as integer) and coalesce(m.sent_at < c.next_at, true)
where m.kind not in ('system', 'join', 'leave', 'remove', 'rename', 'recall', 'pat')
order by m.sent_at, m.message_key
