-- One row a person × squad: the first day from $start_day to $end_day on which they came to a shop (a visit, or a coupon
-- used in a shop; NULL: none). Own staff is left out; of chosen groups only whoever was seen in them.
with seen as (
    select distinct s.person_id from seen_in s join scope_chats c on c.chat_id = s.chat_id
), visits as (
    select e.person_id, cast(e.happened_at as date) as day from events e where e.step = '到店'
    union all
    select k.person_id, cast(k.redeemed_at as date) as day from coupons k where k.store is not null
), first as (
    select v.person_id, min(v.day) as visited_on
    from visits v where v.day between $start_day and $end_day group by v.person_id
)
select t.person_id, t.tag as squad, f.visited_on
from tags t
left join first f on f.person_id = t.person_id
where t.kind = 'squad'
  and ($all_chats or t.person_id in (select person_id from seen))
  and ($include_staff or t.person_id not in (
      select s.person_id from staff s
      where coalesce(s.valid_from <= $as_of, true) and coalesce(s.valid_to >= $as_of, true)))
order by t.tag, t.person_id
