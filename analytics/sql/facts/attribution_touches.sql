-- One row an order (number) × kind of content whose posts its buyer could have seen in the $lookback_days before it, and one row a
-- post (number NULL): how much of it each model of METRICS 7.8 gives them. Relations beside scope_chats: bought(number, person_id,
-- paid_at, cents), stays(chat_id, person_id, from_at, until_at: of who is on a list), places (post_places.sql), steps(step, evidence).
-- evidence: 3 clicked or opened, 2 took part within $reply_minutes, 1 reached, 0 was in the group. Each order keeps its strongest.
with sent as (
    select post_id, chat_id, posted_at, coalesce(category, 'other') as category,
           cast(floor(date_diff('day', date '2000-01-01', cast(posted_at as date)) / $lookback_days) as bigint) as bucket,
           cast(floor(date_diff('minute', timestamp '2000-01-01 00:00:00', posted_at) / $reply_minutes) as bigint) as slot,
           least(coalesce(lead(posted_at) over (partition by chat_id order by posted_at, post_id),
                          posted_at + interval 1 minute * cast($reply_minutes as integer)),
                 posted_at + interval 1 minute * cast($reply_minutes as integer)) as talk_until
    from places
), seated as (
    select chat_id, person_id, from_at, until_at from stays
    union all
    -- Who is on no list sits in a group from their first word in it on.
    select d.chat_id, i.person_id, cast(min(d.day) as timestamp), timestamp '2262-01-01 00:00:00'
    from (select d.chat_id, d.alias_id, min(d.day) as day
          from member_days_rows d join scope_chats c on c.chat_id = d.chat_id group by d.chat_id, d.alias_id) d
    join identities i on i.alias_id = d.alias_id
    where i.person_id in (select person_id from bought)
      and not exists (select 1 from memberships m where m.chat_id = d.chat_id and m.person_id = i.person_id)
    group by d.chat_id, i.person_id
), near as materialized (
    -- Where the buyer of each order sat, first of all: orders held against posts by days alone would be everything by everything.
    select b.number, b.person_id, b.paid_at, y.chat_id, y.from_at, y.until_at,
           cast(floor(date_diff('day', date '2000-01-01', cast(b.paid_at as date)) / $lookback_days) as bigint) - x.back as bucket
    from bought b
    join seated y on y.person_id = b.person_id
    cross join (select unnest([0, 1]) as back) x
), replies as (
    -- Names become people only once a million lines are the few in the talk after a post.
    select s.post_id, s.chat_id, i.person_id, min(s.sent_at) as at
    from (
        select w.post_id, w.chat_id, m.alias_id, min(m.sent_at) as sent_at
        from (
            -- A stretch of talk lies in the slot of its post or the next one: two equal keys instead of a range.
            select post_id, chat_id, posted_at, talk_until, slot + x.ahead as slot
            from sent cross join (select unnest([0, 1]) as ahead) x
        ) w
        join message_rows m on m.chat_id = w.chat_id and m.sent_at > w.posted_at and m.sent_at <= w.talk_until
             and cast(floor(date_diff('minute', timestamp '2000-01-01 00:00:00', m.sent_at) / $reply_minutes) as bigint) = w.slot
        where m.visible and m.resolution <> 'day' and m.context_reason is null
          and (m.text_reason is null or m.text_reason = 'participation')
          and m.sent_at >= $first_day and cast(m.sent_at as date) <= $end_day
        group by w.post_id, w.chat_id, m.alias_id
    ) s
    join identities i on i.alias_id = s.alias_id
    where i.person_id in (select person_id from bought)
    group by s.post_id, s.chat_id, i.person_id
), noted as (
    select e.post_id, e.person_id, max(t.evidence) as evidence, min(e.happened_at) as at
    from events e
    join steps t on t.step = e.step
    where e.post_id is not null and e.person_id in (select person_id from bought)
    group by e.post_id, e.person_id
), present as (
    select n.number, s.post_id, s.category, s.posted_at, case when r.at <= n.paid_at then 2 else 0 end as evidence
    from near n
    join sent s on s.chat_id = n.chat_id and s.bucket = n.bucket and s.posted_at <= n.paid_at
         and s.posted_at >= n.paid_at - interval 1 day * cast($lookback_days as integer)
         and s.posted_at >= n.from_at and s.posted_at <= n.until_at
    left join replies r on r.post_id = s.post_id and r.chat_id = s.chat_id and r.person_id = n.person_id
    union all
    select b.number, s.post_id, s.category, s.posted_at, o.evidence
    from bought b
    join noted o on o.person_id = b.person_id and coalesce(o.at <= b.paid_at, true)
    join sent s on s.post_id = o.post_id and s.posted_at <= b.paid_at
         and s.posted_at >= b.paid_at - interval 1 day * cast($lookback_days as integer)
), once as (
    select number, post_id, any_value(category) as category, max(posted_at) as posted_at, max(evidence) as evidence
    from present
    group by number, post_id
), strongest as (
    select o.*, max(evidence) over (partition by number) as best from once o
), placed as (
    select s.number, s.post_id, s.category, s.best, b.cents, count(*) over (partition by s.number) as n,
           row_number() over (partition by s.number order by s.posted_at, s.post_id) as place,
           -- Only how touches of one order compare counts: the newest has 1, whatever the half-life.
           cast(power(2.0, -date_diff('second', s.posted_at, max(s.posted_at) over (partition by s.number))
                           / (86400.0 * $half_life_days)) as decimal(18, 15)) as fresh
    from strongest s
    join bought b on b.number = s.number
    where s.evidence = s.best
), weighed as (
    -- Decimals, because they add up alike in any order: the same data give the same figures to the last digit.
    select p.*, cast(case when place = n then 1 else 0 end as decimal(18, 15)) as last,
           cast(case when place = 1 then 1 else 0 end as decimal(18, 15)) as first, cast(1.0 / n as decimal(18, 15)) as linear,
           cast(cast(fresh as double) / cast(sum(fresh) over (partition by number) as double) as decimal(18, 15)) as decay,
           cast(case when n = 1 then 1.0 when n = 2 then 0.5 when place in (1, n) then 0.4 else 0.2 / (n - 2) end
                as decimal(18, 15)) as u,
           cast(case when n = 1 then 1.0 when n = 2 then case when place = 1 then 0.25 else 0.75 end
                     when place = n then 0.6 when place = 1 then 0.2 else 0.2 / (n - 2) end as decimal(18, 15)) as j,
           cast(case when n = 1 then 1.0 when n = 2 then case when place = 1 then 0.75 else 0.25 end
                     when place = 1 then 0.6 when place = n then 0.2 else 0.2 / (n - 2) end as decimal(18, 15)) as inverse_j
    from placed p
)
select number, category, post_id, cast(count(*) as bigint) as touches, max(best) as evidence,
       max(case when place = n then post_id end) as last_post,
       cast(sum(last) as double) as last, cast(sum(last * cents) as double) / 100 as net_last,
       cast(sum(first) as double) as first, cast(sum(first * cents) as double) / 100 as net_first,
       cast(sum(linear) as double) as linear, cast(sum(linear * cents) as double) / 100 as net_linear,
       cast(sum(decay) as double) as decay, cast(sum(decay * cents) as double) / 100 as net_decay,
       cast(sum(u) as double) as u, cast(sum(u * cents) as double) / 100 as net_u,
       cast(sum(j) as double) as j, cast(sum(j * cents) as double) / 100 as net_j,
       cast(sum(inverse_j) as double) as inverse_j, cast(sum(inverse_j * cents) as double) / 100 as net_inverse_j,
       cast(sum(cents) as double) / 100 as net_participation
from weighed
group by grouping sets ((number, category), (post_id))
order by number, category, post_id
