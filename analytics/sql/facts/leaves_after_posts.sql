-- One row a post of a chosen chat whose $hours have passed by $until: how many members there were, how many left within them,
-- and the same of the hours from the same weekday and hour on, in weeks without a post then.
with noted as (
    select m.chat_id, m.person_id, m.left_at
    from memberships m
    join scope_chats c on c.chat_id = m.chat_id
    where m.left_at is not null and coalesce(m.left_how, '未知') <> '移出' and cast(m.left_at as date) <= $until
      and m.left_at > date_trunc('day', m.left_at)
      and not exists (select 1 from staff s where s.chat_id = m.chat_id and s.person_id = m.person_id)
), sent as (
    select p.chat_id, p.post_id, p.posted_at, p.category
    from posts p
    join scope_chats c on c.chat_id = p.chat_id
    where p.posted_at is not null and cast(p.posted_at as date) >= $from_day
      and p.posted_at + interval 1 hour * cast($hours as integer) <= cast($until as timestamp) + interval 1 day
), spans as (
    select m.chat_id, m.person_id, coalesce(m.joined_at, cast('1900-01-01' as timestamp)) as joined_at, m.left_at
    from memberships m
    join scope_chats c on c.chat_id = m.chat_id
    where not exists (select 1 from staff s where s.chat_id = m.chat_id and s.person_id = m.person_id)
), moments as (
    select chat_id, post_id, posted_at as moment, true as posted, posted_at from sent
    union all
    -- The same weekday and hour in other weeks of the record.
    select distinct s.chat_id, s.post_id, s.posted_at + interval 7 day * w.week, false, s.posted_at
    from sent s
    cross join (select unnest([-4, -3, -2, -1, 1, 2, 3, 4]) as week) w
    where cast(s.posted_at + interval 7 day * w.week as date) >= $from_day
      and s.posted_at + interval 7 day * w.week + interval 1 hour * cast($hours as integer)
          <= cast($until as timestamp) + interval 1 day
), quiet as (
    select m.* from moments m
    where m.posted or not exists (
        select 1 from sent o where o.chat_id = m.chat_id
          and o.posted_at > m.moment - interval 1 hour * cast($hours as integer)
          and o.posted_at < m.moment + interval 1 hour * cast($hours as integer))
), there as (
    select q.chat_id, q.post_id, q.moment, q.posted, count(distinct s.person_id) as members
    from quiet q
    join spans s on s.chat_id = q.chat_id and s.joined_at <= q.moment and coalesce(s.left_at >= q.moment, true)
    group by q.chat_id, q.post_id, q.moment, q.posted
), went as (
    select q.chat_id, q.post_id, q.moment, q.posted, count(distinct n.person_id) as leaves
    from quiet q
    join noted n on n.chat_id = q.chat_id and n.left_at >= q.moment
         and n.left_at < q.moment + interval 1 hour * cast($hours as integer)
    group by q.chat_id, q.post_id, q.moment, q.posted
)
select t.chat_id, t.post_id, any_value(s.posted_at) as posted_at, any_value(s.category) as category,
       sum(case when t.posted then t.members else 0 end) as members,
       sum(case when t.posted then coalesce(w.leaves, 0) else 0 end) as leaves,
       sum(case when t.posted then 0 else t.members end) as baseline_members,
       sum(case when t.posted then 0 else coalesce(w.leaves, 0) end) as baseline_leaves
from there t
join sent s on s.chat_id = t.chat_id and s.post_id = t.post_id
left join went w on w.chat_id = t.chat_id and w.post_id = t.post_id and w.moment = t.moment and w.posted = t.posted
group by t.chat_id, t.post_id
order by posted_at, t.post_id
