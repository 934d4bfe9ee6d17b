-- One row a chosen chat × member with a known join day from $start_day to $as_of: first join there, first useful word, inviter,
-- channel (how the first join came about, as files name it; NULL: not said).
-- The shop's own people are left out.
with joins as (
    select m.chat_id, m.person_id, min(cast(m.joined_at as date)) as joined_on, max(m.inviter_id) as inviter_id,
           nullif(arg_min(coalesce(m.join_channel, ''), m.joined_at), '') as channel
    from memberships m
    join scope_chats c on c.chat_id = m.chat_id
    where m.joined_at is not null and m.person_id is not null and cast(m.joined_at as date) <= $as_of
    group by m.chat_id, m.person_id
), operators as (
    select distinct s.person_id from staff s join scope_chats c on c.chat_id = s.chat_id
    where coalesce(s.valid_from <= $as_of, true) and coalesce(s.valid_to >= $as_of, true)
)
select j.chat_id, j.person_id, j.joined_on, j.inviter_id is not null as invited, j.channel,
       min(case when d.effective > 0 and d.day >= j.joined_on then d.day end) as spoke_on
from joins j
left join said_days d on d.chat_id = j.chat_id and d.person_id = j.person_id and d.day <= $as_of
left join operators o on o.person_id = j.person_id
where j.joined_on >= $start_day and ($include_staff or o.person_id is null)
group by j.chat_id, j.person_id, j.joined_on, j.inviter_id, j.channel
order by j.chat_id, j.person_id
