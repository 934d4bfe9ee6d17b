-- One row a piece of members' own content in a chosen chat from $start_day to $end_day: useful, not forwarded, and a picture, voice,
-- video, file or at least $characters Chinese characters (other languages: letters). Of what others said after it: repliers =
-- who named the author (@) or quoted it within $reply_minutes; named = how many messages did within $named_hours. Who is named answers the newest piece.
with said as (
    select m.chat_id, m.person_id, m.sent_at, m.key, m.kind, m.text, m.alias_id, cast(m.sent_at as date) as day
    from spoken m
    join scope_chats c on c.chat_id = m.chat_id
    where m.text_reason is null and m.context_reason is null
      and m.sent_at >= $start_day and cast(m.sent_at as date) <= $end_day
      and ($include_staff or not m.by_shop)
      and (m.kind in ('image', 'voice', 'video', 'file', 'quote') or contains(coalesce(m.text, ''), '@')
           or m.kind in ('text', 'other') and length(coalesce(m.text, '')) >= $characters)
), measured as (
    select s.*, length(regexp_replace(coalesce(s.text, ''), '[^\p{Han}\p{L}]', '', 'g')) as letters
    from said s
    where s.kind in ('image', 'voice', 'video', 'file') or length(coalesce(s.text, '')) >= $characters
), items as (
    select s.*, case when kind in ('image', 'voice', 'video', 'file') then kind else 'text' end as form,
           coalesce(a.name, '') as name, left(s.text, 60) as opening
    from measured s
    left join known_aliases a on a.alias_id = s.alias_id
    where kind in ('image', 'voice', 'video', 'file') or kind in ('text', 'quote', 'other') and letters >= $characters
), calls as (
    select s.chat_id, s.person_id, s.sent_at, s.key, s.text, s.kind, s.day - x.back as day
    from said s
    cross join (select unnest([0, 1, 2, 3, 4, 5, 6, 7]) as back) x
    where (s.kind = 'quote' or contains(coalesce(s.text, ''), '@')) and x.back * 24 < $named_hours + 24
), heard as (
    select i.chat_id, i.key, i.sent_at, c.key as by_key, c.person_id, c.sent_at as called_at,
           c.kind = 'quote' and i.form = 'text' and contains(c.text, i.opening) as quotes,
           row_number() over (partition by c.chat_id, c.key order by i.sent_at desc, i.key desc) as newest
    from items i
    join calls c on c.chat_id = i.chat_id and c.day = i.day and c.person_id <> i.person_id and c.sent_at > i.sent_at
         and c.sent_at <= i.sent_at + interval 1 hour * cast($named_hours as integer)
         and (i.name <> '' and contains(c.text, '@' || i.name) or c.kind = 'quote' and i.form = 'text' and contains(c.text, i.opening))
), told as (
    select chat_id, key, cast(count(distinct by_key) as bigint) as named,
           count(distinct case when called_at <= sent_at + interval 1 minute * cast($reply_minutes as integer) then person_id end)
               as repliers
    from heard
    where quotes or newest = 1
    group by chat_id, key
)
select cast(cast(i.key as uuid) as text) as message_key, i.chat_id, i.person_id, i.sent_at, i.form, i.letters, i.text,
       coalesce(t.repliers, 0) as repliers, coalesce(t.named, 0) as named
from items i
left join told t on t.chat_id = i.chat_id and t.key = i.key
order by i.sent_at desc, message_key
