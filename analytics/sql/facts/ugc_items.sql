-- One row a piece of members' own content in a chosen chat from $start_day to $end_day: useful, not forwarded, and a picture, voice,
-- video, file or at least $characters Chinese characters (other languages: letters). repliers: other members who name the
-- author (@) within 60 minutes.
with said as (
    select m.chat_id, m.person_id, m.sent_at, m.key, m.kind, m.text, m.alias_id,
           length(regexp_replace(coalesce(m.text, ''), '[^\p{Han}\p{L}]', '', 'g')) as letters
    from spoken m
    join scope_chats c on c.chat_id = m.chat_id
    where m.text_reason is null and m.context_reason is null
      and cast(m.sent_at as date) >= $start_day and cast(m.sent_at as date) <= $end_day
      and ($include_staff or not m.by_shop)
), items as (
    select s.*, case when kind in ('image', 'voice', 'video', 'file') then kind else 'text' end as form, a.name
    from said s
    left join known_aliases a on a.alias_id = s.alias_id
    where kind in ('image', 'voice', 'video', 'file') or kind in ('text', 'quote', 'other') and letters >= $characters
), calls as (
    select chat_id, person_id, sent_at, text from said where kind in ('text', 'quote') and contains(coalesce(text, ''), '@')
), named as (
    select i.chat_id, i.key, count(distinct c.person_id) as repliers
    from items i
    join calls c on c.chat_id = i.chat_id and c.person_id <> i.person_id and c.sent_at > i.sent_at
         and c.sent_at <= i.sent_at + interval 60 minute and i.name <> '' and contains(c.text, '@' || i.name)
    group by i.chat_id, i.key
)
select cast(cast(i.key as uuid) as text) as message_key, i.chat_id, i.person_id, i.sent_at, i.form, i.letters, i.text,
       coalesce(n.repliers, 0) as repliers
from items i
left join named n on n.chat_id = i.chat_id and n.key = i.key
order by i.sent_at desc, message_key
