-- One row a person drawn for $experiment: arm; whether they bought, and said or joined in something useful, from $first_day to $last_day.
-- Whoever two names turned out to be one person of both arms is in neither.
with drawn as (
    select i.person_id, min(p.arm) as arm
    from experiment_people p
    join identities i on i.alias_id = p.alias_id
    where p.experiment_id = $experiment
    group by i.person_id
    having count(distinct p.arm) = 1
), bought as (
    select distinct o.person_id
    from orders o
    where cast(o.paid_at as date) between $first_day and $last_day
      and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded') and o.gross - coalesce(o.refund, 0) > 0
), active as (
    select distinct d.person_id from member_days d where d.day between $first_day and $last_day and d.interactions > 0
    union
    select distinct e.person_id from events e
    where e.step in ('接龙', '打卡', '投票') and cast(e.happened_at as date) between $first_day and $last_day
)
select d.person_id, d.arm, b.person_id is not null as bought, a.person_id is not null as active
from drawn d
left join bought b on b.person_id = d.person_id
left join active a on a.person_id = d.person_id
order by d.person_id
