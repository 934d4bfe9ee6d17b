-- One row a person × week or month ($unit) up to $as_of with something useful said or taken part in, in a chosen chat.
-- before_known, after_known: every chat the person was active in is wholly recorded in the interval before, and after.
with recorded as (
    select r.chat_id, cast(date_trunc($unit, r.day) as date) as start, count(distinct r.day) as days
    from recorded_days r join scope_chats c on c.chat_id = r.chat_id
    where r.day <= $as_of
    group by r.chat_id, date_trunc($unit, r.day)
), whole as (
    select chat_id, start from recorded
    where days = date_diff('day', start, case when $unit = 'week' then start + interval 7 day else start + interval 1 month end)
), operators as (
    select distinct s.chat_id, s.person_id, s.valid_from, s.valid_to from staff s join scope_chats c on c.chat_id = s.chat_id
), said as (
    select d.chat_id, i.person_id, d.day
    from member_days_rows d join identities i on i.alias_id = d.alias_id
    where d.effective + d.participations > 0 and d.day <= $as_of
    union all
    select e.chat_id, e.person_id, cast(e.happened_at as date) from events e
    where e.step in ('接龙', '打卡', '投票') and e.person_id is not null and cast(e.happened_at as date) <= $as_of
), active as (
    select distinct s.chat_id, s.person_id, cast(date_trunc($unit, s.day) as date) as start
    from said s join scope_chats c on c.chat_id = s.chat_id
    left join operators o on o.chat_id = s.chat_id and o.person_id = s.person_id and not $include_staff
        and coalesce(s.day >= o.valid_from, true) and coalesce(s.day <= o.valid_to, true)
    where o.person_id is null
), placed as (
    select chat_id, person_id, start,
           cast(case when $unit = 'week' then start - interval 7 day else start - interval 1 month end as date) as before_start,
           cast(case when $unit = 'week' then start + interval 7 day else start + interval 1 month end as date) as after_start
    from active
)
select p.person_id, p.start, bool_and(b.chat_id is not null) as before_known, bool_and(a.chat_id is not null) as after_known
from placed p
left join whole b on b.chat_id = p.chat_id and b.start = p.before_start
left join whole a on a.chat_id = p.chat_id and a.start = p.after_start
group by p.person_id, p.start
order by p.person_id, p.start
