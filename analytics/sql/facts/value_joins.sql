-- One row a member of the chosen chats who is still there on $as_of: the first day of joining any of them; NULL where unknown.
select m.person_id, case when count(m.joined_at) = count(*) then min(cast(m.joined_at as date)) end as first_join
from memberships m
join scope_chats c on c.chat_id = m.chat_id
where m.joined_at is null or cast(m.joined_at as date) <= $as_of
group by m.person_id
having max(case when m.left_at is null or cast(m.left_at as date) >= $as_of then 1 else 0 end) = 1
order by m.person_id
