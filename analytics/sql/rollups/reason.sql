-- An expression over the words of points.sql: those that decided, or kind_<kind>, no_text, no_word, tie.
case {{category}}
     when 'promotion' then coalesce(
         nullif(array_to_string(promotion_strong || prices[1:1] || promotion_words, ' · '), ''), 'kind_' || kind)
     when 'knowledge' then array_to_string(knowledge_strong || knowledge_words, ' · ')
     when 'fun' then coalesce(nullif(array_to_string(fun_strong || fun_words, ' · '), ''), 'kind_' || kind)
     else case when trim(text) = '' then 'no_text'
               when promotion_points + knowledge_points + fun_points = 0 then 'no_word' else 'tie' end
end
