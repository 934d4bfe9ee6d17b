-- One row a registered session of a chosen chat that began from $start_day to $end_day × member who took part in it (person NULL:
-- nobody): useful messages from its beginning until its end, with its word in them where it has one. A registered session is a
-- correction of kind talk_session: key chat|begin|end|word, value its name. recorded: whether that day of the chat is on record.
with sessions as (
    select c.key as session, c.value as name, split_part(c.key, '|', 1) as chat_id,
           cast(split_part(c.key, '|', 2) as timestamp) as begun_at, cast(split_part(c.key, '|', 3) as timestamp) as ended_at,
           lower(split_part(c.key, '|', 4)) as word
    from corrections c
    where c.kind = 'talk_session'
), held as (
    select s.*, exists (select 1 from recorded_days r where r.chat_id = s.chat_id and r.day = cast(s.begun_at as date)) as recorded
    from sessions s
    join scope_chats c on c.chat_id = s.chat_id
    where cast(s.begun_at as date) >= $start_day and cast(s.begun_at as date) <= $end_day
), said as (
    select h.session, m.person_id, cast(count(*) filter (where m.text_reason is null) as bigint) as messages
    from held h
    join spoken m on m.chat_id = h.chat_id and m.sent_at >= h.begun_at and m.sent_at <= h.ended_at
         and (h.word = '' or contains(lower(coalesce(m.text, '')), h.word))
    where m.resolution <> 'day' and m.context_reason is null and (m.text_reason is null or m.text_reason = 'participation')
      and ($include_staff or not m.by_shop)
    group by h.session, m.person_id
)
select h.session, h.name, h.chat_id, h.begun_at, h.ended_at, h.word, h.recorded, s.person_id, s.messages
from held h
left join said s on s.session = h.session
order by h.begun_at desc, h.session, s.messages desc, s.person_id
