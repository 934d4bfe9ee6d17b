-- One row a pair of members (person_id → other_id) of the chosen chats between whom something was said from $first_day to $as_of.
-- direct: messages of the one that answer, quote or name (@) the other. adjacent: messages of the one within $adjacent_minutes
-- after one of the other, nobody in between. last_day: of either. The shop's own people come between, but are not in it.
with lines as (
    select m.chat_id, i.person_id, m.sent_at, m.key, m.kind, m.text, m.reply_to, m.message_id, m.resolution
    from message_rows m
    join scope_chats c on c.chat_id = m.chat_id
    join identities i on i.alias_id = m.alias_id
    where m.visible and m.sent_at is not null and m.text_reason is distinct from 'system'
      and cast(m.sent_at as date) >= $first_day and cast(m.sent_at as date) <= $as_of
), neighbours as (
    select chat_id, person_id, sent_at, resolution,
           lag(person_id) over one_chat as other_id, lag(sent_at) over one_chat as before_at
    from lines
    window one_chat as (partition by chat_id order by sent_at, key)
), followed as (
    select person_id, other_id, count(*) as adjacent, max(cast(sent_at as date)) as last_day
    from neighbours
    where other_id <> person_id and resolution in ('second', 'minute')
      and sent_at <= before_at + to_minutes(cast($adjacent_minutes as integer))
    group by person_id, other_id
), answered as (
    select l.key, l.person_id, t.person_id as other_id, cast(l.sent_at as date) as day
    from lines l
    join lines t on t.chat_id = l.chat_id and t.message_id = l.reply_to
    where l.reply_to is not null and l.reply_to <> ''
), marked as (
    -- A quote shows the words of the other: names called inside them are not called by who quotes.
    select key, chat_id, person_id, cast(sent_at as date) as day,
           replace(replace(replace(text, '引用:@', chr(30)), '引用:', chr(30)), '[引用 ', chr(30)) as words
    from lines
    where contains(text, '@') or kind = 'quote'
), pieces as (
    select key, chat_id, person_id, day, split_part(words, chr(30), 2) as piece from marked where contains(words, chr(30))
    union all
    select key, chat_id, person_id, day, unnest(string_split(substr(own, strpos(own, '@') + 1), '@')) as piece
    from (select key, chat_id, person_id, day, split_part(words, chr(30), 1) as own from marked) said
    where contains(own, '@')
), named as (
    select p.key, p.person_id, p.day, p.piece, arg_max(i.person_id, length(a.name)) as other_id
    from pieces p
    join known_aliases a on a.chat_id = p.chat_id and a.name <> '' and substr(a.name, 1, 1) = substr(p.piece, 1, 1)
         and starts_with(p.piece, a.name)
    join identities i on i.alias_id = a.alias_id
    group by p.key, p.person_id, p.day, p.piece
), called as (
    select person_id, other_id, count(distinct key) as direct, max(day) as last_day
    from (select key, person_id, other_id, day from answered union all select key, person_id, other_id, day from named) both_ways
    where other_id <> person_id
    group by person_id, other_id
), together as (
    select person_id, other_id, direct, 0 as adjacent, last_day from called
    union all
    select person_id, other_id, 0, adjacent, last_day from followed
), operators as (
    select distinct s.person_id from staff s join scope_chats c on c.chat_id = s.chat_id
)
select t.person_id, t.other_id, cast(sum(t.direct) as bigint) as direct, cast(sum(t.adjacent) as bigint) as adjacent,
       max(t.last_day) as last_day
from together t
left join operators f on f.person_id = t.person_id
left join operators g on g.person_id = t.other_id
where f.person_id is null and g.person_id is null
group by t.person_id, t.other_id
order by t.person_id, t.other_id
