-- One row a chosen chat: by what its leaves can be known, and from when to when.
with left_rows as (
    select m.chat_id, count(m.left_at) as noted, sum(case when m.left_how = '主动' then 1 else 0 end) as voluntary,
           sum(case when m.from_roster and m.left_at is not null then 1 else 0 end) as on_lists,
           sum(case when m.from_roster then 1 else 0 end) as listed,
           count(m.joined_at) as dated,
           max(cast(m.left_at as date)) as last_left_on
    from memberships m
    join scope_chats c on c.chat_id = m.chat_id
    where m.joined_at is null or cast(m.joined_at as date) <= $as_of
    group by m.chat_id
), lines as (
    select m.chat_id, count(*) as joined_in_chat
    from movement_rows m
    join scope_chats c on c.chat_id = m.chat_id
    where m.visible and m.kind = 'join' and m.happened_at is not null and cast(m.happened_at as date) <= $as_of
    group by m.chat_id
), lists as (
    select s.chat_id, count(distinct s.seen_on) as whole_lists, min(s.seen_on) as first_list, max(s.seen_on) as last_list
    from roster_snapshots s
    join scope_chats c on c.chat_id = s.chat_id
    where s.whole and s.seen_on <= $as_of
    group by s.chat_id
), recorded as (
    select r.chat_id, min(r.day) as first_day, max(r.day) as last_day
    from recorded_days r
    where r.day <= $as_of
    group by r.chat_id
)
select c.chat_id, coalesce(l.noted, 0) as noted, coalesce(l.voluntary, 0) as voluntary, coalesce(l.on_lists, 0) as on_lists, coalesce(l.listed, 0) as listed,
       coalesce(l.dated, 0) as dated, coalesce(n.joined_in_chat, 0) as joined_in_chat, l.last_left_on,
       coalesce(w.whole_lists, 0) as whole_lists, w.first_list, w.last_list, r.first_day, r.last_day
from scope_chats c
left join left_rows l on l.chat_id = c.chat_id
left join lines n on n.chat_id = c.chat_id
left join lists w on w.chat_id = c.chat_id
left join recorded r on r.chat_id = c.chat_id
order by c.chat_id
