-- One row a post dated from $start_day to $end_day × kind of list × label: how many of the label's words stand in it. Relation
-- wanted_words(kind, label, word) beside scope_chats; words in lower case.
with heard as (
    select p.post_id, lower(concat_ws(' ', p.title, p.text)) as said
    from posts p
    left join scope_chats c on c.chat_id = p.chat_id
    where cast(p.posted_at as date) between $start_day and $end_day
      and (c.chat_id is not null or (p.chat_id is null and $all_chats))
)
select h.post_id, w.kind, w.label, count(*) as hits
from heard h
join wanted_words w on position(w.word in h.said) > 0
group by h.post_id, w.kind, w.label
order by h.post_id, w.kind, w.label
