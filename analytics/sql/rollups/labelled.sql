-- One row a text of relation labelled(place, text): the category that its words give it and the words that decided.
with heard as (
    select cast(place as text) as post_id, 'text' as kind, text, lower(text) as small from labelled
), {{points}})
select cast(post_id as bigint) as place, {{category}} as category, {{reason}} as reason
from scored
order by 1
