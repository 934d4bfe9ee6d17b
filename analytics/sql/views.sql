-- The canonical tables everything reads. person_id NULL: the row names nobody.
-- One row an alias: the first and the last day anything is known under it.
create or replace view alias_days as
select alias_id, min(first_day) as first_day, max(last_day) as last_day
from (
    select alias_id, min(day) as first_day, max(day) as last_day from member_days_rows group by alias_id
    union all
    select alias_id, min(seen_on), max(seen_on) from snapshot_rows where seen_on is not null group by alias_id
    union all
    select alias_id, cast(min(joined_at) as date), cast(max(coalesce(left_at, joined_at)) as date)
    from member_rows where visible and joined_at is not null group by alias_id
    union all
    select alias_id, cast(min(happened_at) as date), cast(max(happened_at) as date)
    from movement_rows where visible and happened_at is not null group by alias_id
    union all
    select alias_id, cast(min(paid_at) as date), cast(max(paid_at) as date)
    from order_rows where visible and paid_at is not null group by alias_id
    union all
    select alias_id, cast(min(happened_at) as date), cast(max(happened_at) as date)
    from event_rows where visible and happened_at is not null group by alias_id
) seen
where alias_id is not null
group by alias_id;

-- valid_from, valid_to: the first and the last day the name was seen; a name may be in use longer.
create or replace view aliases as
select i.person_id, a.alias_id, a.chat_id, a.platform_id, a.name, a.phone,
       cast(d.first_day as timestamp) as valid_from, cast(d.last_day as timestamp) as valid_to, i.decided_by,
       l.batch_id, w.part, w.source_row
from known_aliases a
left join identities i on i.alias_id = a.alias_id
left join alias_days d on d.alias_id = a.alias_id
left join alias_places w on w.alias_id = a.alias_id
left join import_log l on l.number = w.batch;

-- batch_id, part, source_row: the row that named the person first.
create or replace view people as
with named as (
    select i.person_id, min((w.batch, w.part, w.source_row)) as place
    from identities i join alias_places w on w.alias_id = i.alias_id group by i.person_id
)
select p.person_id, p.display_name, p.ambiguous, l.batch_id, n.place[2] as part, n.place[3] as source_row
from known_people p
left join named n on n.person_id = p.person_id
left join import_log l on l.number = n.place[1];

-- batch_id: the first import that speaks of the group.
create or replace view chats as
select c.chat_id, c.chat_name, c.chat_type, c.platform, c.opened_on, c.closed_on, c.admission, l.batch_id
from known_chats c
left join (select chat_id, min(batch) as batch from chat_names group by chat_id) n on n.chat_id = c.chat_id
left join import_log l on l.number = n.batch;

-- One row a chat × person × role and the days it held, both inclusive (NULL: open). What a person decided wins over
-- files, what was decided last over what was decided before, what is said of one group over what is said of all.
create or replace view roles as
with said as (
    select m.chat_id, m.alias_id, m.role, min((m.batch, m.part, m.source_row)) as place from member_rows m
    where m.visible and m.role is not null and m.role <> '成员' group by all
    union all
    select s.chat_id, s.alias_id, '运营', min((s.batch, s.part, s.source_row)) from message_rows s
    where s.is_self and s.alias_id is not null group by all
), decided as (
    select nullif(split_part(c.key, '|', 1), '') as chat_id, i.person_id,
           arg_max(c.value, (c.decided_at, i.alias_id)) as role,
           arg_max(coalesce(f.value, ''), (c.decided_at, i.alias_id)) as valid_from,
           arg_max(coalesce(u.value, ''), (c.decided_at, i.alias_id)) as valid_to
    from corrections c
    join identities i on i.alias_id = try_cast(split_part(c.key, '|', 2) as bigint)
    left join corrections f on f.kind = 'role_from' and f.key = c.key
    left join corrections u on u.kind = 'role_until' and u.key = c.key
    where c.kind = 'role'
    group by 1, 2
)
select chat_id, person_id, role, cast(nullif(valid_from, '') as timestamp) as valid_from,
       cast(nullif(valid_to, '') as timestamp) as valid_to,
       cast(null as text) as batch_id, cast(null as text) as part, cast(null as bigint) as source_row
from decided
union all
select s.chat_id, i.person_id, s.role, cast(null as timestamp), cast(null as timestamp),
       arg_min(l.batch_id, s.place), min(s.place)[2], min(s.place)[3]
from said s join identities i on i.alias_id = s.alias_id
left join import_log l on l.number = s.place[1]
where not exists (
    select 1 from decided d
    where d.person_id = i.person_id and (d.chat_id is null or d.chat_id = s.chat_id)
)
group by s.chat_id, i.person_id, s.role;

-- One row a chat × person on the operator's side, from its first day to its last (NULL: open): not counted as a member
-- then (METRICS 5.3). Half of all questions ask it: it is worked out once, after what it follows from has changed.
create or replace view staff as
select chat_id, person_id, bot, valid_from, valid_to from known_staff;

-- One row a person who buys for others (代下单, 帮卖团长), as somebody confirmed: the money is the shop's, not this person's.
create or replace view resellers as
select i.person_id
from corrections c join identities i on i.alias_id = try_cast(c.key as bigint)
where c.kind = 'reseller'
group by i.person_id having arg_max(c.value, (c.decided_at, i.alias_id)) = 'yes';

-- One row a shown message with a moment and the person who sent it. by_shop: that person stood on the shop's side on that day.
-- text_reason, context_reason: why it is no useful word (both NULL: it is one).
create or replace view spoken as
select m.chat_id, i.person_id, m.alias_id, m.sent_at, m.resolution, m.key, m.kind, m.text, m.text_reason, m.context_reason,
       s.person_id is not null as by_shop
from message_rows m
join identities i on i.alias_id = m.alias_id
left join staff s on s.chat_id = m.chat_id and s.person_id = i.person_id
     and coalesce(m.sent_at >= s.valid_from, true) and coalesce(m.sent_at < s.valid_to + interval 1 day, true)
where m.visible and m.sent_at is not null;

create or replace view messages as
select cast(cast(m.key as uuid) as text) as message_key, m.chat_id, i.person_id, a.name as sender_name, m.sent_at, m.resolution, m.kind,
       m.text, m.reply_to,
       coalesce(case when m.text_reason = 'system' then 'system'
                     when m.context_reason = 'recalled' then 'recalled'
                     when s.bot then 'bot'
                     when s.person_id is not null then 'staff'
                     else coalesce(m.text_reason, m.context_reason) end, '') = '' as effective,
       case when m.text_reason = 'system' then 'system'
            when m.context_reason = 'recalled' then 'recalled'
            when s.bot then 'bot'
            when s.person_id is not null then 'staff'
            else coalesce(m.text_reason, m.context_reason) end as reason,
       case when s.person_id is null then nullif(k.mark, 'none') end as mark, l.batch_id, m.part, m.source_row
from message_rows m
left join message_marks k on k.key = m.key
left join known_aliases a on a.alias_id = m.alias_id
left join identities i on i.alias_id = m.alias_id
left join staff s on s.chat_id = m.chat_id and s.person_id = i.person_id
    and coalesce(m.sent_at >= s.valid_from, true) and coalesce(m.sent_at < s.valid_to + interval 1 day, true)
left join import_log l on l.number = m.batch
where m.visible;

create or replace view memberships as
select s.chat_id, s.person_id, s.joined_at, s.left_at, s.left_how, s.join_channel, s.inviter_id, s.from_roster,
       l.batch_id, s.part, s.source_row
from spells s left join import_log l on l.number = s.batch;

create or replace view roster_snapshots as
with listed as (
    select s.chat_id, i.person_id, s.seen_on, s.whole, min((s.batch, s.part, s.source_row)) as place
    from snapshot_rows s join identities i on i.alias_id = s.alias_id
    group by s.chat_id, i.person_id, s.seen_on, s.whole
)
select s.chat_id, s.person_id, s.seen_on, s.whole, l.batch_id, s.place[2] as part, s.place[3] as source_row
from listed s left join import_log l on l.number = s.place[1];

-- One row a chat × person × change between two whole member lists next to each other: who is on the second and not on
-- the first joined, who is on the first only left, some time after after_day and not after by_day. Lists that are not
-- whole prove presence only: they bring the days nearer. Never written into memberships.
create or replace view roster_changes as
with whole_days as (
    select chat_id, seen_on as day, lead(seen_on) over (partition by chat_id order by seen_on) as next_day
    from (select distinct chat_id, seen_on from roster_snapshots where whole and seen_on is not null)
), pairs as (
    select chat_id, day, next_day from whole_days where next_day is not null
), seen as (
    select distinct chat_id, person_id, seen_on from roster_snapshots where seen_on is not null and person_id is not null
), stood as (
    select p.chat_id, p.day, p.next_day, s.person_id,
           max(case when s.seen_on = p.day then 1 else 0 end) as before,
           max(case when s.seen_on = p.next_day then 1 else 0 end) as afterwards,
           min(s.seen_on) as first_seen, max(case when s.seen_on < p.next_day then s.seen_on end) as last_seen
    from pairs p join seen s on s.chat_id = p.chat_id and s.seen_on between p.day and p.next_day
    group by p.chat_id, p.day, p.next_day, s.person_id
)
select chat_id, person_id, 'joined' as change, day as after_day, first_seen as by_day from stood where before = 0
union all
select chat_id, person_id, 'left' as change, last_seen as after_day, next_day as by_day from stood where afterwards = 0;

-- One row an order line; all money of an order stands on one of its lines, the others have NULL. line_gross: what the
-- line itself cost, discount: what was taken off before gross, where its sheet says so (NULL: only the order's amount is known). order_key: the order's number; a row
-- without one is an order of its own.
create or replace view orders as
select o.order_id, o.line, i.person_id, a.name as buyer_name, a.phone as buyer_phone, o.chat_id, o.paid_at,
       o.paid_resolution, o.updated_at, case when c.key is null then o.gross else c.gross end as gross,
       case when c.key is null then o.refund else c.refund end as refund, coalesce(c.status, o.status) as status,
       case when c.key is null then o.discount else c.discount end as discount,
       case when not coalesce(o.whole, false) then o.gross end as line_gross, o.product, o.channel, o.store, o.coupon_id,
       o.receiver, o.room, r.person_id as referrer_id, l.batch_id, o.part, o.source_row,
       coalesce(o.order_id, cast(cast(o.key as uuid) as text)) as order_key
from order_rows o
left join order_money c on c.key = o.key
left join known_aliases a on a.alias_id = o.alias_id
left join identities i on i.alias_id = o.alias_id
left join identities r on r.alias_id = o.referrer_alias_id
left join import_log l on l.number = o.batch
where o.visible;

create or replace view events as
select cast(cast(e.key as uuid) as text) as event_key, i.person_id, e.chat_id, e.step, e.happened_at, e.resolution, e.post_id, e.amount,
       e.item, e.quantity, e.minutes,
       l.batch_id, e.part, e.source_row
from event_rows e left join identities i on i.alias_id = e.alias_id
left join import_log l on l.number = e.batch where e.visible;

-- One row a thing of a line that ever stood in a 接龙. price: as the title states it, else as typed (corrections of
-- kind "price", key = item_key); amount: as the line states it, else price x quantity. Estimates, never orders.
create or replace view sign_ups as
select l.list_id, l.chat_id, i.person_id, l.title, l.first_at, l.last_at, l.resolution, l.standing, l.line, l.piece,
       l.item, l.item_key, l.quantity, coalesce(l.price, cast(c.value as decimal(18, 2))) as price,
       case when l.amount is not null or l.price is not null then 'written' when c.value is not null then 'typed' end as price_source,
       case when max(l.amount) over line is null
            then cast(coalesce(l.price, cast(c.value as decimal(18, 2))) * cast(l.quantity as decimal(18, 2)) as decimal(18, 2))
            when l.piece = 1 then l.amount else 0 end as amount,
       l.happened_at, b.batch_id, l.part, l.source_row
from list_lines l
left join identities i on i.alias_id = l.alias_id
left join corrections c on c.kind = 'price' and c.key = l.item_key
left join import_log b on b.number = l.batch
window line as (partition by l.list_id, l.line);

-- One row a thing of a line that stands in the latest sending of its 接龙: what would be ordered, by estimate.
create or replace view estimated_orders as
select * exclude (standing) from sign_ups where standing = 'current';

-- A sheet without post ids: the row's own key names the post. What a person said wins: of the post itself (category), then of all
-- posts with the same words but for numbers (category_like, key = template), then of all that one rule decided (category_rule,
-- key = its reason); these two hold for posts imported later as well.
-- The same piece in two sheets, with its address in one of them only (a list of articles beside their traffic or a plan), is one.
create or replace view posts as
with unaddressed as (
    select chat_id, cast(posted_at as date) as day, title, any_value(category) as category, any_value(purpose) as purpose,
           any_value(production) as production, any_value(form) as form
    from post_rows where visible and post_id is null and title is not null group by all
), addressed as (
    select distinct chat_id, cast(posted_at as date) as day, title from post_rows where visible and post_id is not null
), sheet as (
    select r.* replace (coalesce(r.post_id, 'p' || cast(cast(r.key as uuid) as text)) as post_id,
           coalesce(r.category, u.category) as category, coalesce(r.purpose, u.purpose) as purpose,
           coalesce(r.production, u.production) as production, coalesce(r.form, u.form) as form)
    from post_rows r
    left join unaddressed u on r.post_id is not null and u.title = r.title and u.day = cast(r.posted_at as date)
     and u.chat_id is not distinct from r.chat_id
    left join addressed a on r.post_id is null and a.title = r.title and a.day = cast(r.posted_at as date)
     and a.chat_id is not distinct from r.chat_id
    where r.visible and a.title is null
), every_post as (
    select p.post_id, p.chat_id, p.posted_at, coalesce(p.category, k.category) as category,
           case when p.category is not null then 'stated' else k.category_reason end as category_reason,
           p.purpose, p.production, p.form, p.title, p.text, p.reach, p.opens, p.clicks, p.interactions, p.forwards,
           cast(null as text) as message_key, p.batch, p.part, p.source_row, cast(null as bigint) as person_id
    from sheet p
    left join sheet_categories k on k.post_id = p.post_id
    union all
    select 'm' || cast(cast(m.key as uuid) as text), m.chat_id, m.posted_at, m.category, m.category_reason,
           m.purpose, null, m.form, null, m.text, null, null, null, null, null,
           cast(cast(m.key as uuid) as text), m.batch, m.part, m.source_row, i.person_id
    from message_posts m
    left join identities i on i.alias_id = m.alias_id
), named as (
    select e.*, md5(replace(replace(translate(lower(coalesce(title, '') || coalesce(text, '')), '0123456789', '##########'),
                                    '##', '#'), '##', '#')) as template
    from every_post e
)
select p.post_id, p.chat_id, p.posted_at, coalesce(c.value, s.value, r.value, p.category) as category,
       case when c.value is not null then 'corrected' when s.value is not null then 'corrected_like'
            when r.value is not null then 'corrected_rule' else p.category_reason end as category_reason,
       coalesce(u.value, p.purpose) as purpose, coalesce(d.value, p.production) as production, p.form, p.title, p.text,
       p.reach, p.opens, p.clicks, p.interactions, p.forwards, p.message_key, l.batch_id, p.part, p.source_row, p.person_id,
       p.template, p.category as said_category, p.category_reason as said_reason
from named p
left join corrections c on c.kind = 'category' and c.key = p.post_id
left join corrections s on s.kind = 'category_like' and s.key = p.template
left join corrections r on r.kind = 'category_rule' and r.key = p.category_reason
left join corrections u on u.kind = 'purpose' and u.key = p.post_id
left join corrections d on d.kind = 'production' and d.key = p.post_id
left join import_log l on l.number = p.batch;

create or replace view coupons as
select c.coupon_id, i.person_id, c.coupon_name as name, c.chat_id, c.issued_at, c.expires_at, c.redeemed_at, c.store,
       c.channel, l.batch_id, c.part, c.source_row
from coupon_rows c left join identities i on i.alias_id = c.alias_id
left join import_log l on l.number = c.batch where c.visible;

create or replace view invites as
select i.person_id as inviter_id, e.person_id as invitee_id, v.chat_id, v.sent_at, v.joined_at,
       l.batch_id, v.part, v.source_row
from invite_rows v left join identities i on i.alias_id = v.alias_id
left join identities e on e.alias_id = v.invitee_alias_id
left join import_log l on l.number = v.batch where v.visible;

create or replace view scores as
select i.person_id, s.chat_id, s.asked_at, s.kind, s.score, s.comment, l.batch_id, s.part, s.source_row
from score_rows s left join identities i on i.alias_id = s.alias_id
left join import_log l on l.number = s.batch where s.visible;

-- One row a broken rule. chat_id NULL: the sheet names no group. action: what the shop did about it (moderation).
create or replace view violations as
select i.person_id, v.chat_id, v.happened_at, v.resolution, v.rule, v.action, l.batch_id, v.part, v.source_row
from violation_rows v left join identities i on i.alias_id = v.alias_id
left join import_log l on l.number = v.batch where v.visible;

create or replace view head_counts as
select h.chat_id, h.day, h.members, h.source, l.batch_id, h.part, h.source_row
from head_count_rows h left join import_log l on l.number = h.batch where h.visible;

create or replace view chat_days as
select d.chat_id, d.day, d.members, d.joined, d.left_count, d.messages, d.speakers, d.source,
       d.owner, d.chats, d.new_chats, d.active_chats,
       l.batch_id, d.part, d.source_row
from chat_day_rows d left join import_log l on l.number = d.batch where d.visible;

create or replace view content_days as
select d.channel, d.day, d.metric, d.value, l.batch_id, d.part, d.source_row
from content_day_rows d left join import_log l on l.number = d.batch where d.visible;

-- One row a person: the birthday a member list or customer list states (the latest import wins); of 1904 where no year is
-- said. lunar_birthday: month and day of the lunar calendar (08-15); where it stands alone, birthday is NULL.
create or replace view birthdays as
select i.person_id, arg_max_null(m.birthday, (m.batch, m.source_row)) as birthday,
       arg_max_null(m.lunar_birthday, (m.batch, m.source_row)) as lunar_birthday
from member_rows m join identities i on i.alias_id = m.alias_id
where m.visible and coalesce(cast(m.birthday as text), m.lunar_birthday) is not null
group by i.person_id;

-- One row a person × tag (kind tag) or squad, as the newest reading of each list and column says. label: the column's header.
create or replace view tags as
with said as (
    select i.person_id, r.kind, r.label, unnest(string_split(r.tags, chr(31))) as tag, (r.batch, r.part, r.source_row) as place
    from tag_rows r join identities i on i.alias_id = r.alias_id
    where r.visible and r.tags <> ''
), first as (
    select person_id, kind, tag, arg_min(label, place) as label, min(place) as place from said group by person_id, kind, tag
)
select f.person_id, f.tag, f.kind, f.label, l.batch_id, f.place[2] as part, f.place[3] as source_row
from first f left join import_log l on l.number = f.place[1];

-- One row a list × person: the last word about it, on screen or in the ticked sheet. A line left open says nothing.
create or replace view follow_ups as
with said as (
    select f.list_id, f.alias_id, f.reason, f.made_on, f.status, f.done_at, f."by", f.note, f.said_at,
           cast(null as integer) as batch, cast(null as text) as part, cast(null as bigint) as source_row
    from known_follow_ups f
    union all
    select r.list_id, r.alias_id, r.reason, r.made_on, r.status, r.done_at, r.done_by, r.note,
           case when r.status = 'open' then null else l.imported_at end, r.batch, r.part, r.source_row
    from follow_up_rows r join import_log l on l.number = r.batch where r.visible
), ranked as (
    select i.person_id, s.*, row_number() over (
               partition by s.list_id, i.person_id order by s.said_at desc nulls last, s.source_row desc nulls last, s.alias_id) as place,
           -- Said again without its day, name or note, a result keeps those that were said with it.
           first_value(s.done_at ignore nulls) over same as same_at, first_value(s."by" ignore nulls) over same as same_by,
           first_value(s.note ignore nulls) over same as same_note
    from said s left join identities i on i.alias_id = s.alias_id
    window same as (
        partition by s.list_id, i.person_id, s.status order by s.said_at desc nulls last, s.source_row desc nulls last, s.alias_id
        rows between unbounded preceding and unbounded following)
)
select r.list_id, r.person_id, r.reason, r.made_on, r.status, r.same_at as done_at, r.same_by as "by", r.same_note as note, r.said_at,
       l.batch_id, r.part, r.source_row
from ranked r left join import_log l on l.number = r.batch
where r.place = 1;

-- One row a task of the plan that holds now.
create or replace view sop_tasks as
select task_id, place, name, chat_id, evidence, every, weekdays, month_day, first_minute, last_minute, category, form, words,
       duty, minutes, valid_from, valid_to
from known_sop_tasks
where task_id is not null and version = (select max(version) from known_sop_tasks);

create or replace view sop_log as
select task_id, due_on, state, said_at from known_sop_log;

create or replace view imports as
select l.batch_id, l.file_name, l.file_sha256, l.format, l.imported_at, l.first_at, l.last_at,
       coalesce(sum(c.read), 0)::bigint as read, coalesce(sum(c.kept), 0)::bigint as kept,
       coalesce(sum(c.updated), 0)::bigint as updated, coalesce(sum(c.repeated), 0)::bigint as repeated,
       coalesce(sum(c.rejected), 0)::bigint as rejected, l.undone_at
from import_log l left join import_counts c on c.batch_id = l.batch_id
group by all;

create or replace view rejections as
select i.batch_id, i.table_name, i.part, i.source_row, i.column_name, i.code, i.value
from import_issues i join import_log l on l.batch_id = i.batch_id and l.undone_at is null
where i.severity in ('rejected', 'skipped');

-- One row a chat × alias × local day with a message, and whether that name's bearer stood on the shop's side that day: for sums
-- by name, where names become people only once the days are few rows.
create or replace view name_days as
select d.chat_id, d.alias_id, d.day, d.messages, d.effective, d.participations, s.alias_id is not null as staff
from member_days_rows d
left join (
    select o.chat_id, i.alias_id, o.valid_from, o.valid_to from staff o join identities i on i.person_id = o.person_id
) s on s.chat_id = d.chat_id and s.alias_id = d.alias_id
    and coalesce(d.day >= s.valid_from, true) and coalesce(d.day <= s.valid_to, true);

-- One row a chat × alias × local day with a message, with the person and whether they stood on the shop's side that day. A person
-- of two names has two rows: for sums, last days and who it was, which need nobody's days added up first.
create or replace view said_days as
select d.chat_id, i.person_id, d.day, d.messages, d.effective, d.participations, d.staff
from name_days d join identities i on i.alias_id = d.alias_id;

-- One row a chat × person × local day with a message. interactions = effective + participation (once a day).
create or replace view member_days as
select chat_id, person_id, day, cast(sum(messages) as bigint) as messages,
       cast(sum(effective) as bigint) as effective, least(sum(participations), 1)::bigint as participated,
       cast(sum(effective) as bigint) + least(sum(participations), 1)::bigint as interactions, staff
from said_days
group by chat_id, person_id, day, staff;

-- One row a chat × person who was ever in it, or of whom a message is on its record: whose orders and answers belong to chosen chats.
-- Names become people only once the days are few rows.
create or replace view seen_in as
select chat_id, person_id from spells
union
select d.chat_id, i.person_id
from (select distinct chat_id, alias_id from member_days_rows) d
join identities i on i.alias_id = d.alias_id;

-- One row a chat: its own record's first and last covered day (DATA 5).
create or replace view chat_coverage as
select chat_id, min(day) as first_day, max(day) as last_day, count(*) as recorded_days
from recorded_days group by chat_id;
