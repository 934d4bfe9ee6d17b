-- One row a chosen chat × person × stay that began by $as_of; gaps under a day are no leaving. joined_at NULL: on a
-- list, join day unknown. left_at: a leave that was noted; gone_after, gone_by: missing on a whole list, so left between. seen_on: first known presence where the join is unknown.
with spell as (
    select m.chat_id, m.person_id, m.joined_at, m.left_at, m.left_how, m.from_roster,
           lag(m.left_at) over (partition by m.chat_id, m.person_id order by m.joined_at nulls first) as left_before
    from memberships m
    join scope_chats c on c.chat_id = m.chat_id
    where m.joined_at is null or cast(m.joined_at as date) <= $as_of
), stay as (
    select s.*,
           sum(case when left_before is not null and date_diff('second', left_before, joined_at) < 86400 then 0 else 1 end)
               over (partition by chat_id, person_id order by joined_at nulls first
                     rows between unbounded preceding and current row) as number
    from spell s
), stays as (
    select chat_id, person_id, number, case when count(joined_at) = count(*) then min(joined_at) end as joined_at,
           case when count(left_at) = count(*) then max(left_at) end as left_at,
           max(left_how) as left_how, max(case when from_roster then 1 else 0 end) = 1 as from_roster
    from stay
    group by chat_id, person_id, number
), listed as (
    select s.chat_id, i.person_id, min(s.seen_on) as seen_on, max(case when s.whole then s.seen_on end) as last_listed
    from snapshot_rows s
    join identities i on i.alias_id = s.alias_id
    join scope_chats c on c.chat_id = s.chat_id
    where s.seen_on <= $as_of
    group by s.chat_id, i.person_id
), whole as (
    select distinct s.chat_id, s.seen_on
    from snapshot_rows s
    join identities i on i.alias_id = s.alias_id
    join scope_chats c on c.chat_id = s.chat_id
    where s.whole and s.seen_on <= $as_of
), said as (
    -- Names become people only once the days are few rows.
    select d.chat_id, d.alias_id, max(d.day) as last_day
    from member_days_rows d
    where d.day <= $as_of and d.chat_id in (select chat_id from whole)
    group by d.chat_id, d.alias_id
), talk as (
    select d.chat_id, i.person_id, max(d.last_day) as last_day
    from said d
    join identities i on i.alias_id = d.alias_id
    group by d.chat_id, i.person_id
), last_stay as (
    select s.chat_id, s.person_id, arg_max(s.left_at, s.number) as left_at, max(cast(s.joined_at as date)) as joined_on
    from stays s
    where s.chat_id in (select chat_id from whole)
    group by s.chat_id, s.person_id
), gone as (
    -- Missing on a whole list though there before it, and no sign of life after it: left in between.
    select s.chat_id, s.person_id, min(w.seen_on) as gone_by,
           max(greatest(coalesce(l.last_listed, s.joined_on), coalesce(s.joined_on, l.last_listed),
                        coalesce(t.last_day, l.last_listed, s.joined_on))) as last_sign
    from last_stay s
    join whole w on w.chat_id = s.chat_id
    left join listed l on l.chat_id = s.chat_id and l.person_id = s.person_id
    left join talk t on t.chat_id = s.chat_id and t.person_id = s.person_id
    where s.left_at is null and coalesce(l.last_listed < w.seen_on, s.joined_on <= w.seen_on, false)
      and coalesce(s.joined_on <= w.seen_on, true) and coalesce(t.last_day <= w.seen_on, true)
    group by s.chat_id, s.person_id
), operators as (
    select distinct s.person_id from staff s join scope_chats c on c.chat_id = s.chat_id
    where coalesce(s.valid_from <= $as_of, true) and coalesce(s.valid_to >= $as_of, true)
)
select s.chat_id, s.person_id, s.joined_at, s.left_at, s.left_how, s.from_roster,
       case when s.left_at is null then least(g.last_sign, g.gone_by) end as gone_after,
       case when s.left_at is null then g.gone_by end as gone_by, l.seen_on,
       row_number() over (partition by s.person_id order by s.joined_at nulls last, s.chat_id) as stay
from stays s
left join gone g on g.chat_id = s.chat_id and g.person_id = s.person_id
left join listed l on l.chat_id = s.chat_id and l.person_id = s.person_id
left join operators o on o.person_id = s.person_id
where s.person_id is not null and ($include_staff or o.person_id is null)
order by s.person_id, s.joined_at nulls last, s.chat_id
