-- An expression over kind and text of one message: why it does not count as a useful message, or NULL.
-- METRICS 6.2, the rules that see one row, in its order. Words in double braces are filled by classify.py.
case
    -- Never true: an expression met here first is worked out once for the whole CASE (0.5 s a million instead of 1.5).
    when {{stripped}} is null then null
    when kind in ('system', 'join', 'leave', 'remove', 'recall', 'rename', 'call', 'pat') then 'system'
    when kind in ('redpacket', 'transfer') then 'redpacket'
    when kind = 'sticker' then 'sticker'
    when kind in ({{participation_kinds}}) then 'participation'
    when kind in ({{card_kinds}}) then 'link_only'
    when kind in ('image', 'voice', 'video', 'file', 'merged') then null
    when {{stripped}} = '' then case when regexp_matches(text, {{url}}) then 'link_only' else 'emoji_only' end
    when regexp_full_match({{stripped}}, {{participation_words}}) then 'participation'
    when regexp_full_match({{stripped}}, {{ack_words}}) then 'ack'
    when not regexp_matches({{stripped}}, {{long_enough}}) then 'too_short'
    when regexp_matches(text, {{ad_words}}) then 'ad_keyword'
end
