-- One row a product whose margin somebody typed: the share of net sales that is left.
select c.key as item, cast(c.value as double) as margin
from corrections c
where c.kind = 'margin'
order by c.key
