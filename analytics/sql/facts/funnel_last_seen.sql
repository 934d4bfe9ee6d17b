-- One row a person: the last day with a message in a chosen chat, the last with a valid order, up to $last_day, and the
-- chat they were last in (by a message, else by joining): where they can be written to.
with spoke as (
    -- Names become people only once the days are few rows; who has two names in a chat has two rows, the later one first.
    select i.person_id, d.chat_id, d.day
    from (select r.chat_id, r.alias_id, max(r.day) as day
          from member_days_rows r join scope_chats c on c.chat_id = r.chat_id
          where r.day <= $last_day group by r.chat_id, r.alias_id) d
    join identities i on i.alias_id = d.alias_id
), stood as (
    select person_id, chat_id, day, 1 as said from spoke
    union all
    select m.person_id, m.chat_id, cast(m.joined_at as date), 0
    from memberships m join scope_chats c on c.chat_id = m.chat_id where m.left_at is null
), places as (
    select person_id, chat_id, case when said = 1 then day end as day,
           row_number() over (partition by person_id order by said desc, day desc, chat_id) as place
    from stood
), bought as (
    select person_id, max(cast(paid_at as date)) as day from orders
    where person_id is not null and cast(paid_at as date) <= $last_day
      and coalesce(status, 'paid') in ('paid', 'partially_refunded', 'refunded') and gross - coalesce(refund, 0) > 0
    group by person_id
), left_chats as (
    select m.person_id, max(cast(m.left_at as date)) as day
    from memberships m join scope_chats c on c.chat_id = m.chat_id
    where cast(m.left_at as date) <= $last_day
    group by m.person_id having count(m.left_at) = count(*)
)
select p.person_id, s.chat_id, s.day as last_said_on, b.day as last_paid_on, l.day as left_on
from (select person_id from places union select person_id from bought union select person_id from left_chats) p
left join places s on s.person_id = p.person_id and s.place = 1
left join bought b on b.person_id = p.person_id
left join left_chats l on l.person_id = p.person_id
order by p.person_id
