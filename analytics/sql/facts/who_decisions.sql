-- One row a pair that somebody decided, newest first: who the two are now (NULL: no row names them any more).
select d.decided_at, d.decision, i.person_id as one, j.person_id as other
from identity_decisions d
left join identities i on i.alias_id = d.alias_a
left join identities j on j.alias_id = d.alias_b
order by d.decided_at desc, d.alias_a, d.alias_b
