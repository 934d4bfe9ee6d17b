-- One row a chat × person on the operator's side, and the days it was so, both inclusive (NULL: open).
-- chat_id NULL in roles: in every chat of the shop of which nothing else is said.
select c.chat_id, r.person_id, bool_or(r.role = '机器人') as bot,
       case when count(r.valid_from) = count(*) then min(r.valid_from) end as valid_from,
       case when count(r.valid_to) = count(*) then max(r.valid_to) end as valid_to
from roles r join known_chats c on r.chat_id is null or r.chat_id = c.chat_id
where r.role in ('群主', '管理员', '运营', '客服', '机器人', '氛围组')
  and not (r.chat_id is null and exists (
      select 1 from roles o where o.person_id = r.person_id and o.chat_id = c.chat_id))
group by c.chat_id, r.person_id
