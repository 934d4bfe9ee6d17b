-- Stored tables of one workspace file (schema version 1), then the views that everything reads.
-- Source tables hold what files said and people decided; derived tables are rebuilt, never migrated.
-- Every stored row that speaks of a person holds an alias_id, and nothing else of identity.

---------- what is known about the file itself
create table meta (name text primary key, value text not null);
create table settings_versions (version integer not null, toml text not null, changed_at timestamp);

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
-- One row a row of a sheet that could not be read, as it stands (cells: a JSON list); up to header_row titles and headers.
create table refused_rows (
    batch_id text not null, part text not null, source_row bigint not null, header_row bigint not null, cells text not null
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
-- What each import calls a group. batch NULL: from before imports were noted here.
create table chat_names (chat_id text not null, name text not null, platform_id text, valid_from timestamp, batch integer);
create table known_aliases (
    alias_id bigint primary key, chat_id text, platform_id text not null, name text not null,
    normal_name text not null, phone text not null
);
create table identity_decisions (
    alias_a bigint not null, alias_b bigint not null, decision text not null, decided_at timestamp not null
);
-- Two names in one row of a member list are one person.
create table stated_same (alias_a bigint not null, alias_b bigint not null, batch integer not null);
-- The same stretch from two phones: whose lines meet one to one is one person.
create table same_speakers (alias_a bigint not null, alias_b bigint not null, lines bigint not null, batch integer not null);
create table corrections (kind text not null, key text not null, value text, decided_at timestamp not null);
-- What was said on screen. said_at NULL: only that the person stood on the list (status open).
create table known_follow_ups (
    list_id text not null, alias_id bigint not null, reason text, made_on date not null, status text not null,
    done_at timestamp, "by" text, note text, said_at timestamp
);
-- One row a task of a version of the shop's plan of posts (SOP); the newest version holds. task_id NULL: the version itself.
-- every: day, week or month; weekdays: '135' (1 Monday); minutes of the day, both ends inside (NULL: any time of day);
-- evidence: post, answer or tick; words: any of them, separated by blanks; minutes: work it takes.
create table known_sop_tasks (
    version integer not null, saved_at timestamp not null, place integer not null, task_id text, name text, chat_id text,
    evidence text, every text, weekdays text, month_day integer, first_minute integer, last_minute integer,
    category text, form text, words text, duty text, minutes double, valid_from date, valid_to date
);
-- What somebody said of a task that was due on a day: done (off the record) or excused (a holiday, a pause).
create table known_sop_log (task_id text not null, due_on date not null, state text not null, said_at timestamp not null);
-- What-if: a question's sliders under a name (given: a JSON mapping). Never a fact; nothing counts it.
create table scenarios (scenario_id text not null, question text not null, name text not null, given text not null, made_at timestamp not null);
-- One row an experiment: people drawn by lot into two arms; from begins on, days count.
create table experiments (
    experiment_id text not null, name text not null, seed bigint not null, drawn_by text not null, begins date not null,
    days integer not null, made_at timestamp not null
);
create table experiment_people (experiment_id text not null, alias_id bigint not null, arm text not null);

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
    join_channel text, inviter_alias_id bigint, role text, seen_on date, birthday date, tags text,
    lunar_birthday text
);
create table snapshot_rows (
    chat_id text, alias_id bigint not null, seen_on date, whole boolean not null, batch integer not null, part text, source_row bigint
);
create table order_rows (
    key uhugeint not null, content ubigint not null, visible boolean not null,
    batch integer not null, part text not null, source_row bigint not null,
    chat_id text, alias_id bigint,
    order_id text, line bigint, paid_at timestamp, paid_resolution text, updated_at timestamp,
    gross decimal(18, 2), refund decimal(18, 2), status text, product text, channel text, store text,
    coupon_id text, referrer_alias_id bigint, whole boolean, receiver text, room text, discount decimal(18, 2)
);
create table event_rows (
    key uhugeint not null, content ubigint not null, visible boolean not null,
    batch integer not null, part text not null, source_row bigint not null,
    chat_id text, alias_id bigint,
    step text, happened_at timestamp, resolution text, post_id text, amount decimal(18, 2),
    item text, quantity double, minutes double
);
-- One row a thing of a line of a 接龙 as one file shows it; number 0: the list itself (batch.SCHEMAS says the columns).
create table sign_up_rows (
    key uhugeint not null, content ubigint not null, visible boolean not null,
    batch integer not null, part text not null, source_row bigint not null,
    chat_id text, alias_id bigint,
    title text, list_key text, run_at timestamp, number bigint, piece bigint, words text, item text, quantity double,
    price decimal(18, 2), amount decimal(18, 2), withdrawn boolean, first_at timestamp, last_at timestamp, resolution text
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
-- One row a rule of a group that somebody broke, as a sheet says it. action: what the shop did (NULL: not said).
create table violation_rows (
    key uhugeint not null, content ubigint not null, visible boolean not null,
    batch integer not null, part text not null, source_row bigint not null,
    chat_id text, alias_id bigint, happened_at timestamp, resolution text, rule text, action text
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
    speakers bigint, source text, owner text, chats bigint, new_chats bigint, active_chats bigint
);
create table content_day_rows (
    key uhugeint not null, content ubigint not null, visible boolean not null,
    batch integer not null, part text not null, source_row bigint not null,
    channel text, day date, metric text, value double
);
-- One row a person x column of tags (kind: tag, squad; label: its header). tags: joined by U+001F, '': carries none.
create table tag_rows (
    key uhugeint not null, content ubigint not null, visible boolean not null,
    batch integer not null, part text not null, source_row bigint not null,
    chat_id text, alias_id bigint, label text, kind text, tags text
);
-- One row a person on a follow-up list that came back ticked. code: the person's pseudonym, who it is: alias_id.
create table follow_up_rows (
    key uhugeint not null, content ubigint not null, visible boolean not null,
    batch integer not null, part text not null, source_row bigint not null,
    list_id text, code text, reason text, made_on date, status text, done_at timestamp, done_by text, note text,
    alias_id bigint
);

---------- derived: rebuilt after an import, an undo or a decision
create table identities (alias_id bigint not null, person_id bigint not null, decided_by text not null);
-- One row an alias: the row it was read in first.
create table alias_places (alias_id bigint not null, batch integer, part text, source_row bigint);
-- One row a person. ambiguous: several people carry this name, nobody can be told apart.
create table known_people (person_id bigint not null, display_name text not null, ambiguous boolean not null, bearers integer not null);
create table pseudonyms (person_id bigint not null, code text not null);
-- One row a chat × person × time in the group; joined_at NULL: seen in a member list, join day unknown.
create table spells (
    chat_id text, person_id bigint not null, joined_at timestamp, left_at timestamp, left_how text,
    join_channel text, inviter_id bigint, batch integer, part text, source_row bigint, from_roster boolean not null
);
-- One row a chat × person on the operator's side (rollups/staff.sql).
create table known_staff (chat_id text not null, person_id bigint not null, bot boolean not null, valid_from timestamp, valid_to timestamp);
-- One row a chat × recorded day (inside some import's range, messages or not).
create table recorded_days (chat_id text not null, day date not null);
-- One row a chat × alias × local day with at least one message; roles are not applied here.
create table member_days_rows (
    chat_id text not null, alias_id bigint not null, day date not null,
    messages integer not null, effective integer not null, participations integer not null
);
-- One row a message whose words say what it is about (rollups/marks.sql); mark "none": somebody took it off.
create table message_marks (key uhugeint not null, chat_id text not null, day date not null, mark text not null);
-- One row a line of an order that stands on several rows: what counts of it, all on one of them (rollups/order_money.sql).
create table order_money (
    key uhugeint not null, gross decimal(18, 2), refund decimal(18, 2), status text, discount decimal(18, 2)
);
-- One row a thing of a line that ever stood in a 接龙, all files together. standing: current (in its latest sending),
-- changed (the same person stands there with another line) or withdrawn.
create table list_lines (
    list_id text not null, chat_id text, title text not null, first_at timestamp, last_at timestamp, resolution text,
    standing text not null, line integer not null, piece integer not null, alias_id bigint, item text, item_key text,
    quantity double, price decimal(18, 2), amount decimal(18, 2), happened_at timestamp,
    batch integer, part text not null, source_row bigint not null
);
-- One row a post of a content sheet that does not state its category: what its words say.
create table sheet_categories (post_id text not null, category text, category_reason text);
-- One row an operator post found among the messages (who is an operator: view staff).
create table message_posts (
    key uhugeint not null, chat_id text not null, alias_id bigint not null, posted_at timestamp,
    form text not null, category text, category_reason text, purpose text, text text,
    batch integer not null, part text not null, source_row bigint not null
);
