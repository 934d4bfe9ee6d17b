-- One row a step that anybody in the chosen chats took, up to $last_day: how many rows say so. Steps as in funnel_events;
-- only whether there are any matters, and which step of an events sheet is the commonest.
with operators as (
    select i.alias_id, s.chat_id, s.valid_from, s.valid_to from staff s join identities i on i.person_id = s.person_id
)
select step, cast(sum(said) as bigint) as said
from (
    select 'join' as step, count(m.joined_at) as said
    from memberships m join scope_chats c on c.chat_id = m.chat_id where cast(m.joined_at as date) <= $last_day
    union all
    select 'leave', count(m.left_at)
    from memberships m join scope_chats c on c.chat_id = m.chat_id where cast(m.left_at as date) <= $last_day
    union all
    -- From the stored rows: the view member_days adds up every day of everybody first.
    select 'speak', count(*)
    from member_days_rows d join scope_chats c on c.chat_id = d.chat_id
    left join operators s on s.alias_id = d.alias_id and s.chat_id = d.chat_id
        and coalesce(d.day >= s.valid_from, true) and coalesce(d.day <= s.valid_to, true)
    where d.effective > 0 and d.day <= $last_day and (s.alias_id is null or $include_staff)
    union all
    select m.mark, count(*)
    from message_marks m join scope_chats c on c.chat_id = m.chat_id
    where m.mark <> 'none' and m.day <= $last_day group by m.mark
    union all
    select k.step, case when k.step = 'repurchase' then count(distinct cast(o.paid_at as date)) - 1
                        when k.step = 'refund' then count(case when o.refund > 0 then 1 end) else count(*) end
    from orders o cross join (
        select 'order' as step union all select 'first_order' union all select 'repurchase' union all select 'refund') k
    where o.person_id is not null and cast(o.paid_at as date) <= $last_day
      and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
      and (k.step = 'refund' or o.gross - coalesce(o.refund, 0) > 0)
    group by k.step
    union all
    select 'coupon', count(issued_at) from coupons where person_id is not null and cast(issued_at as date) <= $last_day
    union all
    select 'redeemed', count(redeemed_at) from coupons where person_id is not null and cast(redeemed_at as date) <= $last_day
    union all
    select 'invite', count(sent_at) from invites where inviter_id is not null and cast(sent_at as date) <= $last_day
    union all
    select k.step, count(*)
    from (
        select invitee_id as person_id, joined_at from invites where inviter_id is not null
        union all
        select m.person_id, m.joined_at from memberships m where m.inviter_id is not null
    ) l cross join (select 'invited_join' as step union all select 'invited_order') k
    where cast(l.joined_at as date) <= $last_day
      and (k.step = 'invited_join' or l.person_id in (select person_id from orders))
    group by k.step
    union all
    select e.step, count(*)
    from events e left join scope_chats c on c.chat_id = e.chat_id
    where e.person_id is not null and cast(e.happened_at as date) <= $last_day and (e.chat_id is null or c.chat_id is not null)
    group by e.step
) steps
where step is not null
group by step
having sum(said) > 0
order by step
