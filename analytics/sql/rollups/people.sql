-- One row a person: the name a member list gives, else the one used in the group, else the buyer's.
with used as (
    select alias_id, 3 as weight from member_rows where visible
    union all
    select distinct alias_id, 2 from message_rows where visible
    union all
    select distinct alias_id, 1 from order_rows where visible
), weighed as (
    select alias_id, max(weight) as weight from used where alias_id is not null group by alias_id
), named as (
    select i.person_id, i.ambiguous, coalesce(nullif(a.name, ''), nullif(a.phone, ''), a.platform_id) as name,
           coalesce(w.weight, 0) as weight, a.name <> '' as has_name
    from found_identities i
    join known_aliases a on a.alias_id = i.alias_id
    left join weighed w on w.alias_id = i.alias_id
), bearers as (
    select i.person_id, max(n.bearers) as bearers
    from found_identities i
    join (
        select r.alias_id, s.batch, count(*) as bearers
        from sightings s join member_rows r on r.key = s.key and r.content = s.content
        where s.table_name = 'members' group by r.alias_id, s.batch
    ) n on n.alias_id = i.alias_id
    join known_aliases a on a.alias_id = i.alias_id and a.platform_id = '' and a.phone = ''
    group by i.person_id
)
select n.person_id, arg_max(n.name, (n.has_name, n.weight, n.name)) as display_name,
       bool_or(n.ambiguous) or coalesce(max(b.bearers), 1) > 1 as ambiguous, coalesce(max(b.bearers), 1) as bearers
from named n left join bearers b on b.person_id = n.person_id
group by n.person_id
