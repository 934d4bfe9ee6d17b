-- One row a message of `touched` chats × days that nothing speaks against and whose own words match a mark.
-- Staff are told apart where messages are read, not here. Blanks: any, complaint, inquiry, question, praise (patterns).
with hits as (
    select m.key, m.chat_id, cast(m.sent_at as date) as day,
           case when m.kind = 'quote' then regexp_replace(m.text, {{quoted}}, '') else m.text end as words
    from message_rows m
    join touched t on t.chat_id = m.chat_id and t.day = cast(m.sent_at as date)
    where m.text_reason is null and m.context_reason is null and m.kind not in ('file', 'merged', 'notice')
      and m.alias_id is not null and regexp_matches(m.text, {{any}})
), marked as (
    select key, chat_id, day,
           case when regexp_matches(words, {{complaint}}) then 'complaint'
                when regexp_matches(words, {{inquiry}}) then 'inquiry'
                when regexp_matches(words, {{question}}) then 'question'
                when regexp_matches(words, {{praise}}) then 'praise' end as mark
    from hits
)
select m.key, min(m.chat_id) as chat_id, min(m.day) as day, min(coalesce(c.value, m.mark)) as mark
from marked m
left join corrections c on c.kind = 'mark' and c.key = cast(cast(m.key as uuid) as text)
where m.mark is not null and m.key not in (select key from message_marks)
group by m.key
