-- One row a moment × kind × value of what was said of posts, newest first: how many.
select decided_at, kind, value, count(*) as decisions
from corrections
where kind in ('category', 'category_like', 'category_rule', 'purpose', 'production')
group by decided_at, kind, value
order by decided_at desc, kind, value
