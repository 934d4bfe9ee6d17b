-- One row a person whom $staff served up to $until: answered = times the shop's next word to this person within
-- $answer_minutes was $staff's; orders and cents (net) that name $staff as the one who brought them; invited by $staff.
with lines as (
    select m.chat_id, m.person_id, m.sent_at, s.person_id is not null as by_shop
    from messages m
    left join (select distinct chat_id, person_id from staff) s on s.chat_id = m.chat_id and s.person_id = m.person_id
    where m.person_id is not null and m.sent_at is not null and m.resolution <> 'day'
      and m.reason is distinct from 'system' and cast(m.sent_at as date) <= $until
), before as (
    select l.*, lag(l.person_id) over (partition by l.chat_id order by l.sent_at, l.person_id) as asked_by,
           lag(l.by_shop) over (partition by l.chat_id order by l.sent_at, l.person_id) as shop_before,
           lag(l.sent_at) over (partition by l.chat_id order by l.sent_at, l.person_id) as asked_at
    from lines l
), answered as (
    select asked_by as person_id, count(*) as answered, max(sent_at) as last_at
    from before
    where person_id = $staff and asked_by is not null and not shop_before
      and date_diff('minute', asked_at, sent_at) <= $answer_minutes
    group by asked_by
), bought as (
    select o.person_id, count(distinct o.order_key) as orders,
           cast(sum((o.gross - coalesce(o.refund, 0)) * 100) as bigint) as cents, max(o.paid_at) as last_at
    from orders o
    where o.referrer_id = $staff and o.person_id is not null and o.person_id <> $staff
      and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded') and o.gross - coalesce(o.refund, 0) > 0
      and cast(o.paid_at as date) <= $until
    group by o.person_id
), brought as (
    select m.person_id, min(m.joined_at) as joined_at
    from memberships m where m.inviter_id = $staff and m.person_id <> $staff group by m.person_id
), served as (
    select person_id from answered union select person_id from bought union select person_id from brought
)
select v.person_id, coalesce(a.answered, 0) as answered, coalesce(b.orders, 0) as orders, coalesce(b.cents, 0) as cents,
       i.person_id is not null as invited, greatest(coalesce(a.last_at, b.last_at), coalesce(b.last_at, a.last_at)) as last_at
from served v
left join answered a on a.person_id = v.person_id
left join bought b on b.person_id = v.person_id
left join brought i on i.person_id = v.person_id
order by coalesce(b.cents, 0) desc, coalesce(a.answered, 0) desc, v.person_id
