-- One row a person with a side in a pair of sources: member (on a member list), speaker, buyer (a valid order), signer
-- (接龙 or sign-up); 1 or 0 each. The operator's people and those who order for others are left out.
with sides as (
    select m.person_id, 'member' as side from memberships m where m.from_roster
    union
    select i.person_id, 'speaker'
    from (select distinct alias_id from member_days_rows) d
    join identities i on i.alias_id = d.alias_id
    union
    select o.person_id, 'buyer' from orders o
    where o.person_id is not null and coalesce(o.status, 'paid') in ('paid', 'partially_refunded', 'refunded')
      and o.gross - coalesce(o.refund, 0) > 0
    union
    select e.person_id, 'signer' from events e where e.person_id is not null
)
select s.person_id, max(case when s.side = 'member' then 1 else 0 end) as member,
       max(case when s.side = 'speaker' then 1 else 0 end) as speaker,
       max(case when s.side = 'buyer' then 1 else 0 end) as buyer,
       max(case when s.side = 'signer' then 1 else 0 end) as signer,
       max(case when p.ambiguous then 1 else 0 end) = 1 as ambiguous
from sides s
join known_people p on p.person_id = s.person_id
where s.person_id not in (select person_id from staff) and s.person_id not in (select person_id from resellers)
group by s.person_id
order by s.person_id
