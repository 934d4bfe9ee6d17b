-- One row a number somebody typed of a chosen chat, dated from $start_day to $as_of: kind (group_cost: yuan spent to win members;
-- group_asked, group_matched: requests made and matched), chat_id, day, value.
select c.kind, s.chat_id, cast(split_part(c.key, '|', 2) as date) as day, cast(c.value as double) as value
from corrections c
join scope_chats s on s.chat_id = split_part(c.key, '|', 1)
where c.kind in ('group_cost', 'group_asked', 'group_matched')
  and cast(split_part(c.key, '|', 2) as date) between $start_day and $as_of
order by s.chat_id, day, c.kind
