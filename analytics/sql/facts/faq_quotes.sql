-- One row a question of relation asked(number, chat_id, sent_at, until_at, text) × side: the first reply that quotes it in time.
with quoting as (
    select m.chat_id, m.sent_at, m.key, m.text, i.person_id, s.person_id is not null as by_shop
    from message_rows m
    join (select distinct chat_id from asked) c on c.chat_id = m.chat_id
    join identities i on i.alias_id = m.alias_id
    left join staff s on s.chat_id = m.chat_id and s.person_id = i.person_id
         and coalesce(m.sent_at >= s.valid_from, true) and coalesce(m.sent_at < s.valid_to + interval 1 day, true)
    where m.visible and m.kind = 'quote' and coalesce(m.text, '') <> ''
)
select a.number, q.by_shop, arg_min(q.text, q.key) as answer, arg_min(q.person_id, q.key) as answerer,
       arg_min(q.sent_at, q.key) as answered_at
from asked a
join quoting q on q.chat_id = a.chat_id and q.sent_at >= a.sent_at and q.sent_at <= a.until_at and contains(q.text, a.text)
where a.text <> '' and q.text <> a.text
group by a.number, q.by_shop
order by a.number, q.by_shop
