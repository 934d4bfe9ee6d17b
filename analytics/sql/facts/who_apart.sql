-- One row a pair of relation pairs(person_a, person_b) that cannot be one person: both talked on one day in one group,
-- both stand in one member list, or somebody has said that they are two.
with listed as (
    select distinct s.chat_id, s.batch, i.person_id from snapshot_rows s join identities i on i.alias_id = s.alias_id
), said as (
    select least(d.alias_a, d.alias_b) as alias_a, greatest(d.alias_a, d.alias_b) as alias_b, d.decision, d.decided_at,
           max(d.decided_at) over (partition by least(d.alias_a, d.alias_b), greatest(d.alias_a, d.alias_b)) as last_at
    from identity_decisions d
), told as (
    select distinct i.person_id as one, j.person_id as other
    from said s
    join identities i on i.alias_id = s.alias_a
    join identities j on j.alias_id = s.alias_b
    where s.decision = 'different' and s.decided_at = s.last_at
)
select p.person_a, p.person_b
from pairs p
join said_days a on a.person_id = p.person_a
join said_days b on b.person_id = p.person_b and b.chat_id = a.chat_id and b.day = a.day
union
select p.person_a, p.person_b
from pairs p
join listed a on a.person_id = p.person_a
join listed b on b.person_id = p.person_b and b.chat_id = a.chat_id and b.batch = a.batch
union
select p.person_a, p.person_b
from pairs p
join told t on (t.one = p.person_a and t.other = p.person_b) or (t.one = p.person_b and t.other = p.person_a)
