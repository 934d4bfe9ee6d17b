-- One row a person with any of: talk in a chosen chat, an order, somebody brought along; all up to $as_of.
-- interactions and referrals of the last days asked for, effective messages ever, weeks of the last twelve with talk.
with talked as (
    select d.person_id,
           sum(case when date_diff('day', d.day, $as_of) < $interaction_days then d.interactions else 0 end) as interactions,
           sum(d.effective) as effective,
           count(distinct case when d.interactions > 0 and date_diff('day', d.day, $as_of) < 84
                               then date_diff('day', d.day, $as_of) - date_diff('day', d.day, $as_of) % 7 end) as active_weeks
    from member_days d
    join scope_chats c on c.chat_id = d.chat_id
    where d.day <= $as_of
    group by d.person_id
), bought as (
    select o.person_id, cast(sum((o.gross - coalesce(o.refund, 0)) * 100) as bigint) as cents
    from orders o
    where o.person_id is not null and o.person_id not in (select person_id from resellers)
      and cast(o.paid_at as date) <= $as_of and date_diff('day', cast(o.paid_at as date), $as_of) < $spend_days
      and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
      and o.gross - coalesce(o.refund, 0) > 0
    group by o.person_id
), came as (
    select m.inviter_id as person_id, m.person_id as invitee_id, cast(m.joined_at as date) as day
    from memberships m
    join scope_chats c on c.chat_id = m.chat_id
    where m.inviter_id is not null and m.joined_at is not null
    union
    select i.inviter_id, i.invitee_id, cast(i.joined_at as date)
    from invites i
    where i.inviter_id is not null and i.invitee_id is not null and i.joined_at is not null
), brought as (
    select person_id, count(distinct invitee_id) as referrals
    from came
    where invitee_id <> person_id and day <= $as_of and date_diff('day', day, $as_of) < $referral_days
    group by person_id
), everybody as (
    select person_id from talked union select person_id from bought union select person_id from brought
)
select e.person_id, coalesce(t.interactions, 0) as interactions, coalesce(t.effective, 0) as effective,
       coalesce(t.active_weeks, 0) as active_weeks, coalesce(b.cents, 0) as cents, coalesce(r.referrals, 0) as referrals
from everybody e
left join talked t on t.person_id = e.person_id
left join bought b on b.person_id = e.person_id
left join brought r on r.person_id = e.person_id
order by e.person_id
