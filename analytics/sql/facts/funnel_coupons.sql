-- One row a person: the name of the first coupon they were given, up to $last_day.
with given as (
    select person_id, name, row_number() over (partition by person_id order by issued_at, name) as place
    from coupons
    where person_id is not null and name is not null and cast(issued_at as date) <= $last_day
)
select person_id, name from given where place = 1
