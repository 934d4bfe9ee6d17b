-- One row a person with a known birthday who is not of the shop on $as_of: by the sun, else by the moon (08-15).
select b.person_id, b.birthday, b.lunar_birthday
from birthdays b
where not exists (select 1 from staff s where s.person_id = b.person_id
      and coalesce(s.valid_from <= $as_of, true) and coalesce(s.valid_to >= $as_of, true))
