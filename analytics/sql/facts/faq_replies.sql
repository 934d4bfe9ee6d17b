-- One row a question × side of relation asked(number, chat_id, reply_at, by_shop): what was said at that moment by that side, the first
-- of it, with who said it; what the shop posts to sell is no answer.
with said as (
    select a.number, a.by_shop, a.reply_at, m.key, m.text, i.person_id
    from asked a
    join message_rows m on m.chat_id = a.chat_id and m.sent_at = a.reply_at
    join identities i on i.alias_id = m.alias_id
    left join staff s on s.chat_id = m.chat_id and s.person_id = i.person_id
         and coalesce(m.sent_at >= s.valid_from, true) and coalesce(m.sent_at < s.valid_to + interval 1 day, true)
    where m.visible and (s.person_id is not null) = a.by_shop and m.kind in ('text', 'quote') and coalesce(m.text, '') <> ''
      and m.key not in (select key from message_posts where category = 'promotion')
)
select number, by_shop, max(reply_at) as answered_at, arg_min(text, key) as answer, arg_min(person_id, key) as answerer
from said
group by number, by_shop
order by number, by_shop
