-- One row an alias of a buyer whose orders all go behind one door.
select o.alias_id, min(o.room) as room
from order_rows o
where o.visible and o.room is not null and o.alias_id is not null
group by o.alias_id
having count(distinct o.room) = 1
