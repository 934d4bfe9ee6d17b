-- One row a month × person whom the operator does not want as star of the month.
select distinct split_part(c.key, '|', 1) as month, i.person_id
from corrections c
join identities i on i.alias_id = try_cast(split_part(c.key, '|', 2) as bigint)
where c.kind = 'star_veto' and c.value = 'yes'
