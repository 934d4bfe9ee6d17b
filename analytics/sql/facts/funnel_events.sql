-- One row a person × step × moment, up to $last_day. join: each time somebody came in; speak: the first useful
-- message in a chat; first_order: the first valid order there is; repurchase: the first valid order of a later day;
-- coupon, redeemed, invite: as their tables say; every other step under the name its sheet gives it.
with operators as (
    select distinct s.person_id from staff s join scope_chats c on c.chat_id = s.chat_id
    where coalesce(s.valid_from <= $last_day, true) and coalesce(s.valid_to >= $start_day, true)
), barred as (
    -- Nobody's own path: the operator's people, and names that several people carry.
    select person_id from people where ambiguous
    union
    select person_id from operators where not $include_staff
), seen as (
    select m.person_id from memberships m join scope_chats c on c.chat_id = m.chat_id
    union
    select d.person_id from member_days d join scope_chats c on c.chat_id = d.chat_id
), valid_orders as (
    select o.person_id, o.paid_at, o.paid_resolution, cast(o.paid_at as date) as day, o.order_id,
           min(cast(o.paid_at as date)) over (partition by o.person_id) as first_day,
           row_number() over (partition by o.person_id, cast(o.paid_at as date) order by o.paid_at, o.order_id) as place
    from orders o
    where o.person_id is not null and o.paid_at is not null
      and o.person_id not in (select person_id from resellers)
      and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
      and o.gross - coalesce(o.refund, 0) > 0
), moments as (
    select m.person_id, m.chat_id, 'join' as step, m.joined_at as happened_at,
           case when m.joined_at = date_trunc('day', m.joined_at) then 'day'
                when m.joined_at = date_trunc('minute', m.joined_at) then 'minute' else 'second' end as resolution
    from memberships m join scope_chats c on c.chat_id = m.chat_id
    union all
    -- day < minute < second also in the alphabet: the coarsest resolution counts.
    select m.person_id, m.chat_id, 'speak', min(m.sent_at), min(m.resolution)
    from messages m join scope_chats c on c.chat_id = m.chat_id
    where m.effective and m.person_id is not null and m.sent_at is not null
    group by m.person_id, m.chat_id
    union all
    select person_id, cast(null as text), case when day = first_day then 'first_order' else 'repurchase' end,
           paid_at, paid_resolution
    from valid_orders where place = 1
    union all
    select person_id, chat_id, 'coupon', issued_at, 'second' from coupons
    union all
    select person_id, chat_id, 'redeemed', redeemed_at, 'second' from coupons
    union all
    select inviter_id, chat_id, 'invite', sent_at, 'second' from invites
    union all
    select person_id, chat_id, step, happened_at, resolution from events
)
select m.person_id, m.chat_id, m.step, m.happened_at,
       case when m.happened_at = date_trunc('day', m.happened_at) then 'day' else m.resolution end as resolution
from moments m
left join scope_chats c on c.chat_id = m.chat_id
where m.person_id is not null and m.happened_at is not null and cast(m.happened_at as date) <= $last_day
  and m.person_id not in (select person_id from barred)
  and (c.chat_id is not null
       or (m.chat_id is null and ($all_chats or m.person_id in (select person_id from seen))))
order by m.person_id, m.happened_at, m.step
