-- One row a step that somebody in the chosen chats took, up to $last_day: how many people (without the operator's own
-- people and names that several people carry). Steps as in funnel_events.
with operators as (
    select distinct s.person_id from staff s join scope_chats c on c.chat_id = s.chat_id
    where coalesce(s.valid_from <= $last_day, true) and coalesce(s.valid_to >= $start_day, true)
), barred as (
    select person_id from people where ambiguous
    union
    select person_id from operators where not $include_staff
), seen as (
    select m.person_id from memberships m join scope_chats c on c.chat_id = m.chat_id
    union
    select d.person_id from member_days d join scope_chats c on c.chat_id = d.chat_id
), buying_days as (
    select o.person_id, cast(o.paid_at as date) as day,
           min(cast(o.paid_at as date)) over (partition by o.person_id) as first_day
    from orders o
    where o.person_id is not null and o.paid_at is not null
      and o.person_id not in (select person_id from resellers)
      and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
      and o.gross - coalesce(o.refund, 0) > 0
), links as (
    select inviter_id, invitee_id, cast(joined_at as date) as day from invites where joined_at is not null
    union
    select inviter_id, person_id, cast(joined_at as date) from memberships where inviter_id is not null
), taken as (
    select m.person_id, m.chat_id, 'join' as step, cast(m.joined_at as date) as day from memberships m
    union all
    select m.person_id, m.chat_id, 'leave', cast(m.left_at as date) from memberships m
    union all
    select d.person_id, d.chat_id, 'speak', min(d.day) from member_days d
    where d.effective > 0 and not d.staff group by d.person_id, d.chat_id
    union all
    select m.person_id, m.chat_id, m.mark, cast(m.sent_at as date) from messages m where m.mark is not null
    union all
    select person_id, null, case when day = first_day then 'first_order' else 'repurchase' end, day from buying_days
    union all
    select person_id, null, 'order', day from buying_days
    union all
    select o.person_id, null, 'refund', cast(coalesce(o.updated_at, o.paid_at) as date) from orders o where o.refund > 0
    union all
    select person_id, chat_id, 'coupon', cast(issued_at as date) from coupons
    union all
    select person_id, chat_id, 'redeemed', cast(redeemed_at as date) from coupons
    union all
    select inviter_id, chat_id, 'invite', cast(sent_at as date) from invites
    union all
    select inviter_id, null, 'invited_join', day from links
    union all
    select l.inviter_id, null, 'invited_order', b.day from links l
    join buying_days b on b.person_id = l.invitee_id and b.day = b.first_day and b.day >= l.day
    union all
    select e.person_id, e.chat_id, e.step, cast(e.happened_at as date) from events e
)
select step, count(*) as people
from (
    select distinct t.step, t.person_id
    from taken t
    left join scope_chats c on c.chat_id = t.chat_id
    where t.person_id is not null and t.day <= $last_day and t.step is not null
      and t.person_id not in (select person_id from barred)
      and (c.chat_id is not null
           or (t.chat_id is null and ($all_chats or t.person_id in (select person_id from seen))))
) people_of_steps
group by step
order by step
