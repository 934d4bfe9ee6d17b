-- One row a follow-up list × person who is still known: the last word about it (status open: nothing was said).
select f.list_id, f.person_id, f.reason, f.made_on, f.status, cast(f.done_at as date) as done_on, f."by" as said_by,
       f.note, f.said_at
from follow_ups f
where f.person_id is not null
order by f.made_on, f.list_id, f.person_id
