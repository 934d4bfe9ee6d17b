-- One row a person × step × session (item, NULL: not named) × day up to $as_of: signed up, attended, watched or came.
-- minutes: the longest that is stated. Own staff is left out; events of no group count for every choice of groups.
select e.person_id, e.step, e.item, cast(e.happened_at as date) as day, max(e.minutes) as minutes
from events e
left join scope_chats c on c.chat_id = e.chat_id
where e.step in ('报名', '到课', '直播观看', '到店') and e.person_id is not null and cast(e.happened_at as date) <= $as_of
  and ($all_chats or e.chat_id is null or c.chat_id is not null)
  and ($include_staff or e.person_id not in (
      select s.person_id from staff s
      where coalesce(s.valid_from <= $as_of, true) and coalesce(s.valid_to >= $as_of, true)))
group by e.person_id, e.step, e.item, cast(e.happened_at as date)
order by cast(e.happened_at as date), e.step, e.item, e.person_id
