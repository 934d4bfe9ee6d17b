-- One row a person × chat: the first day with something useful said, up to $last_day. (From the stored rows: the view
-- member_days adds up every day of everybody first.)
select i.person_id, d.chat_id, min(d.day) as day
from (
    select r.alias_id, r.chat_id, min(r.day) as day
    from member_days_rows r join scope_chats c on c.chat_id = r.chat_id
    where r.effective > 0 and r.day <= $last_day
    group by r.alias_id, r.chat_id
) d
join identities i on i.alias_id = d.alias_id
group by i.person_id, d.chat_id
