-- One row an alias that somebody carries: as people/suggestions.py reads it.
select i.person_id, a.alias_id, a.chat_id, a.platform_id, a.normal_name, a.phone, d.first_day, d.last_day, p.ambiguous
from known_aliases a
join identities i on i.alias_id = a.alias_id
join known_people p on p.person_id = i.person_id
left join alias_days d on d.alias_id = a.alias_id
order by a.alias_id
