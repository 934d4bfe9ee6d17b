-- One row a chat × person × time in the group. Joins less than 24 h apart are one (renames, network): only a leave
-- after the last of them ends it. A leave of which the day alone is known lies after a join of that day.
with roster as (
    select m.chat_id, i.person_id, m.joined_at, m.left_at, m.left_how, m.join_channel, v.person_id as inviter_id,
           m.batch, m.part, m.source_row
    from member_rows m
    join identities i on i.alias_id = m.alias_id
    left join identities v on v.alias_id = m.inviter_alias_id
    where m.visible and (m.chat_id is not null or m.joined_at is not null)
), moved as (
    select m.chat_id, i.person_id, m.kind, m.happened_at, m.channel, v.person_id as inviter_id, m.batch, m.part, m.source_row
    from movement_rows m
    join identities i on i.alias_id = m.alias_id
    left join identities v on v.alias_id = m.by_alias_id
    where m.visible and m.kind in ('join', 'leave', 'remove') and m.happened_at is not null
), joins as (
    select chat_id, person_id, joined_at, join_channel, inviter_id, batch, part, source_row from roster where joined_at is not null
    union all
    select chat_id, person_id, happened_at, channel, inviter_id, batch, part, source_row from moved where kind = 'join'
), leaves as (
    select chat_id, person_id, left_at, coalesce(left_how, '未知') as left_how from roster where left_at is not null
    union all
    select chat_id, person_id, happened_at, case kind when 'remove' then '移出' else '主动' end from moved where kind in ('leave', 'remove')
), marked as (
    select *, case when lag(joined_at) over person is null
                     or joined_at - lag(joined_at) over person >= interval 24 hour then 1 else 0 end as starts
    from joins window person as (partition by chat_id, person_id order by joined_at, batch, part, source_row)
), numbered as (
    select *, sum(starts) over (partition by chat_id, person_id order by joined_at, batch, part, source_row
                                rows unbounded preceding) as spell
    from marked
), begun as (
    select chat_id, person_id, spell, min(joined_at) as joined_at, max(joined_at) as last_joined_at, min(join_channel) as join_channel,
           min(inviter_id) as inviter_id, min(batch) as batch, arg_min(part, (batch, part, source_row)) as part,
           arg_min(source_row, (batch, part, source_row)) as source_row
    from numbered group by chat_id, person_id, spell
), bounded as (
    select *, lead(joined_at) over (partition by chat_id, person_id order by spell) as next_joined_at from begun
), ended as (
    select b.chat_id, b.person_id, b.spell, min(l.left_at) as left_at, arg_min(l.left_how, l.left_at) as left_how
    from bounded b
    join leaves l on l.chat_id is not distinct from b.chat_id and l.person_id = b.person_id
     and (l.left_at >= b.last_joined_at
          or l.left_at = date_trunc('day', l.left_at) and l.left_at = date_trunc('day', b.last_joined_at))
     and (b.next_joined_at is null or l.left_at < b.next_joined_at)
    group by b.chat_id, b.person_id, b.spell
), undated as (
    select r.chat_id, r.person_id, min(r.batch) as batch, arg_min(r.part, (r.batch, r.part, r.source_row)) as part,
           arg_min(r.source_row, (r.batch, r.part, r.source_row)) as source_row
    from roster r
    where not exists (select 1 from joins j where j.chat_id is not distinct from r.chat_id and j.person_id = r.person_id)
    group by r.chat_id, r.person_id
    union all
    select m.chat_id, m.person_id, min(m.batch), arg_min(m.part, (m.batch, m.part, m.source_row)),
           arg_min(m.source_row, (m.batch, m.part, m.source_row))
    from moved m
    where not exists (select 1 from joins j where j.chat_id is not distinct from m.chat_id and j.person_id = m.person_id)
      and not exists (select 1 from roster r where r.chat_id is not distinct from m.chat_id and r.person_id = m.person_id)
    group by m.chat_id, m.person_id
), undated_leaves as (
    select chat_id, person_id, max(left_at) as left_at, arg_max(left_how, left_at) as left_how from leaves group by chat_id, person_id
)
select b.chat_id, b.person_id, b.joined_at, e.left_at, e.left_how, b.join_channel, b.inviter_id, b.batch, b.part, b.source_row,
       exists (select 1 from roster r where r.chat_id is not distinct from b.chat_id and r.person_id = b.person_id) as from_roster
from bounded b
left join ended e on e.chat_id is not distinct from b.chat_id and e.person_id = b.person_id and e.spell = b.spell
union all
select u.chat_id, u.person_id, null, l.left_at, l.left_how, null, null, u.batch, u.part, u.source_row,
       exists (select 1 from roster r where r.chat_id is not distinct from u.chat_id and r.person_id = u.person_id)
from undated u
left join undated_leaves l on l.chat_id is not distinct from u.chat_id and l.person_id = u.person_id
