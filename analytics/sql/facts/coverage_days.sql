-- One row a group × day from its first to its last recorded day, and one a day with orders on record (chat_id NULL).
-- state: recorded (somebody spoke), quiet (recorded, nobody spoke), hole (not recorded), orders.
with spans as (
    select chat_id, min(day) as first_day, max(day) as last_day from recorded_days group by chat_id
), days as (
    select chat_id, cast(unnest(generate_series(cast(first_day as timestamp), cast(last_day as timestamp), interval 1 day)) as date) as day
    from spans
), spoken as (
    select distinct chat_id, day from member_days_rows where messages > 0
), order_days as (
    select distinct cast(unnest(generate_series(cast(first_day as timestamp), cast(last_day as timestamp), interval 1 day)) as date) as day
    from coverage where table_name = 'orders'
)
select d.chat_id, d.day, case when r.day is null then 'hole' when s.day is null then 'quiet' else 'recorded' end as state
from days d
left join recorded_days r on r.chat_id = d.chat_id and r.day = d.day
left join spoken s on s.chat_id = d.chat_id and s.day = d.day
union all
select cast(null as text), day, 'orders' from order_days
order by 1 nulls last, 2
