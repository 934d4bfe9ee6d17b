-- An expression: what a post is for, where it is certain (S2: 推广 转化 品牌).
case when {{category}} = 'promotion' and regexp_matches(small, {{conversion_words}}) then 'conversion'
     when {{category}} is distinct from 'promotion' and regexp_matches(small, {{brand_words}}) then 'brand' end
