-- One row a buyer of more than one receiver, door or full phone number: how many of each, and what was bought (cents, net).
-- A buyer is a platform id's person; without id, everybody who ordered under one name (each phone makes a person there).
-- people: their ids, joined by commas; undecided: how many of them nobody has spoken of; confirmed: said to order for others.
with said as (
    select i.person_id, arg_max(c.value, (c.decided_at, i.alias_id)) as decided
    from corrections c join identities i on i.alias_id = try_cast(c.key as bigint)
    where c.kind = 'reseller' group by i.person_id
), ordered as (
    select o.*, case when o.gross - coalesce(o.refund, 0) > 0 and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
                     then cast((o.gross - coalesce(o.refund, 0)) * 100 as bigint) else 0 end as cents
    from orders o
    join known_people p on p.person_id = o.person_id
    where not p.ambiguous
), known as (
    select distinct i.person_id
    from known_aliases a join identities i on i.alias_id = a.alias_id where a.platform_id <> ''
), buyers as (
    select o.person_id,
           case when max(k.person_id) is null then min(nullif(o.buyer_name, '')) end as buyer_name, min(d.decided) as decided
    from ordered o
    left join known k on k.person_id = o.person_id
    left join said d on d.person_id = o.person_id
    group by o.person_id
), keyed as (
    select person_id, buyer_name, coalesce('n' || buyer_name, 'p' || cast(person_id as text)) as buyer, decided from buyers
), several as (
    -- Nearly everybody orders for one: how many different ones is counted only of those who have two.
    select k.buyer
    from ordered o
    join keyed k on k.person_id = o.person_id
    group by k.buyer
    having min(o.receiver) <> max(o.receiver) or min(o.room) <> max(o.room)
        or min(case when length(o.buyer_phone) >= 7 then o.buyer_phone end) <> max(case when length(o.buyer_phone) >= 7 then o.buyer_phone end)
        or min(k.decided) is not null
)
select min(k.buyer_name) as buyer_name, string_agg(distinct cast(k.person_id as text), ',') as people,
       count(distinct o.order_key) as orders, count(distinct o.receiver) as receivers, count(distinct o.room) as rooms,
       count(distinct case when length(o.buyer_phone) >= 7 then o.buyer_phone end) as phones, cast(sum(o.cents) as bigint) as cents,
       count(distinct case when k.decided is null then k.person_id end) as undecided,
       count(distinct case when k.decided = 'yes' then k.person_id end) as confirmed
from ordered o
join keyed k on k.person_id = o.person_id
join several m on m.buyer = k.buyer
group by k.buyer
order by k.buyer
