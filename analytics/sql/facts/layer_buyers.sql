-- One row a person with an order or a sign-up up to $as_of, in a shop without any chat.
select w.person_id, max(case when k.ambiguous then 1 else 0 end) = 1 as ambiguous
from (
    select o.person_id from orders o where o.person_id is not null and cast(o.paid_at as date) <= $as_of
    union
    select e.person_id from events e where e.person_id is not null
) w
left join people k on k.person_id = w.person_id
group by w.person_id
order by w.person_id
