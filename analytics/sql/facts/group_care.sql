-- One row a chosen chat × day from $start_day to $as_of on which the shop's own people said anything there: red_packets, answers
-- (replies, quotes and messages that name somebody with @).
select m.chat_id, cast(m.sent_at as date) as day,
       sum(case when m.kind in ('redpacket', 'transfer') then 1 else 0 end) as red_packets,
       sum(case when m.kind = 'quote' or coalesce(m.reply_to, '') <> '' or contains(coalesce(m.text, ''), '@') then 1 else 0 end) as answers
from message_rows m
join scope_chats c on c.chat_id = m.chat_id
join identities i on i.alias_id = m.alias_id
join (select distinct chat_id, person_id from staff) s on s.chat_id = m.chat_id and s.person_id = i.person_id
where m.visible and cast(m.sent_at as date) between $start_day and $as_of
group by m.chat_id, cast(m.sent_at as date)
order by m.chat_id, day
