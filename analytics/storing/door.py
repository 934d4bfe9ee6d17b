"""The one door through which names, group names and free text leave a shop (DATA 10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.people.hiding import HIDDEN, Hiding, tells_on_nobody
from analytics.statistics.distinct import distinct
from analytics.storing.connection import Connection

_HIDDEN_TEXT = HIDDEN + " ({length})"
# One row a name and who carries it; the code of whoever has the lower number where several do.
_NAMES = """
select x.name, $person || s.code as instead from (
    select name, alias_id from known_aliases union all select phone, alias_id from known_aliases
    union all select platform_id, alias_id from known_aliases) x
join identities i on i.alias_id = x.alias_id join pseudonyms s on s.person_id = i.person_id
where x.name <> '' order by s.person_id, x.name
"""
# Groups called alike by the order in which the shop got to know them.
_CHATS = """
with called as (
    select k.chat_id, k.chat_name, row_number() over (
        partition by k.chat_name order by (select min(n.batch) from chat_names n where n.chat_id = k.chat_id), k.chat_id) as nth
    from known_chats k)
select chat_id, chat_name || case when nth > 1 then ' · ' || nth else '' end as chat_name from called order by chat_id
"""
# Ways into a group, and where orders and coupons came from.
_CHANNELS = """
select channel from (
    select join_channel as channel from memberships union select channel from orders union select channel from coupons) c
where channel <> '' order by channel
"""


@dataclass(frozen=True)
class Door:
    """Real words, or in masked mode stable pseudonyms: `person_prefix` + A12, `chat_prefix` + 1.

    `shows_texts`: masked, what people wrote is shown with the known names, numbers and addresses in it replaced.
    """

    connection: Connection
    masked: bool = False
    person_prefix: str = "客人"
    chat_prefix: str = "群"
    shows_texts: bool = False
    tag_prefix: str = "标签"
    channel_prefix: str = "渠道"

    def people(self, person_ids: Iterable[int]) -> dict[int, str]:
        """person_id → the name to show; ids nobody knows are left out."""
        ids = person_ids if isinstance(person_ids, np.ndarray | pd.Series | pd.Index) else list(person_ids)
        known = self._shown(distinct(ids))
        return dict(zip(known.index.tolist(), known.tolist(), strict=True))

    def _shown(self, person_ids: NDArray[Any]) -> pd.Series[Any]:
        """The name to show by person_id; ids nobody knows are left out."""
        wanted = pd.DataFrame({"person_id": person_ids.astype("int64")})
        if wanted.empty:
            return pd.Series([], index=pd.Index([], dtype="int64"), dtype="str")
        name = "$prefix || s.code" if self.masked else (
            "case when p.ambiguous and p.bearers > 1 then '同名:' || p.display_name || '(' || p.bearers || ')' "
            "else p.display_name end")
        frame = self.connection.read(
            f"select w.person_id, {name} as name from wanted w join known_people p on p.person_id = w.person_id "
            "join pseudonyms s on s.person_id = w.person_id",
            {"prefix": self.person_prefix} if self.masked else {}, {"wanted": wanted})
        return frame.set_index("person_id")["name"]

    def named(self, frame: pd.DataFrame) -> pd.DataFrame:
        """`frame` with display_name beside person_id: the name to show, missing where there is no person."""
        ids = frame["person_id"]
        names = ids.map(self._shown(distinct(ids.dropna()))).astype("str")
        if "display_name" in frame.columns:
            return frame.assign(display_name=names)
        named = frame.copy(deep=False)
        named.insert(list(frame.columns).index("person_id") + 1, "display_name", names)
        return named

    def names(self, person_id: int) -> dict[int, str]:
        """alias_id → the name as it may be shown, for every name of one person; masked, they are numbered."""
        frame = self.connection.read(
            "select i.alias_id, coalesce(nullif(a.name, ''), nullif(a.phone, ''), a.platform_id) as name from identities i "
            "join known_aliases a on a.alias_id = i.alias_id where i.person_id = $person order by i.alias_id",
            {"person": person_id})
        shown = self.people([person_id]).get(person_id, "")
        names = [f"{shown}·{number}" for number in range(1, len(frame) + 1)] if self.masked else frame["name"].tolist()
        return dict(zip(frame["alias_id"].tolist(), names, strict=True))

    def phones(self, person_ids: Iterable[int]) -> dict[int, str]:
        """person_id → the phone number last read; nobody's in masked mode."""
        wanted = pd.DataFrame({"person_id": pd.Series(sorted({int(one) for one in person_ids}), dtype="int64")})
        if self.masked or wanted.empty:
            return {}
        frame = self.connection.read(
            "select w.person_id, arg_max(a.phone, a.alias_id) as phone from wanted w "
            "join identities i on i.person_id = w.person_id join known_aliases a on a.alias_id = i.alias_id "
            "where a.phone is not null and a.phone <> '' group by w.person_id", {}, {"wanted": wanted})
        return dict(zip(frame["person_id"].tolist(), frame["phone"].tolist(), strict=True))

    def chats(self) -> dict[str, str]:
        """chat_id → the group's name to show, in the order of the groups' ids; of several called alike the later are numbered."""
        frame = self.connection.once(_CHATS, lambda: self.connection.read(_CHATS))
        names = frame["chat_name"].tolist()
        if self.masked:
            names = [f"{self.chat_prefix}{number}" for number in range(1, len(names) + 1)]
        return dict(zip(frame["chat_id"].tolist(), names, strict=True))

    def tags(self) -> dict[str, str]:
        """Tag or squad → how it may be shown; masked, they are numbered, since a tag can hold a name."""
        found = self.connection.read("select distinct tag from tags order by tag")["tag"].tolist()
        return self._numbered(found, self.tag_prefix)

    def channels(self, named: pd.Series[str]) -> pd.Series[str]:
        """Ways into a group, channels of orders and coupons as they may be shown; masked, those that can hold a name
        (李姐的码) are numbered.
        """
        if not self.masked:
            return named
        every = self.connection.once(_CHANNELS, lambda: self.connection.read(_CHANNELS))["channel"].tolist()
        telling = self._numbered([channel for channel in every if not tells_on_nobody(channel)], self.channel_prefix)
        return named.map(lambda one: telling.get(one, one)).astype(named.dtype)

    def _numbered(self, words: list[str], prefix: str) -> dict[str, str]:
        """Each word as it is; masked, without names where texts are shown, else its number."""
        if not self.masked:
            return {word: word for word in words}
        if self.shows_texts:
            hiding = self._hiding()
            return {word: hiding(word) for word in words}
        return {word: f"{prefix}{number}" for number, word in enumerate(words, 1)}

    def text(self, texts: pd.Series[str]) -> pd.Series[str]:
        """Free text as it may be shown: masked, only its length is left, or what does not tell on anybody."""
        if not self.masked:
            return texts
        shown = self._hiding() if self.shows_texts else lambda one: _HIDDEN_TEXT.format(length=len(one))
        return texts.map(lambda one: one if pd.isna(one) else shown(str(one))).astype("str")

    def _hiding(self) -> Hiding:
        """How known names in a text are replaced, at the present version of the data."""
        return self.connection.once(f"hiding {self.person_prefix} {self.chat_prefix}", self._read_hiding)

    def _read_hiding(self) -> Hiding:
        people = self.connection.read(_NAMES, {"person": self.person_prefix})
        groups = self.connection.read("select chat_id, chat_name from known_chats").set_index("chat_id")["chat_name"]
        return Hiding([*zip(people["name"], people["instead"], strict=True),
                       *((str(groups[chat_id]), shown) for chat_id, shown in self.chats().items())])
