-- One row a post of the operator found among the messages: the rows of table message_posts.
-- Whose posts: everybody in view staff, a 机器人 too (what a bot sends in the shop's name is the shop's content).
-- Not posts: answers (replies, @someone, short or answer-like lines while members talk), acks, stickers, voice,
-- lines taken back or sent twice. Pictures and cards near a text of the same operator belong to that text.
with said as (
    select m.key, m.chat_id, m.alias_id, m.sent_at, m.kind, m.reply_to, m.text_reason, m.batch, m.part, m.source_row,
           case when m.kind = 'solitaire' then regexp_replace(coalesce(m.text, ''), {{list_lines}}, '')
                else coalesce(m.text, '') end as text,
           s.person_id is not null as by_staff,
           m.context_reason is distinct from 'recalled' and m.context_reason is distinct from 'duplicate' as stands
    from message_rows m
    join identities i on i.alias_id = m.alias_id
    left join staff s on s.chat_id = m.chat_id and s.person_id = i.person_id
        and coalesce(m.sent_at >= s.valid_from, true) and coalesce(m.sent_at < s.valid_to + interval 1 day, true)
    where m.visible and m.text_reason is distinct from 'system'
), member_lines as (
    select chat_id, sent_at from said where not by_staff and sent_at is not null
), operator_lines as (
    select said.*,
           case when kind in ('text', 'quote', 'notice', 'other')
                then case when text_reason = 'link_only' then 'link' else 'text' end
                when kind = 'channels' then 'video' when kind = 'merged' then 'link'
                else kind end as form,
           kind in ({{belongs_kinds}}) or (kind = 'text' and text_reason is not distinct from 'link_only') as belongs,
           length({{normal}}) as characters, lower(text) as small
    from said
    where by_staff and stands and kind not in ('sticker', 'voice', 'transfer', 'location', 'card')
        and (text_reason is null or text_reason in ('link_only', 'ad_keyword', 'participation', 'redpacket'))
        and (text_reason is distinct from 'participation' or kind in ({{participation_kinds}}))
), heard as (
    select o.*, o.sent_at - m.sent_at <= interval '{{answer_minutes}} minutes' as members_talk
    from operator_lines o asof left join member_lines m on m.chat_id = o.chat_id and m.sent_at <= o.sent_at
), {{points}}), judged as (
    select *,
           reply_to is not null and reply_to <> '' or kind = 'quote'
           or characters < {{mention_characters}} and regexp_matches(text, {{mention}})
               and not regexp_matches(text, {{mention_everyone}})
           or form in ('text', 'link', 'image', 'video', 'file', 'miniapp') and coalesce(members_talk, false)
               and not regexp_matches(small, {{everyone}})
               and (characters < {{answer_characters}} or regexp_matches(small, {{answer_openings}}))
           or form = 'text' and characters < {{answer_characters}} and not regexp_matches(small, {{everyone}})
               and promotion_points + knowledge_points + fun_points = 0 as answer
    from scored
), texts as (
    select chat_id, alias_id, sent_at, key from judged where form = 'text' and not answer
), nearest as (
    -- The text a picture belongs to: the nearest one, of two equally near the earlier.
    select p.key, p.form, t.key as text_key, row_number() over (
        partition by p.key order by abs(date_diff('second', t.sent_at, p.sent_at)), t.sent_at, t.key) as place
    from judged p join texts t on t.chat_id = p.chat_id and t.alias_id = p.alias_id
        and t.sent_at between p.sent_at - interval '{{picture_minutes}} minutes'
                          and p.sent_at + interval '{{picture_minutes}} minutes'
    where p.belongs
), attached as (
    select text_key, case when bool_or(form = 'video') then 'video' when bool_or(form = 'image') then 'image'
                          else min(form) end as form
    from nearest where place = 1 group by text_key
), alone as (
    -- Pictures without a text: a series sent at once is one post.
    select key, lag(sent_at) over (partition by chat_id, alias_id order by sent_at, key) as before
    from judged where belongs and not answer and key not in (select key from nearest)
), repeated as (
    -- A list that is sent again with one more line is still the same list.
    select key, row_number() over (partition by chat_id, alias_id, text order by sent_at, key) as nth
    from judged where kind = 'solitaire'
), posts as (
    select j.*, coalesce(t.form, j.form) as shown_form
    from judged j
    left join attached t on t.text_key = j.key and j.form = 'text'
    left join alone a on a.key = j.key
    left join repeated r on r.key = j.key
    where not j.answer and coalesce(r.nth, 1) = 1
        and (not j.belongs or a.key is not null
             and (a.before is null or j.sent_at - a.before > interval '{{picture_minutes}} minutes'))
)
select key, chat_id, alias_id, sent_at as posted_at, shown_form as form, {{category}} as category,
       {{reason}} as category_reason, {{purpose}} as purpose, nullif(text, '') as text, batch, part, source_row
from posts
