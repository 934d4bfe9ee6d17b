-- One row a person × local day with a message or a participation in the chosen chats up to $as_of.
-- Days on which somebody was on the shop's side are left out; taking part counts once a day.
with operators as (
    select distinct s.person_id, s.valid_from, s.valid_to
    from staff s
    join scope_chats c on c.chat_id = s.chat_id
)
select i.person_id, d.day, cast(sum(d.messages) as bigint) as messages, cast(sum(d.effective) as bigint) as effective,
       cast(sum(d.effective) + least(sum(d.participations), 1) as bigint) as interactions
from member_days_rows d
join scope_chats c on c.chat_id = d.chat_id
join identities i on i.alias_id = d.alias_id
left join operators o on not $include_staff and o.person_id = i.person_id
     and coalesce(d.day >= o.valid_from, true) and coalesce(d.day <= o.valid_to, true)
where d.day <= $as_of and o.person_id is null
group by i.person_id, d.day
order by i.person_id, d.day
