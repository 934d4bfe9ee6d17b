-- One row a chosen chat × person × broken rule (a row of a sheet of them) from $start_day to $as_of. A rule whose sheet names no
-- group counts in every chosen chat its person was seen in; the shop's own people are left out.
select coalesce(v.chat_id, s.chat_id) as chat_id, v.person_id, v.rule, v.action, cast(v.happened_at as date) as day
from violations v
left join seen_in s on v.chat_id is null and s.person_id = v.person_id
join scope_chats c on c.chat_id = coalesce(v.chat_id, s.chat_id)
left join staff f on f.chat_id = c.chat_id and f.person_id = v.person_id
     and coalesce(cast(v.happened_at as date) >= f.valid_from, true) and coalesce(cast(v.happened_at as date) <= f.valid_to, true)
where v.person_id is not null and cast(v.happened_at as date) between $start_day and $as_of
  and ($include_staff or f.person_id is null)
order by 1, 2, 5
