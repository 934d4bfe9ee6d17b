-- One row a number somebody typed of a chosen chat, dated from $start_day to $as_of: kind (group_cost: yuan spent to win members;
-- group_asked, group_matched: requests made and matched), chat_id, day, value. What was typed of a group that was merged into another
-- counts there, beside what was typed of that one.
with recursive merged as (
    select key as typed_of, value as chat_id, 1 as steps from corrections where kind = 'chat_merge'
    union all
    select m.typed_of, c.value, m.steps + 1
    from merged m
    join corrections c on c.kind = 'chat_merge' and c.key = m.chat_id
    where m.steps < 20
), typed as (
    select distinct c.kind, split_part(c.key, '|', 1) as typed_of, cast(split_part(c.key, '|', 2) as date) as day,
           cast(c.value as double) as value, c.decided_at
    from corrections c
    where c.kind in ('group_cost', 'group_asked', 'group_matched')
)
select distinct t.kind, s.chat_id, t.day, t.value, t.decided_at
from typed t
left join merged m on m.typed_of = t.typed_of
join scope_chats s on s.chat_id = m.chat_id or s.chat_id = t.typed_of
where t.day between $start_day and $as_of
order by s.chat_id, t.day, t.kind, t.decided_at
