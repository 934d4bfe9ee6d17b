-- One row a chosen chat × person known there by $last_day: there on that day, there in the period, came, left, said.
-- The period is $first_day to $last_day. Who is there on the day: as in layer_members, a chat at a time.
with spell as (
    select m.chat_id, m.person_id, m.left_how, m.from_roster,
           cast(m.joined_at as date) as joined_on, cast(m.left_at as date) as left_on
    from memberships m
    join scope_chats c on c.chat_id = m.chat_id
    where m.person_id is not null and (m.joined_at is null or cast(m.joined_at as date) <= $last_day)
), spells as (
    select chat_id, person_id, max(joined_on) as current_start, max(left_on) as last_left_on,
           max(case when left_on is null or left_on >= $last_day then 1 else 0 end) as there,
           max(case when left_on is null or left_on >= $first_day then 1 else 0 end) as within,
           min(case when joined_on >= $first_day then joined_on end) as joined_on,
           min(case when left_on between $first_day and $last_day then left_on end) as left_on,
           min(case when left_on between $first_day and $last_day then left_how end) as left_how
    from spell
    group by chat_id, person_id
), days as (
    select d.chat_id, d.person_id, d.day, d.messages, case when d.staff and not $include_staff then 0 else d.effective end as effective
    from member_days d
    join scope_chats c on c.chat_id = d.chat_id
    where d.day <= $last_day
    union all
    select e.chat_id, e.person_id, cast(e.happened_at as date), 0, 0
    from events e
    join scope_chats c on c.chat_id = e.chat_id
    where e.step in ('接龙', '打卡', '投票') and e.person_id is not null and cast(e.happened_at as date) <= $last_day
), talk as (
    select chat_id, person_id, min(day) as first_seen_on, max(day) as last_seen_on,
           sum(case when day >= $first_day then messages else 0 end) as messages,
           sum(case when day >= $first_day then effective else 0 end) as effective,
           max(case when day >= $first_day and effective > 0 then day end) as last_spoke_on
    from days
    group by chat_id, person_id
), listed_chats as (
    select distinct m.chat_id from memberships m join scope_chats c on c.chat_id = m.chat_id where m.from_roster
), whole as (
    select s.chat_id, max(s.seen_on) as seen_on
    from roster_snapshots s
    join scope_chats c on c.chat_id = s.chat_id
    where s.whole and s.seen_on <= $last_day
    group by s.chat_id
), listed as (
    select s.chat_id, s.person_id, max(s.seen_on) as seen_on
    from roster_snapshots s
    join whole w on w.chat_id = s.chat_id
    where s.whole and s.seen_on <= w.seen_on
    group by s.chat_id, s.person_id
), gone as (
    -- Was there before the last whole list, is not in it, and gave no sign of life since: left in between.
    select p.chat_id, p.person_id, w.seen_on as gone_by
    from spells p
    join whole w on w.chat_id = p.chat_id
    left join listed l on l.chat_id = p.chat_id and l.person_id = p.person_id
    left join talk t on t.chat_id = p.chat_id and t.person_id = p.person_id
    where coalesce(l.seen_on < w.seen_on, p.current_start <= w.seen_on, false)
      and coalesce(p.current_start <= w.seen_on, true) and coalesce(t.last_seen_on <= w.seen_on, true)
), missed as (
    select r.chat_id, r.person_id, min(r.by_day) as missed_by
    from roster_changes r
    join scope_chats c on c.chat_id = r.chat_id
    where r.change = 'left' and r.by_day between $first_day and $last_day
    group by r.chat_id, r.person_id
), everybody as (
    select chat_id, person_id from spells
    union
    select chat_id, person_id from talk
), operators as (
    select distinct s.person_id from staff s join scope_chats c on c.chat_id = s.chat_id
    where coalesce(s.valid_from <= $last_day, true) and coalesce(s.valid_to >= $last_day, true)
), stood as (
    select e.chat_id, e.person_id, p.joined_on, coalesce(p.left_on, m.missed_by) as left_on,
           case when p.left_on is not null then p.left_how when m.missed_by is not null then '名单' end as left_how,
           coalesce(t.messages, 0) as messages, coalesce(t.effective, 0) as effective, t.last_spoke_on,
           o.person_id is not null as staff, p.person_id is null as unlisted,
           coalesce(p.there = 1, false) as by_list, coalesce(p.within = 1, false) as within_by_list,
           l.chat_id is null and t.person_id is not null
               and (p.person_id is null or (p.there = 0 and t.last_seen_on > p.last_left_on)) as by_talk,
           g.gone_by
    from everybody e
    left join spells p on p.chat_id = e.chat_id and p.person_id = e.person_id
    left join talk t on t.chat_id = e.chat_id and t.person_id = e.person_id
    left join missed m on m.chat_id = e.chat_id and m.person_id = e.person_id
    left join gone g on g.chat_id = e.chat_id and g.person_id = e.person_id
    left join listed_chats l on l.chat_id = e.chat_id
    left join operators o on o.person_id = e.person_id
)
select chat_id, person_id, staff, unlisted, (by_list or by_talk) and gone_by is null as present,
       (within_by_list or by_talk) and coalesce(gone_by > $first_day, true) as exposed,
       joined_on, left_on, left_how, cast(messages as bigint) as messages, cast(effective as bigint) as effective, last_spoke_on
from stood
where $include_staff or not staff or messages > 0
order by chat_id, person_id
