-- One row a member of the chosen chats on $as_of; in a chat without a member list, one row a person seen there.
-- $person: only this one (NULL: everybody). Facts only: how long, how much, how often. Silence and the week end on each chat's own last recorded day.
with recorded as (
    select r.chat_id, r.day, lead(r.day) over (partition by r.chat_id order by r.day) as next_day
    from recorded_days r
    join scope_chats c on c.chat_id = r.chat_id
    where r.day <= $as_of
), ends as (
    select chat_id, min(day) as first_day, max(day) as last_day,
           max(case when date_diff('day', day, next_day) > 1 then next_day end) as hole_until
    from recorded
    group by chat_id
), horizon as (
    select e.chat_id, e.first_day, e.last_day, e.hole_until,
           sum(case when date_diff('day', r.day, e.last_day) < 7 then 1 else 0 end) as week_recorded
    from ends e
    join recorded r on r.chat_id = e.chat_id
    group by e.chat_id, e.first_day, e.last_day, e.hole_until
), spell as (
    select m.chat_id, m.person_id, m.joined_at, m.left_at,
           lag(m.left_at) over (partition by m.chat_id, m.person_id order by m.joined_at nulls first) as left_before
    from memberships m
    join scope_chats c on c.chat_id = m.chat_id
    where (m.joined_at is null or cast(m.joined_at as date) <= $as_of) and (cast($person as bigint) is null or m.person_id = $person)
), stay as (
    -- A gap of less than a day between leaving and joining again is the network, not a decision.
    select chat_id, person_id, joined_at, left_at,
           sum(case when left_before is not null and date_diff('second', left_before, joined_at) < 86400
                    then 0 else 1 end)
               over (partition by chat_id, person_id order by joined_at nulls first
                     rows between unbounded preceding and current row) as number
    from spell
), stays as (
    select chat_id, person_id, number, min(cast(joined_at as date)) as joined_on,
           max(case when joined_at is null then 1 else 0 end) as joined_unknown,
           case when count(left_at) = count(*) then max(cast(left_at as date)) end as left_on
    from stay
    group by chat_id, person_id, number
), spells as (
    select chat_id, person_id, min(joined_on) as first_join, max(joined_unknown) as join_unknown,
           max(case when left_on is null or left_on >= $as_of then 1 else 0 end) as present,
           arg_max(joined_on, number) as current_start, arg_max(left_on, number) as left_on
    from stays
    group by chat_id, person_id
), listed_chats as (
    select distinct m.chat_id from memberships m join scope_chats c on c.chat_id = m.chat_id where m.from_roster
), took_part as (
    select d.chat_id, i.person_id, d.day
    from member_days_rows d
    join scope_chats c on c.chat_id = d.chat_id
    join identities i on i.alias_id = d.alias_id
    where d.participations > 0 and d.day <= $as_of and (cast($person as bigint) is null or i.person_id = $person)
    group by d.chat_id, i.person_id, d.day
), deeds as (
    select e.chat_id, e.person_id, cast(e.happened_at as date) as day
    from events e
    join scope_chats c on c.chat_id = e.chat_id
    where e.step in ('接龙', '打卡', '投票') and e.person_id is not null and cast(e.happened_at as date) <= $as_of
      and (cast($person as bigint) is null or e.person_id = $person)
    union
    select m.chat_id, o.person_id, cast(o.paid_at as date)
    from orders o
    join memberships m on m.person_id = o.person_id
    join scope_chats c on c.chat_id = m.chat_id
    where $purchase_counts and cast(o.paid_at as date) <= $as_of and (cast($person as bigint) is null or o.person_id = $person)
      and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
      and o.gross - coalesce(o.refund, 0) > 0
), joined_in as (
    -- Taking part counts once a day, however it was noticed.
    select chat_id, person_id, day from took_part
    union
    select chat_id, person_id, day from deeds
), voices as (
    -- Names become people only once the days are few rows: useful words add up over days, whoever said them.
    select d.chat_id, d.alias_id, min(d.day) as first_seen_on, max(d.day) as last_seen_on,
           max(case when d.effective > 0 and d.day <= h.last_day then d.day end) as last_interaction_on,
           sum(case when d.day <= h.last_day and date_diff('day', d.day, h.last_day) < 7 then d.effective else 0 end)
               as interactions_7d
    from member_days_rows d
    join scope_chats c on c.chat_id = d.chat_id
    left join horizon h on h.chat_id = d.chat_id
    where d.day <= $as_of
      and (cast($person as bigint) is null or d.alias_id in (select alias_id from identities where person_id = $person))
    group by d.chat_id, d.alias_id
), signs as (
    select v.chat_id, i.person_id, v.first_seen_on, v.last_seen_on, v.last_interaction_on, v.interactions_7d
    from voices v
    join identities i on i.alias_id = v.alias_id
    union all
    select j.chat_id, j.person_id, j.day, j.day, case when j.day <= h.last_day then j.day end,
           case when j.day <= h.last_day and date_diff('day', j.day, h.last_day) < 7 then 1 else 0 end
    from joined_in j
    left join horizon h on h.chat_id = j.chat_id
), talk as (
    select chat_id, person_id, min(first_seen_on) as first_seen_on, max(last_seen_on) as last_seen_on,
           max(last_interaction_on) as last_interaction_on, cast(sum(interactions_7d) as bigint) as interactions_7d
    from signs
    group by chat_id, person_id
), whole as (
    select s.chat_id, max(s.seen_on) as seen_on
    from snapshot_rows s
    join identities i on i.alias_id = s.alias_id
    join scope_chats c on c.chat_id = s.chat_id
    where s.whole and s.seen_on <= $as_of
    group by s.chat_id
), listed as (
    select s.chat_id, i.person_id, max(s.seen_on) as seen_on
    from snapshot_rows s
    join identities i on i.alias_id = s.alias_id
    join whole w on w.chat_id = s.chat_id
    where s.whole and s.seen_on <= w.seen_on and (cast($person as bigint) is null or i.person_id = $person)
    group by s.chat_id, i.person_id
), gone as (
    -- Was there before the last whole list, is not in it, and gave no sign of life since: left in between.
    select p.chat_id, p.person_id
    from spells p
    join whole w on w.chat_id = p.chat_id
    left join listed l on l.chat_id = p.chat_id and l.person_id = p.person_id
    left join talk t on t.chat_id = p.chat_id and t.person_id = p.person_id
    where coalesce(l.seen_on < w.seen_on, p.current_start <= w.seen_on, false)
      and (p.current_start is null or p.current_start <= w.seen_on)
      and coalesce(t.last_seen_on <= w.seen_on, true)
), everybody as (
    select s.chat_id, s.person_id, s.first_join, s.join_unknown, s.current_start
    from spells s
    where s.present = 1
    union all
    -- No member list: whoever was seen, unless the record shows the person leaving afterwards.
    select t.chat_id, t.person_id, p.first_join, coalesce(p.join_unknown, 1), null
    from talk t
    left join spells p on p.chat_id = t.chat_id and p.person_id = t.person_id
    where t.chat_id not in (select chat_id from listed_chats)
      and (p.person_id is null or (p.present = 0 and t.last_seen_on > p.left_on))
), on_list as (
    select s.chat_id, i.person_id, min(s.seen_on) as first_listed_on
    from snapshot_rows s
    join identities i on i.alias_id = s.alias_id
    join scope_chats c on c.chat_id = s.chat_id
    where s.seen_on <= $as_of and (cast($person as bigint) is null or i.person_id = $person)
    group by s.chat_id, i.person_id
), operators as (
    select distinct s.person_id from staff s join scope_chats c on c.chat_id = s.chat_id
    where coalesce(s.valid_from <= $as_of, true) and coalesce(s.valid_to >= $as_of, true)
), present as (
    select e.chat_id, e.person_id, e.first_join, e.join_unknown, e.current_start, h.first_day, h.last_day, h.hole_until,
           h.week_recorded, t.first_seen_on, n.first_listed_on, t.last_interaction_on, t.interactions_7d,
           case when h.last_day is null or e.current_start > h.last_day then 0 else 1 end as judged,
           greatest(coalesce(t.last_interaction_on, e.current_start), coalesce(e.current_start, t.last_interaction_on))
               as clock_start
    from everybody e
    left join horizon h on h.chat_id = e.chat_id
    left join talk t on t.chat_id = e.chat_id and t.person_id = e.person_id
    left join on_list n on n.chat_id = e.chat_id and n.person_id = e.person_id
    left join gone g on g.chat_id = e.chat_id and g.person_id = e.person_id
    left join operators f on f.person_id = e.person_id
    where g.person_id is null and e.person_id is not null and ($include_staff or f.person_id is null)
), silence as (
    select p.*,
           case when judged = 0 then null
                when clock_start >= first_day then date_diff('day', clock_start, last_day)
                else date_diff('day', first_day, last_day) + 1 end as silent_days,
           case when judged = 1 and clock_start >= first_day then 1 else 0 end as seen_in_record,
           case when judged = 1 and hole_until is not null
                     and date_diff('day', coalesce(clock_start, first_day), hole_until) > 1 then 1 else 0 end as hole
    from present p
)
select s.person_id,
       max(case when k.ambiguous then 1 else 0 end) = 1 as ambiguous,
       count(*) as chats,
       case when max(s.join_unknown) = 0 then min(s.first_join) end as first_join,
       min(least(coalesce(s.first_join, s.first_seen_on, s.first_listed_on),
                 coalesce(s.first_seen_on, s.first_listed_on, s.first_join),
                 coalesce(s.first_listed_on, s.first_join, s.first_seen_on))) as known_since,
       max(s.join_unknown) = 1 as join_unknown,
       max(s.last_interaction_on) as last_interaction_on,
       case when max(s.judged) = 1
            then sum(case when s.judged = 1 then coalesce(s.interactions_7d, 0) else 0 end) end as interactions_7d,
       min(case when s.judged = 1 then s.week_recorded end) as week_recorded,
       min(case when s.seen_in_record = 1 then s.silent_days end) as silent_at_most,
       max(case when s.judged = 1 and s.hole = 0 then s.silent_days end) as silent_at_least
from silence s
left join known_people k on k.person_id = s.person_id
group by s.person_id
order by s.person_id
