-- An expression over the points of points.sql: the kind with most of them, NULL where two have equally many.
case when promotion_points > knowledge_points and promotion_points > fun_points then 'promotion'
     when knowledge_points > promotion_points and knowledge_points > fun_points then 'knowledge'
     when fun_points > promotion_points and fun_points > knowledge_points then 'fun' end
