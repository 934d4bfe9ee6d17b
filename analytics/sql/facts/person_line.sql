-- One row a thing known of $person, whole days of talk as one row: kind, happened_at (NULL: moment unknown), resolution,
-- chat_id, count, effective, cents (net), words (free text), name_id (an alias of the person), other_id (somebody else).
select 'talk' as kind, cast(d.day as timestamp) as happened_at, 'day' as resolution, d.chat_id,
       cast(d.messages as bigint) as count, cast(d.effective as bigint) as effective, cast(null as bigint) as cents,
       cast(null as text) as words, cast(null as bigint) as name_id, cast(null as bigint) as other_id
from member_days d where d.person_id = $person
union all
select 'joined', m.joined_at, null, m.chat_id, null, null, null, m.join_channel, null, m.inviter_id
from memberships m where m.person_id = $person and m.joined_at is not null
union all
select case when m.left_how in ('移出', '请出', '踢出') then 'removed' else 'left' end, m.left_at, null, m.chat_id, null, null, null, null, null, null
from memberships m where m.person_id = $person and m.left_at is not null
union all
select 'named', a.valid_from, 'day', a.chat_id, null, null, null, null, a.alias_id, null
from aliases a where a.person_id = $person and a.name <> ''
union all
select case when coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded') then 'order' else 'order_void' end,
       o.paid_at, o.paid_resolution, o.chat_id, null, null,
       -- As paid: what was given back stands in a row of its own below.
       cast(o.gross * 100 as bigint), o.product, null, null
from orders o where o.person_id = $person and o.gross is not null
union all
select 'refund', coalesce(o.updated_at, o.paid_at), null, o.chat_id, null, null, cast(-o.refund * 100 as bigint), o.product, null, null
from orders o where o.person_id = $person and o.refund > 0
union all
select 'brought_order', o.paid_at, o.paid_resolution, o.chat_id, null, null,
       cast((o.gross - coalesce(o.refund, 0)) * 100 as bigint), o.product, null, o.person_id
from orders o where o.referrer_id = $person and o.gross is not null
union all
select case e.step when '接龙' then 'signed_up' else 'event' end, e.happened_at, e.resolution, e.chat_id,
       cast(e.quantity as bigint), null, cast(e.amount * 100 as bigint), coalesce(e.item, case when e.step <> '接龙' then e.step end), null, null
from events e where e.person_id = $person
union all
select 'coupon_issued', c.issued_at, null, c.chat_id, null, null, null, c.name, null, null
from coupons c where c.person_id = $person and c.issued_at is not null
union all
select 'coupon_redeemed', c.redeemed_at, null, c.chat_id, null, null, null, c.name, null, null
from coupons c where c.person_id = $person and c.redeemed_at is not null
union all
select 'scored', s.asked_at, null, s.chat_id, cast(s.score as bigint), null, null, s.comment, null, null
from scores s where s.person_id = $person
union all
select 'invited', coalesce(v.joined_at, v.sent_at), null, v.chat_id, null, null, null, null, null, v.invitee_id
from invites v where v.inviter_id = $person
union all
select 'invited', m.joined_at, null, m.chat_id, null, null, null, null, null, m.person_id
from memberships m where m.inviter_id = $person and m.joined_at is not null
  and not exists (select 1 from invites v where v.inviter_id = $person and v.invitee_id = m.person_id)
union all
select 'listed', cast(min(r.seen_on) as timestamp), 'day', r.chat_id, cast(count(distinct r.seen_on) as bigint), null, null, null, null, null
from roster_snapshots r where r.person_id = $person group by r.chat_id
union all
-- Missing on a whole list though there before it, and no word after it (the rule of stays.sql): left by then.
select 'gone', cast(min(w.seen_on) as timestamp), 'day', w.chat_id, null, null, null, null, null, null
from (select chat_id, max(cast(joined_at as date)) as joined_on from memberships where person_id = $person
      group by chat_id having count(left_at) < count(*)) m
join (select distinct chat_id, seen_on from roster_snapshots where whole) w on w.chat_id = m.chat_id
left join (select chat_id, max(seen_on) as day from roster_snapshots where whole and person_id = $person group by chat_id) l
     on l.chat_id = m.chat_id
left join (select chat_id, max(day) as day from member_days where person_id = $person group by chat_id) t on t.chat_id = m.chat_id
where coalesce(l.day < w.seen_on, m.joined_on <= w.seen_on, false) and coalesce(m.joined_on <= w.seen_on, true)
  and coalesce(t.day <= w.seen_on, true)
group by w.chat_id
union all
select 'role', r.valid_from, 'day', r.chat_id, null, null, null, r.role, null, null
from roles r where r.person_id = $person and r.role <> '成员'
union all
select 'role_ended', r.valid_to, 'day', r.chat_id, null, null, null, r.role, null, null
from roles r where r.person_id = $person and r.role <> '成员' and r.valid_to is not null
union all
select 'follow_up_' || f.status, coalesce(f.done_at, cast(f.made_on as timestamp)), 'day', null, null, null, null, f.note, null, null
from follow_ups f where f.person_id = $person
union all
select 'violation', v.happened_at, v.resolution, v.chat_id, null, null, null, concat_ws(' · ', v.rule, v.action), null, null
from violations v where v.person_id = $person
