-- One row a person whom import $batch_id named first: nothing before it knew them. chat_id: where, NULL for buyers only.
select i.person_id, min(a.chat_id) as chat_id
from identities i
join alias_places p on p.alias_id = i.alias_id
join known_aliases a on a.alias_id = i.alias_id
group by i.person_id
having min(p.batch) = (select number from import_log where batch_id = $batch_id)
order by i.person_id
