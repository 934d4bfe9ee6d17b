-- Two steps of a query: how many points a text (text, small = in lower case, kind; relation heard) has for each kind.
found as (
    select *, list_sort(list_distinct(regexp_extract_all(small, {{promotion_strong}}))) as promotion_strong,
           list_sort(list_distinct(regexp_extract_all(small, {{promotion}}))) as promotion_words,
           list_sort(list_distinct(regexp_extract_all(small, {{price}}))) as prices,
           list_sort(list_distinct(regexp_extract_all(small, {{knowledge_strong}}))) as knowledge_strong,
           list_sort(list_distinct(regexp_extract_all(small, {{knowledge}}))) as knowledge_words,
           list_sort(list_distinct(regexp_extract_all(small, {{fun_strong}}))) as fun_strong,
           list_sort(list_distinct(regexp_extract_all(small, {{fun}}))) as fun_words
    from heard
), scored as (
    select *, {{strong_points}} * len(promotion_strong) + len(promotion_words) + {{price_points}} * least(len(prices), 1)
               + case when kind in ({{promotion_kinds}}) then {{kind_points}} else 0 end as promotion_points,
           {{strong_points}} * len(knowledge_strong) + len(knowledge_words) as knowledge_points,
           {{strong_points}} * len(fun_strong) + len(fun_words)
               + case when kind in ({{fun_kinds}}) then {{kind_points}} else 0 end as fun_points
    from found
