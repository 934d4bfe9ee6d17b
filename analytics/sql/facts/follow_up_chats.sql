-- One row a person seen in a chosen chat: the one they last spoke in up to $as_of, else the one they are a member of.
with seen as (
    select d.person_id, d.chat_id, max(d.day) as day
    from said_days d join scope_chats c on c.chat_id = d.chat_id
    where d.day <= $as_of and d.person_id is not null
    group by d.person_id, d.chat_id
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
