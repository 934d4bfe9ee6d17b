-- One row a person × local day with a message or a participation in the chosen chats up to $as_of.
-- Days on which somebody was on the shop's side are left out; taking part counts once a day, however it was noticed.
with operators as (
    select distinct s.person_id, s.valid_from, s.valid_to
    from staff s
    join scope_chats c on c.chat_id = s.chat_id
), days as (
    select i.person_id, d.day, d.messages, d.effective, d.participations
    from member_days_rows d
    join scope_chats c on c.chat_id = d.chat_id
    join identities i on i.alias_id = d.alias_id
    where d.day <= $as_of
    union all
    select e.person_id, cast(e.happened_at as date), 0, 0, 1
    from events e
    join scope_chats c on c.chat_id = e.chat_id
    where e.step in ('接龙', '打卡', '投票') and e.person_id is not null and cast(e.happened_at as date) <= $as_of
)
select d.person_id, d.day, cast(sum(d.messages) as bigint) as messages, cast(sum(d.effective) as bigint) as effective,
       cast(sum(d.effective) + least(sum(d.participations), 1) as bigint) as interactions
from days d
left join operators o on not $include_staff and o.person_id = d.person_id
     and coalesce(d.day >= o.valid_from, true) and coalesce(d.day <= o.valid_to, true)
where o.person_id is null
group by d.person_id, d.day
order by d.person_id, d.day
