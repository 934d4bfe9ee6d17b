-- One row a post of a chosen chat from $start_day to $end_day sent at a known time of day. Within $minutes after it:
-- interactions = members' useful messages and signs of taking part before the shop's next post; interactors = by how many;
-- active = members with any message at all, the next post or not.
with posted as (
    select p.post_id, p.chat_id, p.posted_at, p.posted_at + interval 1 minute * cast($minutes as integer) as until_at,
           lead(p.posted_at) over (partition by p.chat_id order by p.posted_at, p.post_id) as next_at
    from posts p
    join scope_chats c on c.chat_id = p.chat_id
    where p.posted_at is not null and p.posted_at > date_trunc('day', p.posted_at)
), wanted as (
    select * from posted where cast(posted_at as date) >= $start_day and cast(posted_at as date) <= $end_day
), said as (
    select m.chat_id, m.person_id, m.sent_at, m.context_reason is null
               and (m.text_reason is null or m.text_reason = 'participation') as counts
    from spoken m
    join scope_chats c on c.chat_id = m.chat_id
    where m.resolution <> 'day' and m.text_reason is distinct from 'system'
      and not m.by_shop
      and m.sent_at >= $start_day and date_diff('day', $end_day, cast(m.sent_at as date)) <= 1
)
select w.post_id, w.chat_id, w.posted_at,
       count(case when s.counts and coalesce(s.sent_at < w.next_at, true) then 1 end) as interactions,
       count(distinct case when s.counts and coalesce(s.sent_at < w.next_at, true) then s.person_id end) as interactors,
       count(distinct s.person_id) as active
from wanted w
left join said s on s.chat_id = w.chat_id and s.sent_at > w.posted_at and s.sent_at <= w.until_at
group by w.post_id, w.chat_id, w.posted_at
order by w.posted_at, w.post_id
