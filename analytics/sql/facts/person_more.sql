-- One row a thing lists state of the person $person that has no day: the birthday (birthday, lunar_birthday), or one tag.
select b.birthday, b.lunar_birthday, cast(null as text) as tag from birthdays b where b.person_id = $person
union all
select null, null, t.tag from tags t where t.person_id = $person
