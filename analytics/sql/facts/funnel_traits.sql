-- One row a person × moment × step of scope_steps (step): what is known of it, to break a path down by: channel,
-- inviter_id, item, store, category (of the post it belongs to). A person's rows of one moment: the first by name.
with moments as (
    select m.person_id, 'join' as step, m.joined_at as happened_at, m.join_channel as channel, m.inviter_id,
           cast(null as text) as item, cast(null as text) as store, cast(null as text) as category
    from memberships m join scope_chats c on c.chat_id = m.chat_id
    union all
    select o.person_id, o.kind, o.paid_at, o.channel, o.referrer_id, o.product, o.store, null
    from (
        select o.*, k.kind from orders o
        join (select 'order' as kind union select 'first_order' union select 'repurchase') k on true
        where o.gross - coalesce(o.refund, 0) > 0
    ) o
    union all
    select person_id, 'coupon', issued_at, channel, null, name, store, null from coupons
    union all
    select person_id, 'redeemed', redeemed_at, channel, null, name, store, null from coupons
    union all
    select e.person_id, e.step, e.happened_at, null, null, e.item, null, p.category
    from events e left join posts p on p.post_id = e.post_id
)
select m.person_id, m.happened_at, m.channel, m.inviter_id, m.item, m.store, m.category
from moments m join scope_steps s on s.step = m.step
where m.person_id is not null and m.happened_at is not null
order by m.person_id, m.happened_at, m.channel, m.inviter_id, m.item, m.store, m.category
