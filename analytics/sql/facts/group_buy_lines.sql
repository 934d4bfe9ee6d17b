-- One row a thing of a line that ever stood in a 接龙 of the chosen groups, last sent from $start_day to $end_day; undated ones too.
select s.list_id, s.chat_id, s.title, cast(s.first_at as date) as first_day, cast(s.last_at as date) as last_day, s.standing,
       s.line, s.piece, s.person_id, s.item, s.item_key, s.quantity, cast(s.price * 100 as bigint) as price_cents, s.price_source,
       cast(s.amount * 100 as bigint) as cents, s.happened_at, s.resolution, o.person_id is not null as staff,
       s.batch_id, s.part, s.source_row
from sign_ups s
left join scope_chats c on c.chat_id = s.chat_id
left join staff o on o.chat_id = s.chat_id and o.person_id = s.person_id
where (c.chat_id is not null or (s.chat_id is null and $all_chats))
  and (s.last_at is null or cast(s.last_at as date) between $start_day and $end_day)
order by s.last_at, s.list_id, s.line, s.piece
