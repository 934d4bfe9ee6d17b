-- One row a person seen in a chosen chat: the one they last spoke in up to $as_of, else the one they are a member of.
with seen as (
    -- Names become people only once the days are few rows; who has two names in a chat has two rows, the later one first.
    select i.person_id, d.chat_id, d.day
    from (select r.chat_id, r.alias_id, max(r.day) as day
          from member_days_rows r join scope_chats c on c.chat_id = r.chat_id
          where r.day <= $as_of group by r.chat_id, r.alias_id) d
    join identities i on i.alias_id = d.alias_id
    union all
    select m.person_id, m.chat_id, null
    from memberships m join scope_chats c on c.chat_id = m.chat_id
    where m.left_at is null and m.person_id is not null
), ranked as (
    select person_id, chat_id,
           row_number() over (partition by person_id order by case when day is null then 1 else 0 end, day desc, chat_id) as place
    from seen
)
select person_id, chat_id from ranked where place = 1
