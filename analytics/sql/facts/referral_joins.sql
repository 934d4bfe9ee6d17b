-- One row a member whom somebody brought into a chosen chat, neither of them of the shop that day, at the first such joining up to
-- $as_of.
-- left_on: NULL while there. effective: useful messages in that chat since. first_paid_on: first valid order ever.
with came as (
    select m.inviter_id, m.person_id as invitee_id, m.chat_id, cast(m.joined_at as date) as joined_on
    from memberships m
    join scope_chats c on c.chat_id = m.chat_id
    where m.inviter_id is not null and m.joined_at is not null
    union
    select i.inviter_id, i.invitee_id, i.chat_id, cast(i.joined_at as date)
    from invites i
    left join scope_chats c on c.chat_id = i.chat_id
    where i.inviter_id is not null and i.invitee_id is not null and i.joined_at is not null
      and (c.chat_id is not null or i.chat_id is null)
), operators as (
    -- 我 is whose phone the chat was exported from: the shop itself.
    select person_id, valid_from, valid_to from staff union select person_id, null, null from known_people where display_name = '我'
), placed as (
    select c.*, row_number() over (partition by invitee_id order by joined_on, inviter_id, chat_id) as place
    from came c
    where inviter_id <> invitee_id and joined_on <= $as_of
      and not exists (
          select 1 from operators o where o.person_id in (c.inviter_id, c.invitee_id)
            and coalesce(c.joined_on >= o.valid_from, true) and coalesce(c.joined_on <= o.valid_to, true))
), first_one as (
    select inviter_id, invitee_id, chat_id, joined_on from placed where place = 1
), gone as (
    select f.invitee_id, max(case when m.left_at is null then 1 else 0 end) as there, max(cast(m.left_at as date)) as left_on
    from first_one f
    join memberships m on m.person_id = f.invitee_id and (m.chat_id = f.chat_id or f.chat_id is null)
    group by f.invitee_id
), missing as (
    select f.invitee_id, min(r.by_day) as by_day
    from first_one f
    join roster_changes r on r.person_id = f.invitee_id and r.chat_id = f.chat_id and r.change = 'left' and r.by_day > f.joined_on
    group by f.invitee_id
), talk as (
    select f.invitee_id, cast(sum(d.effective) as bigint) as effective
    from first_one f
    join said_days d on d.person_id = f.invitee_id and (d.chat_id = f.chat_id or f.chat_id is null)
    where d.day >= f.joined_on and d.day <= $as_of
    group by f.invitee_id
), bought as (
    select o.person_id, min(cast(o.paid_at as date)) as first_paid_on,
           cast(sum((o.gross - coalesce(o.refund, 0)) * 100) as bigint) as cents
    from orders o
    where cast(o.paid_at as date) <= $as_of and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
      and o.gross - coalesce(o.refund, 0) > 0
    group by o.person_id
)
select f.inviter_id, f.invitee_id, f.chat_id, f.joined_on,
       case when coalesce(g.there, 1) = 0 and g.left_on <= $as_of then g.left_on
            when m.by_day <= $as_of then m.by_day end as left_on,
       coalesce(t.effective, 0) as effective, b.first_paid_on, coalesce(b.cents, 0) as cents
from first_one f
left join gone g on g.invitee_id = f.invitee_id
left join missing m on m.invitee_id = f.invitee_id
left join talk t on t.invitee_id = f.invitee_id
left join bought b on b.person_id = f.invitee_id
order by f.joined_on, f.invitee_id
