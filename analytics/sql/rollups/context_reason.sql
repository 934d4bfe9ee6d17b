-- Sets message_rows.context_reason: the rules of METRICS 6.2 that need a row's neighbours.
-- Reads relation touched(chat_id, day). Rows of the touched days and a margin around them are judged again,
-- in every chat, since a broadcast shows only across chats. Rows are ordered by (sent_at, key): nothing
-- depends on the order in which files came. Minutes-only stamps are compared as minutes.
update message_rows set context_reason = found.reason
from (
    with touched_days as (
        select distinct day from touched
    ), near_days as (
        select distinct cast(t.day + cast(o.days as integer) as date) as day
        from touched_days t cross join (values (-1), (0), (1)) o(days)
    ), near as (
        -- Texts stay behind: they are fetched again for the few rows whose words matter.
        select m.rowid as row_id, m.key, m.chat_id, m.alias_id, m.sent_at, m.resolution, m.context_reason,
               m.text_reason is null and m.kind not in ('image', 'voice', 'video', 'file', 'merged') as own_words,
               cast(m.sent_at as date) in (select day from touched_days)
                   or cast(m.sent_at - interval '{{margin}} minutes' as date) in (select day from touched_days)
                   or cast(m.sent_at + interval '{{margin}} minutes' as date) in (select day from touched_days)
                   as judged
        from message_rows m
        where m.visible and m.alias_id is not null and m.resolution in ('second', 'minute')
            and m.text_reason is distinct from 'system'
            and cast(m.sent_at as date) in (select day from near_days)
    ), by_sender as (
        select *,
               lag(sent_at) over one_sender as before,
               lead(sent_at) over one_sender as after,
               lag(sent_at, {{flood_messages}}) over one_sender as flood_since
        from near
        window one_sender as (partition by chat_id, alias_id order by sent_at, key)
    ), close_words as (
        select b.row_id, b.key, b.chat_id, b.alias_id, b.sent_at, {{normal}} as words
        from by_sender b join message_rows m on m.rowid = b.row_id
        where b.own_words and (b.before >= b.sent_at - interval '{{duplicate_minutes}} minutes'
                               or b.after <= b.sent_at + interval '{{duplicate_minutes}} minutes')
    ), duplicates as (
        select row_id from (
            select row_id, sent_at, lag(sent_at) over (
                partition by chat_id, alias_id, words order by sent_at, key) as before
            from close_words
        ) where before >= sent_at - interval '{{duplicate_minutes}} minutes'
    ), travellers as (
        select i.person_id from near n join identities i on i.alias_id = n.alias_id
        where n.own_words
        group by i.person_id having count(distinct n.chat_id) >= {{broadcast_groups}}
    ), travelling as (
        select n.row_id, n.chat_id, n.sent_at, i.person_id,
               least(lead(n.sent_at) over one_person - n.sent_at,
                     n.sent_at - lag(n.sent_at) over one_person) as gap
        from near n join identities i on i.alias_id = n.alias_id
        where n.own_words and i.person_id in (select person_id from travellers)
        window one_person as (partition by i.person_id order by n.sent_at, n.key)
    ), same_words as (
        select t.row_id, t.chat_id, t.person_id, t.sent_at, {{normal}} as words
        from travelling t join message_rows m on m.rowid = t.row_id
        where t.gap <= interval '{{broadcast_minutes}} minutes'
    ), spread as (
        select s.row_id, s.person_id, s.words, s.sent_at, count(distinct o.chat_id) as chats
        from same_words s join same_words o on o.person_id = s.person_id and o.words = s.words
            and o.sent_at between s.sent_at and s.sent_at + interval '{{broadcast_minutes}} minutes'
        group by s.row_id, s.person_id, s.words, s.sent_at
        having count(distinct o.chat_id) >= {{broadcast_groups}}
    ), broadcasts as (
        select distinct o.row_id
        from spread s join same_words o on o.person_id = s.person_id and o.words = s.words
            and o.sent_at between s.sent_at and s.sent_at + interval '{{broadcast_minutes}} minutes'
    ), recalled as (
        select distinct n.row_id
        from near n join message_rows m on m.rowid = n.row_id
        join movement_rows v on v.visible and v.kind = 'recall' and v.chat_id = n.chat_id
            and v.detail is not null and v.detail <> ''
            and (v.detail = m.message_id or (v.alias_id = n.alias_id and v.detail = m.text))
            and v.happened_at between n.sent_at and n.sent_at + interval '{{recall_seconds}} seconds'
    ), judged as (
        select b.row_id, b.context_reason as old_reason,
               case when r.row_id is not null then 'recalled'
                    when d.row_id is not null then 'duplicate'
                    when c.row_id is not null then 'broadcast'
                    when b.flood_since >= b.sent_at - case b.resolution
                        when 'second' then interval '{{flood_seconds}} seconds'
                        else interval '{{flood_whole_minutes}} minutes' end then 'flood' end as reason
        from by_sender b
        left join recalled r on r.row_id = b.row_id
        left join duplicates d on d.row_id = b.row_id
        left join broadcasts c on c.row_id = b.row_id
        where b.judged
    )
    select row_id, reason from judged where reason is distinct from old_reason
) as found
where message_rows.rowid = found.row_id
