-- One row a person × step × thing (item, NULL: not named) × day from $first_day to $as_of, of a chosen chat or of none that is named
-- (chat_id NULL): what sheets of events say of members; the shop's own people are left out.
select e.person_id, e.chat_id, e.step, e.item, cast(e.happened_at as date) as day
from events e
left join scope_chats c on c.chat_id = e.chat_id
where e.person_id is not null and e.step <> '接龙' and cast(e.happened_at as date) between $first_day and $as_of
  and (c.chat_id is not null or e.chat_id is null)
  and e.person_id not in (select person_id from staff where person_id is not null)
group by e.person_id, e.chat_id, e.step, e.item, cast(e.happened_at as date)
union
select k.person_id, k.chat_id, '用券', k.name, cast(k.redeemed_at as date)
from coupons k
left join scope_chats c on c.chat_id = k.chat_id
where k.person_id is not null and cast(k.redeemed_at as date) between $first_day and $as_of
  and (c.chat_id is not null or k.chat_id is null)
order by 5, 1, 3
