-- One row a chat × person who may be the operator: announces, links, mentions all, writes long and often. Best first.
with spoken as (
    select m.chat_id, i.person_id, count(*) as messages,
           count(*) filter (where m.kind in ('link', 'miniapp', 'channels', 'notice')
                               or regexp_matches(coalesce(m.text, ''), 'https?://')) as links,
           count(*) filter (where contains(coalesce(m.text, ''), '@所有人') or contains(coalesce(m.text, ''), '@all')
                               or m.kind = 'notice') as mentions_all,
           count(*) filter (where m.kind = 'text' and length(m.text) >= 40) as long_texts
    from message_rows m
    join identities i on i.alias_id = m.alias_id
    where m.visible and m.kind not in ('system', 'join', 'leave', 'remove', 'rename', 'recall')
    group by m.chat_id, i.person_id
), scored as (
    select s.*, 5.0 * mentions_all + 2.0 * links + 1.0 * long_texts as score,
           sum(messages) over (partition by chat_id) as all_messages
    from spoken s
)
select s.chat_id, s.person_id, s.messages, s.links, s.mentions_all, s.long_texts, s.score
from scored s
where s.score >= 5 and s.messages * 200 >= s.all_messages
  -- Where somebody is known to be the operator nobody else is suggested: members announce and link too.
  and not exists (select 1 from staff f where f.chat_id = s.chat_id)
order by s.chat_id, s.score desc, s.person_id
