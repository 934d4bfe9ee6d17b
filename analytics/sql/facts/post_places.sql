-- One row a counted post × group × moment it stood there, dated from $start_day to $end_day. A post that stands in a sheet and in a chat
-- on the same day is one post (content_posts.sql), standing where and when the chat shows it; chat_id NULL: the sheet names no group. sent_as: the post_id it has there.
with chosen as (
    select p.post_id, p.chat_id, p.posted_at, p.category, p.title, p.text, p.message_key
    from posts p
    left join scope_chats c on c.chat_id = p.chat_id
    where cast(p.posted_at as date) between $start_day and $end_day
      and (c.chat_id is not null or (p.chat_id is null and $all_chats))
), sheet_words as (
    select post_id, chat_id, category, cast(posted_at as date) as day, coalesce(title, text) as words
    from chosen
    where message_key is null and length(coalesce(title, text)) >= 6
), twice as (
    select p.post_id as chat_post, s.post_id, s.category, p.chat_id, p.posted_at,
           row_number() over (partition by p.post_id order by s.post_id) as place
    from chosen p
    join sheet_words s on s.day = cast(p.posted_at as date) and (s.chat_id is null or s.chat_id = p.chat_id)
    where p.message_key is not null and position(s.words in p.text) > 0
)
select t.post_id, t.chat_post as sent_as, t.chat_id, t.posted_at, t.category
from twice t where t.place = 1
union all
select c.post_id, c.post_id, c.chat_id, c.posted_at, c.category
from chosen c
where c.post_id not in (select post_id from twice) and c.post_id not in (select chat_post from twice)
order by posted_at, post_id, chat_id
