-- One row a field × value that a step of the path may ask for: item, channel, store, category; said: how often.
select field, value, count(*) as said
from (
    select 'item' as field, product as value from orders
    union all select 'channel', channel from orders
    union all select 'store', store from orders
    union all select 'channel', join_channel from memberships
    union all select 'item', name from coupons
    union all select 'channel', channel from coupons
    union all select 'store', store from coupons
    union all select 'item', item from events
    union all select 'category', category from posts
) v
where value is not null and value <> ''
group by field, value
order by field, said desc, value
