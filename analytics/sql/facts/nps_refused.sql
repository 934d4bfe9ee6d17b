-- One row: answers in the files that are no score of 0 to 10 and no yes or no.
select count(*) as refused from rejections r
where r.table_name = 'scores' and r.code in ('score_out_of_range', 'number_unreadable')
