-- One row: the last covered day of the orders and of the sign-ups; NULL where there are none.
select max(case when v.table_name = 'orders' then v.last_day end) as orders_until,
       max(case when v.table_name = 'events' then v.last_day end) as events_until,
       max(case when v.table_name = 'posts' then v.last_day end) as posts_until
from coverage v
