-- One row a pair of members (person_id → other_id) of the chosen chats between whom something was said from $first_day to $as_of.
-- direct: messages of the one that answer, quote or name (@) the other. adjacent: messages of the one within $adjacent_minutes
-- after one of the other, nobody in between. last_day: of either. The shop's own people come between, but are not in it.
with neighbours as (
    -- Names become people only once the million lines are few pairs.
    select m.chat_id, m.alias_id, m.sent_at, m.resolution, lag(m.alias_id) over one_chat as other_id,
           lag(m.sent_at) over one_chat as before_at
    from message_rows m
    join scope_chats c on c.chat_id = m.chat_id
    where m.visible and m.alias_id is not null and m.text_reason is distinct from 'system'
      and m.sent_at >= cast($first_day as timestamp) and m.sent_at < cast($as_of as timestamp) + interval 1 day
    window one_chat as (partition by m.chat_id order by m.sent_at, m.key)
), followed as (
    select alias_id, other_id, count(*) as adjacent, max(cast(sent_at as date)) as last_day
    from neighbours
    where other_id <> alias_id and resolution in ('second', 'minute')
      and sent_at <= before_at + to_minutes(cast($adjacent_minutes as integer))
    group by alias_id, other_id
), addressed as (
    -- A quote shows the words of the other: names called inside them are not called by who quotes.
    select m.key, m.chat_id, m.alias_id, cast(m.sent_at as date) as day, m.reply_to,
           replace(replace(replace(m.text, '引用:@', chr(30)), '引用:', chr(30)), '[引用 ', chr(30)) as words
    from message_rows m
    join scope_chats c on c.chat_id = m.chat_id
    where m.visible and m.alias_id is not null and m.text_reason is distinct from 'system'
      and m.sent_at >= cast($first_day as timestamp) and m.sent_at < cast($as_of as timestamp) + interval 1 day
      and (contains(m.text, '@') or m.kind = 'quote' or coalesce(m.reply_to, '') <> '')
), answered as (
    select a.key, a.alias_id, t.alias_id as other_id, a.day
    from addressed a
    join message_rows t on t.chat_id = a.chat_id and t.message_id = a.reply_to
    where a.reply_to <> '' and t.visible and t.alias_id is not null
), pieces as (
    select key, chat_id, alias_id, day, split_part(words, chr(30), 2) as piece from addressed where contains(words, chr(30))
    union all
    select key, chat_id, alias_id, day, unnest(string_split(substr(own, strpos(own, '@') + 1), '@')) as piece
    from (select key, chat_id, alias_id, day, split_part(words, chr(30), 1) as own from addressed) said
    where contains(own, '@')
), named as (
    select p.key, p.alias_id, p.day, arg_max(a.alias_id, length(a.name)) as other_id
    from pieces p
    join known_aliases a on a.chat_id = p.chat_id and a.name <> '' and substr(a.name, 1, 1) = substr(p.piece, 1, 1)
         and starts_with(p.piece, a.name)
    group by p.key, p.alias_id, p.day, p.piece
), called as (
    select alias_id, other_id, count(distinct key) as direct, max(day) as last_day
    from (select key, alias_id, other_id, day from answered union all select key, alias_id, other_id, day from named) both_ways
    group by alias_id, other_id
), together as (
    select alias_id, other_id, direct, 0 as adjacent, last_day from called
    union all
    select alias_id, other_id, 0, adjacent, last_day from followed
), operators as (
    select distinct s.person_id from staff s join scope_chats c on c.chat_id = s.chat_id
)
select i.person_id, o.person_id as other_id, cast(sum(t.direct) as bigint) as direct, cast(sum(t.adjacent) as bigint) as adjacent,
       max(t.last_day) as last_day
from together t
join identities i on i.alias_id = t.alias_id
join identities o on o.alias_id = t.other_id
left join operators f on f.person_id = i.person_id
left join operators g on g.person_id = o.person_id
where f.person_id is null and g.person_id is null
group by i.person_id, o.person_id
-- As a condition of the join it would set everybody against everybody.
having max(case when i.person_id <> o.person_id then 1 else 0 end) = 1
order by i.person_id, o.person_id
