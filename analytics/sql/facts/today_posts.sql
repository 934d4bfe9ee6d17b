-- One row a post from $first_day to $last_day; reach and interactions NULL where the sheet does not say.
select p.post_id, cast(p.posted_at as date) as day, p.category, p.title, p.text, p.reach, p.interactions
from posts p
where cast(p.posted_at as date) >= $first_day and cast(p.posted_at as date) <= $last_day
order by p.posted_at, p.post_id
