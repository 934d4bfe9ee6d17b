-- One row a chosen chat: days on record from $first_day to $last_day, what its files say about leaving, and its talk then.
-- left_by: log (somebody left of their own will on record), lists (two whole lists, one in the period), else NULL: being
-- removed is written in every chat, leaving only in the owner's.
with recorded as (
    select r.chat_id, count(*) as recorded
    from recorded_days r
    join scope_chats c on c.chat_id = r.chat_id
    where r.day between $first_day and $last_day
    group by r.chat_id
), talk as (
    select d.chat_id, sum(d.messages) as messages,
           count(distinct case when d.effective > 0 and ($include_staff or not d.staff) then d.person_id end) as speakers
    from member_days d
    join scope_chats c on c.chat_id = d.chat_id
    where d.day between $first_day and $last_day
    group by d.chat_id
), moves as (
    select m.chat_id, max(case when m.left_at is not null and coalesce(m.left_how, '未知') <> '移出' then 1 else 0 end) as leaves,
           max(case when m.joined_at is not null then 1 else 0 end) as joins
    from memberships m
    join scope_chats c on c.chat_id = m.chat_id
    group by m.chat_id
), lists as (
    select s.chat_id, count(distinct s.seen_on) as lists,
           max(case when s.seen_on between $first_day and $last_day then 1 else 0 end) as one_within
    from roster_snapshots s
    join scope_chats c on c.chat_id = s.chat_id
    where s.whole and s.seen_on <= $last_day
    group by s.chat_id
)
select k.chat_id, k.chat_type, coalesce(r.recorded, 0) as recorded, cast(coalesce(t.messages, 0) as bigint) as messages,
       coalesce(t.speakers, 0) as speakers, coalesce(m.joins, 0) = 1 as joins_known,
       case when coalesce(m.leaves, 0) = 1 then 'log' when l.lists >= 2 and l.one_within = 1 then 'lists' end as left_by
from chats k
join scope_chats c on c.chat_id = k.chat_id
left join recorded r on r.chat_id = k.chat_id
left join talk t on t.chat_id = k.chat_id
left join moves m on m.chat_id = k.chat_id
left join lists l on l.chat_id = k.chat_id
order by k.chat_id
