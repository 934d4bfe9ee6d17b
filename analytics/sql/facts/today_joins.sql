-- One row a member of a chosen chat with a known join day up to $as_of: first join, last leaving, first greeting.
-- greeted_at: the shop's first message within $greet_hours of the join that welcomes or names the person. Who is of the shop on
-- $as_of is left out; a greeting counts if whoever wrote it was of the shop that day.
with joins as (
    select m.chat_id, m.person_id, min(m.joined_at) as joined_at, max(m.left_at) as left_at,
           max(case when m.left_at is null then 1 else 0 end) as still_there
    from memberships m
    join scope_chats c on c.chat_id = m.chat_id
    where m.joined_at is not null and cast(m.joined_at as date) <= $as_of
    group by m.chat_id, m.person_id
), fresh as (
    select j.* from joins j where date_diff('day', cast(j.joined_at as date), $as_of) < $new_days
), said as (
    -- Only the days since the first of them came are read at all.
    select m.chat_id, m.sent_at, m.text
    from message_rows m
    join scope_chats c on c.chat_id = m.chat_id
    join identities i on i.alias_id = m.alias_id
    join staff s on s.chat_id = m.chat_id and s.person_id = i.person_id
         and coalesce(cast(m.sent_at as date) >= s.valid_from, true) and coalesce(cast(m.sent_at as date) <= s.valid_to, true)
    where m.visible and m.sent_at >= (select min(joined_at) from fresh) - interval 1 day
), greetings as (
    select f.chat_id, f.person_id, min(m.sent_at) as greeted_at
    from fresh f
    join said m on m.chat_id = f.chat_id and cast(m.sent_at as date) >= cast(f.joined_at as date)
         and date_diff('hour', f.joined_at, m.sent_at) < $greet_hours
    left join known_people p on p.person_id = f.person_id
    where regexp_matches(m.text, $welcome) or strpos(m.text, '@' || p.display_name) > 0
    group by f.chat_id, f.person_id
)
select j.person_id, j.chat_id, cast(j.joined_at as date) as joined_on, cast(j.left_at as date) as left_on,
       j.still_there = 1 as still_there, g.greeted_at, f.person_id is not null as fresh,
       exists (select 1 from staff s where s.chat_id = j.chat_id) as shop_known
from joins j
left join fresh f on f.chat_id = j.chat_id and f.person_id = j.person_id
left join greetings g on g.chat_id = j.chat_id and g.person_id = j.person_id
left join staff t on t.chat_id = j.chat_id and t.person_id = j.person_id
     and coalesce(t.valid_from <= $as_of, true) and coalesce(t.valid_to >= $as_of, true)
where t.person_id is null
