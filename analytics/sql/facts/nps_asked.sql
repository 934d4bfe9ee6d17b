-- One row a typed number of people asked whether they would recommend: day (of an answer of that wave; NULL: of those that nobody
-- dated), asked, key (it is remembered under).
select c.key, try_cast(c.key as date) as day, cast(c.value as bigint) as asked
from corrections c
where c.kind = 'nps_asked'
order by c.decided_at
