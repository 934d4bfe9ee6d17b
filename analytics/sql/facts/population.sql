-- One row a chosen chat as it stands on $as_of: what is known about how many people are in it.
with counts as (
    select h.chat_id, h.members, h.day,
           row_number() over (
               partition by h.chat_id
               order by case when h.day <= $as_of then 0 else 1 end,
                        abs(date_diff('day', h.day, $as_of)), h.members desc
           ) as place
    from head_counts h
    join scope_chats c on c.chat_id = h.chat_id
), lists as (
    select m.chat_id, count(distinct m.person_id) as members
    from memberships m
    left join staff s on s.chat_id = m.chat_id and s.person_id = m.person_id
         and coalesce(s.valid_from <= $as_of, true) and coalesce(s.valid_to >= $as_of, true)
    where (m.joined_at is null or cast(m.joined_at as date) <= $as_of)
      and (m.left_at is null or cast(m.left_at as date) >= $as_of) and s.person_id is null
    group by m.chat_id
), listed as (
    select distinct chat_id from memberships where from_roster
), whole as (
    select s.chat_id, max(case when s.whole then 1 else 0 end) as whole, max(s.seen_on) as seen_on
    from snapshot_rows s
    join identities i on i.alias_id = s.alias_id
    group by s.chat_id
), said as (
    -- Straight from the rollup, and names become people only once the days are few rows.
    select d.chat_id, d.alias_id, sum(d.effective) as effective
    from name_days d
    join scope_chats c on c.chat_id = d.chat_id
    where d.day <= $as_of and not d.staff
    group by d.chat_id, d.alias_id
), voices as (
    select d.chat_id, i.person_id, cast(sum(d.effective) as bigint) as effective
    from said d
    join identities i on i.alias_id = d.alias_id
    group by d.chat_id, i.person_id
), talkers as (
    select v.chat_id, count(*) as seen, sum(case when m.person_id is null then 1 else 0 end) as outside,
           sum(v.effective) as effective,
           sum(case when m.person_id is null then v.effective else 0 end) as effective_outside
    from voices v
    left join (select distinct chat_id, person_id from memberships) m
      on m.chat_id = v.chat_id and m.person_id = v.person_id
    group by v.chat_id
), operators as (
    select s.chat_id, count(distinct s.person_id) as staff from staff s
    where coalesce(s.valid_from <= $as_of, true) and coalesce(s.valid_to >= $as_of, true)
    group by s.chat_id
), covered as (
    select r.chat_id, min(r.day) as first_day, max(r.day) as last_day, count(*) as recorded_days
    from recorded_days r
    where r.day <= $as_of
    group by r.chat_id
)
select c.chat_id, r.chat_id is not null as listed, coalesce(w.whole, 0) = 1 as whole, w.seen_on as listed_on, coalesce(l.members, 0) as members,
       h.members as head_count, h.day as counted_on, coalesce(o.staff, 0) as staff, coalesce(t.seen, 0) as seen,
       coalesce(t.outside, 0) as outside, coalesce(t.effective, 0) as effective,
       coalesce(t.effective_outside, 0) as effective_outside, v.first_day, v.last_day,
       coalesce(v.recorded_days, 0) as recorded_days
from scope_chats c
left join listed r on r.chat_id = c.chat_id
left join lists l on l.chat_id = c.chat_id
left join whole w on w.chat_id = c.chat_id
left join counts h on h.chat_id = c.chat_id and h.place = 1
left join talkers t on t.chat_id = c.chat_id
left join operators o on o.chat_id = c.chat_id
left join covered v on v.chat_id = c.chat_id
order by c.chat_id
