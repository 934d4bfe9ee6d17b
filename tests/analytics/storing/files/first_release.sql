-- A shop's file as the first release left it: its schema, and two imports: three lines of two orders, two days of a group.
-- 五月订单.csv   主订单编号,选购商品,商品规格,订单应付金额,昵称,付款时间,订单状态
--                E1,芒果,6寸,30.00,小满,2026-05-02 10:00:00,已完成 / E1,草莓,盒,28.00,… / E2,榴莲,个,99.00,大雪,2026-05-03 …,已发货
-- 日报.csv       日期,群名称,群人数,新增人数 / 2026-05-02,福利群,120,3 / 2026-05-03,福利群,121,1

-- Stored tables of one workspace file (schema version 1), then the views that everything reads.
-- Source tables hold what files said and people decided; derived tables are rebuilt, never migrated.
-- Every stored row that speaks of a person holds an alias_id, and nothing else of identity.

---------- what is known about the file itself
create table meta (name text primary key, value text not null);
create table settings_versions (version integer not null, toml text not null);

---------- imports
create table import_log (
    number integer not null, batch_id text primary key, file_name text not null, file_sha256 text not null,
    format text not null, imported_at timestamp not null, first_at timestamp, last_at timestamp,
    about text not null, undone_at timestamp
);
create table import_counts (
    batch_id text not null, part text not null, table_name text not null,
    read bigint not null, kept bigint not null, updated bigint not null,
    repeated bigint not null, rejected bigint not null
);
create table import_issues (
    batch_id text not null, table_name text not null, part text not null, source_row bigint not null,
    column_name text, code text not null, value text, severity text not null
);
create table coverage (
    batch_id text not null, table_name text not null, chat_id text, first_at timestamp, last_at timestamp,
    first_day date not null, last_day date not null, last_resolution text
);
-- One row a row of a file: what a batch saw. content tells versions of one key apart.
create table sightings (
    table_name text not null, key uhugeint not null, content ubigint not null, batch integer not null,
    part text not null, source_row bigint not null
);
-- The same stretch of talk from two files: hidden_key is not shown while by_key is there.
create table shadows (hidden_key uhugeint not null, by_key uhugeint not null);
create table mappings (fingerprint text primary key, mapping text not null, decided_at timestamp not null);

---------- chats and people as files name them
create table known_chats (
    chat_id text primary key, source_key text not null, chat_name text not null, chat_type text not null,
    platform text, opened_on date, closed_on date, admission text
);
create table chat_names (chat_id text not null, name text not null, platform_id text, valid_from timestamp);
create table known_aliases (
    alias_id bigint primary key, chat_id text, platform_id text not null, name text not null,
    normal_name text not null, phone text not null
);
create table identity_decisions (
    alias_a bigint not null, alias_b bigint not null, decision text not null, decided_at timestamp not null
);
-- Two names in one row of a member list are one person.
create table stated_same (alias_a bigint not null, alias_b bigint not null, batch integer not null);
create table corrections (kind text not null, key text not null, value text, decided_at timestamp not null);
create table known_follow_ups (
    list_id text not null, alias_id bigint not null, reason text, made_on date not null, status text not null,
    done_at timestamp, "by" text, note text
);

---------- rows out of files. visible = shown; the others are earlier or other versions of the same key
create table message_rows (
    key uhugeint not null, content ubigint not null, visible boolean not null,
    batch integer not null, part text not null, source_row bigint not null,
    chat_id text, alias_id bigint,
    sent_at timestamp, resolution text, kind text, text text, reply_to text, message_id text, is_self boolean,
    text_reason text, context_reason text
);
create table movement_rows (
    key uhugeint not null, content ubigint not null, visible boolean not null,
    batch integer not null, part text not null, source_row bigint not null,
    chat_id text, alias_id bigint,
    kind text, happened_at timestamp, resolution text, channel text, by_alias_id bigint, detail text
);
create table member_rows (
    key uhugeint not null, content ubigint not null, visible boolean not null,
    batch integer not null, part text not null, source_row bigint not null,
    chat_id text, alias_id bigint,
    joined_at timestamp, joined_resolution text, left_at timestamp, left_resolution text, left_how text,
    join_channel text, inviter_alias_id bigint, role text, seen_on date, birthday date
);
create table snapshot_rows (chat_id text, alias_id bigint not null, seen_on date, whole boolean not null, batch integer not null);
create table order_rows (
    key uhugeint not null, content ubigint not null, visible boolean not null,
    batch integer not null, part text not null, source_row bigint not null,
    chat_id text, alias_id bigint,
    order_id text, line bigint, paid_at timestamp, paid_resolution text, updated_at timestamp,
    gross decimal(18, 2), refund decimal(18, 2), status text, product text, channel text, store text,
    coupon_id text, referrer_alias_id bigint
);
create table event_rows (
    key uhugeint not null, content ubigint not null, visible boolean not null,
    batch integer not null, part text not null, source_row bigint not null,
    chat_id text, alias_id bigint,
    step text, happened_at timestamp, resolution text, post_id text, amount decimal(18, 2),
    item text, quantity double
);
create table post_rows (
    key uhugeint not null, content ubigint not null, visible boolean not null,
    batch integer not null, part text not null, source_row bigint not null,
    chat_id text, post_id text, posted_at timestamp, resolution text, category text, purpose text,
    production text, form text, title text, text text, reach bigint, opens bigint, clicks bigint,
    interactions bigint, forwards bigint
);
create table coupon_rows (
    key uhugeint not null, content ubigint not null, visible boolean not null,
    batch integer not null, part text not null, source_row bigint not null,
    chat_id text, alias_id bigint,
    coupon_id text, coupon_name text, issued_at timestamp, expires_at timestamp, redeemed_at timestamp,
    store text, channel text
);
create table invite_rows (
    key uhugeint not null, content ubigint not null, visible boolean not null,
    batch integer not null, part text not null, source_row bigint not null,
    chat_id text, alias_id bigint, invitee_alias_id bigint, sent_at timestamp, joined_at timestamp
);
create table score_rows (
    key uhugeint not null, content ubigint not null, visible boolean not null,
    batch integer not null, part text not null, source_row bigint not null,
    chat_id text, alias_id bigint, asked_at timestamp, kind text, score bigint, comment text
);
create table head_count_rows (
    key uhugeint not null, content ubigint not null, visible boolean not null,
    batch integer not null, part text not null, source_row bigint not null,
    chat_id text, day date, members bigint, source text
);
create table chat_day_rows (
    key uhugeint not null, content ubigint not null, visible boolean not null,
    batch integer not null, part text not null, source_row bigint not null,
    chat_id text, day date, members bigint, joined bigint, left_count bigint, messages bigint,
    speakers bigint, source text
);
create table content_day_rows (
    key uhugeint not null, content ubigint not null, visible boolean not null,
    batch integer not null, part text not null, source_row bigint not null,
    channel text, day date, metric text, value double
);

---------- derived: rebuilt after an import, an undo or a decision
create table identities (alias_id bigint not null, person_id bigint not null, decided_by text not null);
-- One row a person. ambiguous: several people carry this name, nobody can be told apart.
create table known_people (person_id bigint not null, display_name text not null, ambiguous boolean not null, bearers integer not null);
create table pseudonyms (person_id bigint not null, code text not null);
-- One row a chat × person × time in the group; joined_at NULL: seen in a member list, join day unknown.
create table spells (
    chat_id text, person_id bigint not null, joined_at timestamp, left_at timestamp, left_how text,
    join_channel text, inviter_id bigint, batch integer, part text, source_row bigint, from_roster boolean not null
);
-- One row a chat × recorded day (inside some import's range, messages or not).
create table recorded_days (chat_id text not null, day date not null);
-- One row a chat × alias × local day with at least one message; roles are not applied here.
create table member_days_rows (
    chat_id text not null, alias_id bigint not null, day date not null,
    messages integer not null, effective integer not null, participations integer not null
);
-- One row a post of a content sheet that does not state its category: what its words say.
create table sheet_categories (post_id text not null, category text, category_reason text);
-- One row an operator post found among the messages (who is an operator: view staff).
create table message_posts (
    key uhugeint not null, chat_id text not null, alias_id bigint not null, posted_at timestamp,
    form text not null, category text, category_reason text, purpose text, text text,
    batch integer not null, part text not null, source_row bigint not null
);

insert into chat_day_rows values
    ('36852416523718975465792467946171014729', '3370557247952723999', true, '2', '', '2', 'c4929ae89a0dc', '2026-05-02', '120', '3', null, null, null, 'sheet'),
    ('101965265501246073826348398388173036357', '3885667039890083071', true, '2', '', '3', 'c4929ae89a0dc', '2026-05-03', '121', '1', null, null, null, 'sheet');
insert into chat_names values
    ('c4929ae89a0dc', '福利群', null, null);
insert into coverage values
    ('1-140d4058', 'orders', null, '2026-05-02 10:00:00', '2026-05-03 10:00:00', '2026-05-02', '2026-05-02', 'second'),
    ('2-413dcd0a', 'chat_days', 'c4929ae89a0dc', '2026-05-02 00:00:00', '2026-05-03 00:00:00', '2026-05-02', '2026-05-03', 'day');
insert into identities values
    ('253402344184654', '253402344184654', 'alone'),
    ('4228054458726359', '4228054458726359', 'alone');
insert into import_counts values
    ('1-140d4058', '', 'orders', '3', '3', '0', '0', '0'),
    ('2-413dcd0a', '', 'chat_days', '2', '2', '0', '0', '0');
insert into import_log values
    ('1', '1-140d4058', '五月订单.csv', 'aa907f9526f113b0039dbd85bf35a20a738e2e6f5821d71cf6d428a5e3385915', 'sheet', '2026-11-22 11:49:10', '2026-05-02 10:00:00', '2026-05-03 10:00:00', '{"format": "sheet", "chats": [], "parts": [], "questions": [], "read": []}', null),
    ('2', '2-413dcd0a', '日报.csv', '6e594c608bc4cacd5a0b43d137be5e53d54b88bd31ece241e57b4f381050244a', 'sheet', '2026-11-22 11:49:13', '2026-05-02 00:00:00', '2026-05-03 00:00:00', '{"format": "sheet", "chats": [], "parts": [], "questions": [], "read": []}', null);
insert into known_aliases values
    ('4228054458726359', null, '', '小满', '小满', ''),
    ('253402344184654', null, '', '大雪', '大雪', '');
insert into known_chats values
    ('c4929ae89a0dc', '福利群', '福利群', '福利群', null, null, null, null);
insert into known_people values
    ('4228054458726359', '小满', false, '1'),
    ('253402344184654', '大雪', false, '1');
insert into meta values
    ('schema_version', '1'),
    ('uuid', 'f0597079ead54ce0bb60c9b72495a426'),
    ('zone', 'Asia/Shanghai'),
    ('name', ''),
    ('industry', 'other'),
    ('data_version', '2'),
    ('settings_version', '0');
insert into order_rows values
    ('117274852984519430790397826446682366005', '7424634718112867281', true, '1', '', '2', null, '4228054458726359', 'E1', '2', '2026-05-02 10:00:00', 'second', null, '30.00', '0.00', 'paid', '芒果', null, null, null, null),
    ('8482238536904346484902338171265536615', '14246938273441672831', true, '1', '', '3', null, '4228054458726359', 'E1', '1', '2026-05-02 10:00:00', 'second', null, '28.00', '0.00', 'paid', '草莓', null, null, null, null),
    ('57355460066508637360208909622681909214', '11286679062602462180', true, '1', '', '4', null, '253402344184654', 'E2', '1', '2026-05-03 10:00:00', 'second', null, '99.00', '0.00', 'paid', '榴莲', null, null, null, null);
insert into pseudonyms values
    ('253402344184654', 'M58'),
    ('4228054458726359', 'A25');
insert into sightings values
    ('orders', '117274852984519430790397826446682366005', '7424634718112867281', '1', '', '2'),
    ('orders', '8482238536904346484902338171265536615', '14246938273441672831', '1', '', '3'),
    ('orders', '57355460066508637360208909622681909214', '11286679062602462180', '1', '', '4'),
    ('chat_days', '36852416523718975465792467946171014729', '3370557247952723999', '2', '', '2'),
    ('chat_days', '101965265501246073826348398388173036357', '3885667039890083071', '2', '', '3');
