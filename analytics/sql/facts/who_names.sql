-- One row an alias that somebody carries: as people_suggestions reads it.
select a.person_id, a.alias_id, a.chat_id, a.platform_id, a.name, a.phone, a.valid_from as first_day, a.valid_to as last_day,
       a.decided_by, p.ambiguous
from aliases a
join known_people p on p.person_id = a.person_id
order by a.alias_id
