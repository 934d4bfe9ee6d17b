"""Whose phone a file comes from, where it only says 我: the one whose lines another export has under a name."""

from __future__ import annotations

from dataclasses import replace

from analytics.importers.answers import Answers
from analytics.importers.names import normal
from analytics.settings import Settings
from analytics.storing import ask
from analytics.storing.connection import Connection
from analytics.storing.drafts import Draft

_SELF = ("我", "me")
_MOST_LINES = 5000
_NAMED = f"""
with own as (
    select date_trunc('minute', sent_at) as minute, text from incoming
    where name in {_SELF} and sent_at is not null and length(text) >= 2 limit {_MOST_LINES}
), met as (
    select distinct o.minute, o.text, m.chat_id, a.name from own o
    join message_rows m on date_trunc('minute', m.sent_at) = o.minute and m.text = o.text
    join known_aliases a on a.alias_id = m.alias_id where m.chat_id is not null
)
select name, count(*) as lines, sum(count(*)) over (partition by chat_id) as all_lines from met group by chat_id, name
order by lines desc, name limit 1
"""


def recognised(connection: Connection, draft: Draft, settings: Settings) -> Answers | None:
    """The draft's answers with the owner's name; None where nobody says it, or it was said already."""
    if draft.read.answers.me or not any(question["kind"] == "me" for question in draft.read.about["questions"]):
        return None
    with connection.trying() as cursor:
        if not ask.any_row(cursor, "select 1 from message_rows"):
            return None
        cursor.register("incoming", draft.read.reader("messages"))
        row = ask.first(cursor, _NAMED)
    if row is None or normal(row[0]) in _SELF:
        return None
    name, lines, all_lines = row
    rules = settings.groups
    if lines < rules.same_speaker_from_rows or lines < rules.same_speaker_from_share * all_lines:
        return None
    return replace(draft.read.answers, me=name)
