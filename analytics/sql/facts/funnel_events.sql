-- One row a person × moment × step of scope_steps it fits, up to $last_day; unit: the seconds its resolution leaves
-- open; held: the shop or product that must stay the same ($hold), NULL where the step has none. scope_steps: position,
-- step and, where not NULL, the item, channel, store, category and least amount wanted; several rows a position: either.
-- join: each time somebody came in; leave: each time somebody left; speak: the first useful message in a chat; order:
-- the first valid order of a day; first_order: the first there is; repurchase: the first of a later day; refund: an
-- order paid back, on the day the sheet last changed it; invited_join, invited_order: somebody invited came in, bought
-- first; every other step under the name its sheet gives it. $by_line: every line of an order, for one of its products.
with operators as (
    select distinct s.person_id from staff s join scope_chats c on c.chat_id = s.chat_id
    where coalesce(s.valid_from <= $last_day, true) and coalesce(s.valid_to >= $start_day, true)
), barred as (
    -- Nobody's own path: the operator's people, and names that several people carry.
    select person_id from known_people where ambiguous
    union
    select person_id from operators where not $include_staff
), seen as (
    select distinct s.person_id from seen_in s join scope_chats c on c.chat_id = s.chat_id
), lines as (
    select o.person_id, o.order_key, o.paid_at, o.paid_resolution, o.product, o.channel, o.store, o.refund, o.updated_at,
           o.gross - coalesce(o.refund, 0) as net
    from orders o
    where $with_orders and o.person_id is not null and o.paid_at is not null
      and o.person_id not in (select person_id from resellers)
      and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
), orders_of_lines as (
    -- All money of an order stands on one of its lines, the others are as valid as that one.
    select person_id, order_key, paid_at, sum(net) as net from lines where $by_line group by person_id, order_key, paid_at
), valid_lines as (
    select person_id, order_key, paid_at, paid_resolution, product, channel, store, net from lines
    where net > 0 and not $by_line
    union all
    select l.person_id, l.order_key, l.paid_at, l.paid_resolution, l.product, l.channel, l.store, w.net
    from lines l join orders_of_lines w on w.person_id = l.person_id and w.paid_at = l.paid_at
        and w.order_key = l.order_key
    where $by_line and w.net > 0
), dated as (
    select v.*, min(v.paid_at) over (partition by v.person_id) as first_at,
           row_number() over (partition by v.person_id, cast(v.paid_at as date) order by v.paid_at, v.order_key) as place
    from valid_lines v
), bought as (
    select d.*, k.step
    from dated d
    cross join (select 'order' as step union all select 'first_order' union all select 'repurchase') k
    where (d.place = 1 or $by_line)
      and (k.step = 'order' or (k.step = 'first_order') = (cast(d.paid_at as date) = cast(d.first_at as date)))
      and k.step in (select step from scope_steps)
), links as (
    select inviter_id, invitee_id, joined_at from invites where $with_invites and joined_at is not null
    union
    select inviter_id, person_id, joined_at from memberships where $with_invites and inviter_id is not null
), moments as (
    select m.person_id, m.chat_id, 'join' as step, m.joined_at as happened_at,
           case when m.joined_at = date_trunc('day', m.joined_at) then 'day'
                when m.joined_at = date_trunc('minute', m.joined_at) then 'minute' else 'second' end as resolution,
           cast(null as text) as item, m.join_channel as channel, cast(null as text) as store,
           cast(null as text) as category, cast(null as decimal(18, 2)) as amount
    from memberships m join scope_chats c on c.chat_id = m.chat_id
    union all
    select m.person_id, m.chat_id, 'leave', m.left_at, 'second', null, m.join_channel, null, null, null
    from memberships m join scope_chats c on c.chat_id = m.chat_id
    union all
    -- day < minute < second also in the alphabet: the coarsest resolution counts.
    select m.person_id, m.chat_id, 'speak', min(m.sent_at), min(m.resolution), null, null, null, null, null
    from messages m join scope_chats c on c.chat_id = m.chat_id
    where $with_talk and m.effective and m.person_id is not null and m.sent_at is not null
    group by m.person_id, m.chat_id
    union all
    select m.person_id, m.chat_id, m.mark, m.sent_at, m.resolution, null, null, null, null, null
    from messages m join scope_chats c on c.chat_id = m.chat_id
    where $with_marks and m.mark is not null
    union all
    select person_id, null, step, paid_at, paid_resolution, product, channel, store, null, net from bought
    union all
    select person_id, null, 'refund', coalesce(updated_at, paid_at), 'second', product, channel, store, null, refund
    from lines where refund > 0
    union all
    select person_id, chat_id, 'coupon', issued_at, 'second', name, channel, store, null, null from coupons
    union all
    select person_id, chat_id, 'redeemed', redeemed_at, 'second', name, channel, store, null, null from coupons
    union all
    select inviter_id, chat_id, 'invite', sent_at, 'second', null, null, null, null, null from invites
    union all
    select inviter_id, null, 'invited_join', joined_at, 'second', null, null, null, null, null from links
    union all
    select l.inviter_id, null, 'invited_order', min(v.paid_at), min(v.paid_resolution), null, null, null, null, null
    from links l join valid_lines v on v.person_id = l.invitee_id and cast(v.paid_at as date) >= cast(l.joined_at as date)
    group by l.inviter_id, l.invitee_id
    union all
    select e.person_id, e.chat_id, e.step, e.happened_at, e.resolution, e.item, null, null, p.category, e.amount
    from events e left join (select post_id, category from posts where $with_posts) p on p.post_id = e.post_id
)
select m.person_id, m.chat_id, s.position, m.happened_at,
       case when $whole_days or m.happened_at = date_trunc('day', m.happened_at) or m.resolution = 'day' then 86400
            when m.resolution = 'minute' then 60 else 1 end as unit,
       case when $hold = 'store' then m.store when $hold = 'item' then m.item end as held
from moments m
join scope_steps s on s.step = m.step
    and (s.item is null or s.item = m.item) and (s.channel is null or s.channel = m.channel)
    and (s.store is null or s.store = m.store) and (s.category is null or s.category = m.category)
    and (s.amount_from is null or m.amount >= s.amount_from)
left join scope_chats c on c.chat_id = m.chat_id
where m.person_id is not null and m.happened_at is not null and cast(m.happened_at as date) <= $last_day
  and m.person_id not in (select person_id from barred)
  and (c.chat_id is not null
       or (m.chat_id is null and ($all_chats or m.person_id in (select person_id from seen))))
