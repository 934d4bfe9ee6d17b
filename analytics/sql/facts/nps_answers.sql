-- One row an answer to “would you recommend us” up to $as_of: of the chosen chats, of people seen in them, or of nobody's chat
-- where nothing was left out. person_id NULL: anonymous. Answers of the shop's own people are not there.
with seen as (
    select distinct s.person_id from seen_in s join scope_chats c on c.chat_id = s.chat_id
), operators as (
    select distinct s.person_id from staff s
    where coalesce(s.valid_from <= $as_of, true) and coalesce(s.valid_to >= $as_of, true)
)
select a.person_id, a.asked_at, a.kind, a.score, a.comment, a.batch_id, a.part, a.source_row
from scores a
left join scope_chats c on c.chat_id = a.chat_id
left join seen s on s.person_id = a.person_id
left join operators f on f.person_id = a.person_id
left join import_log l on l.batch_id = a.batch_id
where ($all_chats or c.chat_id is not null or s.person_id is not null)
  and (a.asked_at is null or cast(a.asked_at as date) <= $as_of)
  and (f.person_id is null or $include_staff)
order by a.asked_at nulls first, l.number, a.part, a.source_row
