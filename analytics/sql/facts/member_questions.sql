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
    select m.chat_id, i.person_id, m.sent_at, m.key, o.person_id is not null as by_shop,
           m.text_reason is null and m.context_reason is null and regexp_matches(coalesce(m.text, ''), $question)
               and o.person_id is null and cast(m.sent_at as date) <= $end_day as asks
    from message_rows m
    join scope_chats c on c.chat_id = m.chat_id
    join identities i on i.alias_id = m.alias_id
    left join operators o on o.chat_id = m.chat_id and o.person_id = i.person_id
         and coalesce(cast(m.sent_at as date) >= o.valid_from, true) and coalesce(cast(m.sent_at as date) <= o.valid_to, true)
    where m.visible and m.sent_at is not null and m.resolution <> 'day' and m.text_reason is distinct from 'system'
      and m.sent_at >= $start_day
), begun as (
    select l.*, case when person_id = lag(person_id) over (partition by chat_id order by sent_at, key) then 0 else 1 end as begins
    from lines l
), numbered as (
    select b.*, sum(begins) over (partition by chat_id order by sent_at, key rows between unbounded preceding and current row) as turn
    from begun b
), turns as (
    select chat_id, turn, min(case when by_shop then sent_at end) as by_shop_at, min(case when not by_shop then sent_at end) as by_member_at,
           arg_min(key, (sent_at, key)) filter (where asks) as asking_key
    from numbered
    group by chat_id, turn
), answered as (
    -- Backwards, so that each turn only looks at the one after it: a window to the end of the record takes 17 s on a million lines.
    select t.*, min(by_shop_at) over later as staff_at, min(by_member_at) over later as member_at
    from turns t
    window later as (partition by chat_id order by turn desc rows between unbounded preceding and 1 preceding)
), asked as (
    select a.chat_id, i.person_id, m.sent_at, m.text, a.staff_at, a.member_at
    from answered a
    join message_rows m on m.key = a.asking_key and m.visible and m.chat_id = a.chat_id
    join identities i on i.alias_id = m.alias_id
)
select a.chat_id, a.person_id, a.sent_at, a.text, a.staff_at, a.member_at, e.until_at,
       exists (select 1 from operators o where o.chat_id = a.chat_id) as shop_known
from asked a
join ends e on e.chat_id = a.chat_id
order by a.sent_at, a.chat_id, a.person_id
