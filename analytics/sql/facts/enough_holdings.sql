-- One row: how much of each kind the shop holds; what the views ask before they can say anything.
select
    (select count(*) from member_days) as talk_days,
    (select coalesce(max(recorded_days), 0) from chat_coverage) as recorded_days,
    (select count(*) from chats) as chats,
    (select count(distinct chat_id) from memberships where from_roster) as listed_chats,
    (select count(distinct chat_id) from head_counts) as counted_chats,
    (select count(distinct person_id) from memberships where from_roster) as listed_people,
    (select count(distinct person_id) from memberships where joined_at is not null) as joined_people,
    (select count(distinct person_id) from memberships where left_at is not null) as left_people,
    (select count(distinct person_id) from staff) as staff,
    (select count(*) from orders where gross is not null) as orders,
    (select count(distinct o.person_id) from orders o) as buyers,
    (select count(distinct o.person_id) from orders o join memberships m on m.person_id = o.person_id) as member_buyers,
    (select count(*) from posts) as posts,
    (select count(*) from events) as events
