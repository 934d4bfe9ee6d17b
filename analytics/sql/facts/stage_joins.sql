-- One row a person whose first join of a chosen chat is known and not after $as_of: that day, whether an order lies
-- before it (at the coarser of the two clocks), and the day of the first valid order from it on, up to $until.
with joins as (
    select m.person_id, min(m.joined_at) as joined_at
    from memberships m join scope_chats c on c.chat_id = m.chat_id
    group by m.person_id
    having count(m.joined_at) = count(*) and cast(min(m.joined_at) as date) <= $as_of
), bought as (
    select o.person_id, o.paid_at, o.paid_resolution, cast(o.paid_at as date) as day
    from orders o
    where o.person_id is not null and cast(o.paid_at as date) <= $until
      and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
      and o.gross - coalesce(o.refund, 0) > 0
), compared as (
    select j.person_id, j.joined_at, b.day,
           case when b.day is null then false
                when b.paid_resolution = 'day' or j.joined_at = date_trunc('day', j.joined_at)
                    then b.day < cast(j.joined_at as date)
                else date_trunc('minute', b.paid_at) < date_trunc('minute', j.joined_at) end as earlier
    from joins j left join bought b on b.person_id = j.person_id
)
select c.person_id, cast(min(c.joined_at) as date) as joined_on, bool_or(c.earlier) as bought_before,
       min(case when not c.earlier then c.day end) as first_paid_on, bool_or(coalesce(k.ambiguous, false)) as ambiguous
from compared c
left join known_people k on k.person_id = c.person_id
where c.person_id not in (select person_id from resellers)
  and ($include_staff or c.person_id not in (
      select s.person_id from staff s join scope_chats h on h.chat_id = s.chat_id
      where coalesce(s.valid_from <= $as_of, true) and coalesce(s.valid_to >= $as_of, true)))
group by c.person_id
order by c.person_id
