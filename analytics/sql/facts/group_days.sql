-- One row a chosen chat: its kind, days on record from $first_day to $last_day, its talk then, whether joins are known.
with recorded as (
    select r.chat_id, count(*) as recorded
    from recorded_days r
    join scope_chats c on c.chat_id = r.chat_id
    where r.day between $first_day and $last_day
    group by r.chat_id
), said as (
    -- Names become people only once the days are few rows.
    select d.chat_id, d.alias_id, sum(d.messages) as messages,
           max(case when d.effective > 0 and ($include_staff or not d.staff) then 1 else 0 end) as useful
    from name_days d
    join scope_chats c on c.chat_id = d.chat_id
    where d.day between $first_day and $last_day
    group by d.chat_id, d.alias_id
), talk as (
    select s.chat_id, sum(s.messages) as messages, count(distinct case when s.useful = 1 then i.person_id end) as speakers
    from said s
    join identities i on i.alias_id = s.alias_id
    group by s.chat_id
), moves as (
    select distinct m.chat_id from memberships m join scope_chats c on c.chat_id = m.chat_id where m.joined_at is not null
)
select k.chat_id, k.chat_type, coalesce(r.recorded, 0) as recorded, cast(coalesce(t.messages, 0) as bigint) as messages,
       coalesce(t.speakers, 0) as speakers, m.chat_id is not null as joins_known
from chats k
join scope_chats c on c.chat_id = k.chat_id
left join recorded r on r.chat_id = k.chat_id
left join talk t on t.chat_id = k.chat_id
left join moves m on m.chat_id = k.chat_id
order by k.chat_id
