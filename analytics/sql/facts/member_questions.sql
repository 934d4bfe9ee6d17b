-- One row a question of a member in a chosen chat asked from $start_day to $end_day, in turns (several lines in a row ask once).
-- staff_at: when the shop's people spoke next there; member_at: when another member did. until_at: the end of the record.
with operators as (
    select s.chat_id, s.person_id, s.valid_from, s.valid_to from staff s
), ends as (
    select r.chat_id, cast(max(r.day) as timestamp) + interval 1 day as until_at
    from recorded_days r
    join scope_chats c on c.chat_id = r.chat_id
    where r.day <= $as_of
    group by r.chat_id
), lines as (
    select m.chat_id, i.person_id, m.sent_at, m.key, m.text, m.text_reason is null and m.context_reason is null as useful,
           o.person_id is not null as by_shop
    from message_rows m
    join scope_chats c on c.chat_id = m.chat_id
    join identities i on i.alias_id = m.alias_id
    left join operators o on o.chat_id = m.chat_id and o.person_id = i.person_id
         and coalesce(cast(m.sent_at as date) >= o.valid_from, true) and coalesce(cast(m.sent_at as date) <= o.valid_to, true)
    where m.visible and m.sent_at is not null and m.resolution <> 'day' and m.text_reason is distinct from 'system'
      and cast(m.sent_at as date) >= $start_day
), turns as (
    select l.*, case when person_id = lag(person_id) over (partition by chat_id order by sent_at, key) then 0 else 1 end as turn
    from lines l
), numbered as (
    select t.*, sum(turn) over (partition by chat_id order by sent_at, key rows between unbounded preceding and current row) as number
    from turns t
), followed as (
    select n.*,
           min(case when by_shop then sent_at end) over (
               partition by chat_id order by number range between 1 following and unbounded following) as staff_at,
           min(case when not by_shop then sent_at end) over (
               partition by chat_id order by number range between 1 following and unbounded following) as member_at
    from numbered n
), asked as (
    select f.*, row_number() over (partition by f.chat_id, f.number order by f.sent_at, f.key) as place
    from followed f
    where not by_shop and useful and cast(sent_at as date) <= $end_day and regexp_matches(text, $question)
)
select a.chat_id, a.person_id, a.sent_at, a.text, a.staff_at, a.member_at, e.until_at,
       exists (select 1 from operators o where o.chat_id = a.chat_id) as shop_known
from asked a
join ends e on e.chat_id = a.chat_id
where a.place = 1
order by a.sent_at, a.chat_id, a.person_id
