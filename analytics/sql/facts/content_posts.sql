-- One row a post of the operator dated from $start_day to $end_day: from content sheets, and found in chats.
-- A post that stands in a sheet and in a chat on the same day counts once, as the sheet describes it.
with chosen as (
    select p.post_id, p.chat_id, p.posted_at, p.category, p.category_reason, p.purpose, p.production, p.form, p.title, p.text,
           p.reach, p.opens, p.clicks, p.forwards, p.interactions, p.message_key, p.person_id, p.template,
           p.said_category, p.said_reason
    from posts p
    left join scope_chats c on c.chat_id = p.chat_id
    where cast(p.posted_at as date) between $start_day and $end_day
      and (c.chat_id is not null or (p.chat_id is null and $all_chats))
), sheet_words as (
    select chat_id, cast(posted_at as date) as day, coalesce(title, text) as words
    from chosen
    where message_key is null and length(coalesce(title, text)) >= 6
), twice as (
    select distinct p.post_id
    from chosen p
    join sheet_words s on s.day = cast(p.posted_at as date) and (s.chat_id is null or s.chat_id = p.chat_id)
    where p.message_key is not null and position(s.words in p.text) > 0
)
select p.post_id, p.chat_id, p.posted_at, p.category, p.category_reason as reason, p.purpose, p.production, p.form,
       case when p.title is not null and p.text is not null then p.title || ' ' || p.text
            else coalesce(p.title, p.text) end as text,
       p.reach, p.opens, p.clicks, p.forwards, p.interactions, p.person_id, p.message_key is not null as from_chat, p.template,
       p.said_category, p.said_reason, length(coalesce(p.title, '')) + length(coalesce(p.text, '')) as characters
from chosen p
left join twice t on t.post_id = p.post_id
where t.post_id is null
order by p.posted_at, p.post_id
