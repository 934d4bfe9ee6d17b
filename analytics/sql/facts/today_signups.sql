-- One row a sign-up (接龙) up to $as_of; undated ones count too.
select e.person_id, e.chat_id, cast(e.happened_at as date) as day, e.item,
       coalesce(e.quantity, 1) as quantity, e.post_id
from events e
where e.step = '接龙' and (e.happened_at is null or cast(e.happened_at as date) <= $as_of)
order by e.happened_at, e.person_id, e.item, e.source_row
