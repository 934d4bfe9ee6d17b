-- One row a person with a valid order or a sign-up up to $as_of, in a shop without any chat.
-- $person: only this one (NULL: everybody). The same columns as layer_members; what only a chat can tell is NULL.
select w.person_id, max(case when k.ambiguous then 1 else 0 end) = 1 as ambiguous, 0 as chats,
       cast(null as date) as first_join, cast(null as date) as known_since, true as join_unknown,
       cast(null as date) as last_interaction_on, cast(null as double) as interactions_7d,
       cast(null as double) as week_recorded, cast(null as double) as silent_at_most,
       cast(null as double) as silent_at_least
from (
    select o.person_id from orders o where o.person_id is not null and cast(o.paid_at as date) <= $as_of
      and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
      and o.gross - coalesce(o.refund, 0) > 0
    union
    select e.person_id from events e
    where e.person_id is not null and coalesce(cast(e.happened_at as date), $as_of) <= $as_of
) w
left join known_people k on k.person_id = w.person_id
where (cast($person as bigint) is null or w.person_id = $person)
group by w.person_id
order by w.person_id
