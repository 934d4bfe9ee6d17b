-- One row a person who spoke in a chosen chat, or was ever in one, up to $as_of; the shop's own people of that day
-- stand there too. was_in: 1 who was ever in one. listed_in: chats with a member list and a record in which the person is and
-- could have spoken.
with voices as (
    select d.alias_id, sum(d.messages) as messages, sum(d.effective) as effective,
           max(case when d.effective > 0 then d.day end) as last_said_on, max(d.day) as last_seen_on
    from member_days_rows d
    join scope_chats c on c.chat_id = d.chat_id
    where d.day <= $as_of
    group by d.alias_id
), said as (
    select i.person_id, cast(sum(v.messages) as bigint) as messages, cast(sum(v.effective) as bigint) as effective,
           max(v.last_said_on) as last_said_on, max(v.last_seen_on) as last_seen_on
    from voices v
    join identities i on i.alias_id = v.alias_id
    group by i.person_id
), ends as (
    select r.chat_id, max(r.day) as last_day
    from recorded_days r
    join scope_chats c on c.chat_id = r.chat_id
    where r.day <= $as_of
    group by r.chat_id
), spell as (
    select m.person_id, m.chat_id, m.from_roster, cast(m.joined_at as date) as joined_on, cast(m.left_at as date) as left_on
    from memberships m
    join scope_chats c on c.chat_id = m.chat_id
    where m.joined_at is null or cast(m.joined_at as date) <= $as_of
), listed as (
    select distinct chat_id from spell where from_roster
), stays as (
    select s.person_id,
           sum(case when l.chat_id is not null and coalesce(s.joined_on <= e.last_day, e.last_day is not null)
                         and coalesce(s.left_on >= $as_of, true) then 1 else 0 end) as listed_in
    from spell s
    left join listed l on l.chat_id = s.chat_id
    left join ends e on e.chat_id = s.chat_id
    group by s.person_id
)
select coalesce(s.person_id, t.person_id) as person_id, coalesce(t.messages, 0) as messages,
       coalesce(t.effective, 0) as effective, t.last_said_on, t.last_seen_on,
       case when s.person_id is not null then 1 else 0 end as was_in,
       coalesce(s.listed_in, 0) as listed_in
from stays s
full join said t on t.person_id = s.person_id
