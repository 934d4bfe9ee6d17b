-- One row a chosen chat × buyer (NULL: the order names nobody) × day with valid orders from $first_day to $last_day tied to the
-- chat: orders that name the chat, else those of buyers who were in it on the day. $own_days: of the days on the chat's own record
-- only. An order may be tied to several chats; *_once counts it in one of them. Net = gross - refund, in cents. with_coupon: orders
-- that name a coupon; timed: orders with a time of day, early: of them within $early_minutes after the chat's first in these days.
-- off_cents: taken off, of full_cents before that, over orders whose sheet says what was taken off.
with bought as (
    -- One row an order: all its money stands on one of its lines. Numbers are told apart faster than the orders' own names.
    select row_number() over () as number, o.person_id, o.chat_id, cast(o.paid_at as date) as day,
           coalesce(o.coupon_id, '') <> '' as with_coupon, cast(o.discount * 100 as bigint) as off,
           case when o.discount is not null then cast((o.gross + o.discount) * 100 as bigint) end as full_price,
           case when o.paid_resolution in ('second', 'minute') then o.paid_at end as moment,
           cast((o.gross - coalesce(o.refund, 0)) * 100 as bigint) as cents
    from orders o
    where cast(o.paid_at as date) between $first_day and $last_day
      and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
      and o.gross - coalesce(o.refund, 0) > 0
), members as (
    select m.chat_id, m.person_id, cast(m.joined_at as date) as from_day, cast(m.left_at as date) as until_day
    from memberships m
    join scope_chats c on c.chat_id = m.chat_id
    where m.person_id is not null
), first_said as (
    -- A group without a member list: from the first day somebody was seen there. Names become people once the days are few rows.
    select d.chat_id, d.alias_id, min(d.day) as day
    from member_days_rows d
    join scope_chats c on c.chat_id = d.chat_id
    where d.chat_id not in (select chat_id from memberships where from_roster and chat_id is not null)
    group by d.chat_id, d.alias_id
), stays as (
    select chat_id, person_id, from_day, until_day from members
    union all
    select f.chat_id, i.person_id, min(f.day), null
    from first_said f
    join identities i on i.alias_id = f.alias_id
    where not exists (select 1 from members m where m.chat_id = f.chat_id and m.person_id = i.person_id)
    group by f.chat_id, i.person_id
), spans as (
    select c.chat_id, case when $own_days then v.first_day end as from_day, case when $own_days then v.last_day end as until_day
    from scope_chats c left join chat_coverage v on v.chat_id = c.chat_id
), aside as (
    select person_id from resellers
    union
    select s.person_id from staff s join scope_chats c on c.chat_id = s.chat_id
    where not $include_staff and coalesce(s.valid_from <= $last_day, true) and coalesce(s.valid_to >= $last_day, true)
), ties as (
    select b.number, p.chat_id
    from bought b
    join spans p on p.chat_id = b.chat_id and coalesce(p.from_day <= b.day, true) and coalesce(p.until_day >= b.day, true)
    union
    select b.number, s.chat_id
    from bought b
    join stays s on s.person_id = b.person_id and coalesce(s.from_day <= b.day, true) and coalesce(s.until_day >= b.day, true)
    join spans p on p.chat_id = s.chat_id and coalesce(p.from_day <= b.day, true) and coalesce(p.until_day >= b.day, true)
    where b.chat_id is null and b.person_id not in (select person_id from aside)
), first_ties as (
    select number, min(chat_id) as chat_id from ties group by number
), counted as (
    select t.chat_id, b.person_id, b.day, b.cents, b.with_coupon, b.moment, b.off, b.full_price, f.chat_id = t.chat_id as once
    from ties t
    join bought b on b.number = t.number
    join first_ties f on f.number = t.number
), openings as (
    select chat_id, min(moment) + to_minutes(cast($early_minutes as integer)) as early_until from counted group by chat_id
)
select c.chat_id, c.person_id, c.day, count(*) as orders, cast(sum(c.cents) as bigint) as cents,
       sum(case when c.with_coupon then 1 else 0 end) as with_coupon, count(c.moment) as timed,
       sum(case when c.moment <= e.early_until then 1 else 0 end) as early,
       cast(coalesce(sum(c.off), 0) as bigint) as off_cents, cast(coalesce(sum(c.full_price), 0) as bigint) as full_cents,
       sum(case when c.once then 1 else 0 end) as orders_once,
       cast(sum(case when c.once then c.cents else 0 end) as bigint) as cents_once
from counted c
join openings e on e.chat_id = c.chat_id
group by c.chat_id, c.person_id, c.day
order by c.chat_id, c.person_id, c.day
