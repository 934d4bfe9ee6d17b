-- One row a post of a content sheet that does not say its category: what its words say.
with heard as (
    select post_id, form as kind, concat_ws(' ', title, text) as text, lower(concat_ws(' ', title, text)) as small
    from posts where message_key is null and category is null
), {{points}})
select post_id, {{category}} as category, {{reason}} as reason
from scored
