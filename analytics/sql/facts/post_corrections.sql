-- One row a correction of what kind a post is: of one post, or of all posts with the same words but for numbers (one of them).
-- What a sheet states is no rule's word, and a decision about a whole rule says nothing about a text; both are left out.
select post_id, posted_at, truth, said_category, text
from (
    select p.post_id, p.posted_at, p.category as truth, p.said_category,
           case when p.title is not null and p.text is not null then p.title || ' ' || p.text
                else coalesce(p.title, p.text) end as text,
           row_number() over (
               partition by p.category_reason, case when p.category_reason = 'corrected' then p.post_id else p.template end
               order by p.post_id) as place
    from posts p
    where p.category_reason in ('corrected', 'corrected_like') and coalesce(p.said_reason, '') <> 'stated'
) corrected
where place = 1 and text is not null
order by post_id
