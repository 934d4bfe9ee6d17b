-- One row an import of orders: from which day to which day its sheet speaks.
select v.first_day, v.last_day
from coverage v
where v.table_name = 'orders'
order by v.first_day, v.last_day
