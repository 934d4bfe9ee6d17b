-- One row a post that a person looked at: what the rules had said then (undecided where nothing), and what the person says.
select k.key as post_id, k.value as said, c.value as truth, p.text, p.posted_at
from corrections k
join corrections c on c.kind = 'category' and c.key = k.key
left join posts p on p.post_id = k.key
where k.kind = 'category_checked'
order by k.key
