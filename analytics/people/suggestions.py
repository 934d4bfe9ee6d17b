"""Who may be the same person: pairs to confirm, each with its evidence and a score. Nothing here decides.

    A小雨🌸 (group)      小雨 (order)            the same but for decoration
    阿珍 尾号4567 (list)  138…4567 (order)        the tail of the phone
    3-301 老王 (group)    王先生, 3栋301 (order)   the same door
    老王（原名:王建国）    王建国                   says so itself

Evidence adds up like chances that do not depend on each other. What speaks against a pair (two accounts, two
phones, both talking on one day) is the caller's: see `metrics/who.py`.
"""

from __future__ import annotations

import math
import re
import unicodedata

import numpy as np
import pandas as pd

from analytics.importers.names import stands_for_many
from analytics.importers.rooms import ROOM, room_in

# How much each kind of evidence says by itself, in percent.
WEIGHTS = {
    "states_old_name": 90, "phone_tail": 80, "same_core": 70, "same_name": 65, "ending_digits": 50, "room": 50,
    "alike": 45, "like_core": 40, "took_over": 25, "buyer": 10,
}
# Of these only the first that holds counts.
_OF_NAMES = ("same_name", "same_core", "alike", "like_core")
# More bearers than that, and the name is everybody's.
_MOST_BEARERS = 8
_TAIL = re.compile(r"尾号\s*(\d{4})(?!\d)")
_ENDING_DIGITS = re.compile(r"(?<!\d)(\d{4})$")
_FORMER = re.compile(
    r"(?:原名|原来叫|以前叫|曾用名|改名前|formerly|[(（]原)\s*[:：]?\s*[“\"]?([^)）\]】”\":：]{1,20})[)）\]】”\"]*$", re.IGNORECASE)
_BRACKETS = re.compile(r"[(（\[【<《].*?[)）\]】>》]")
# Letters and digits without any of these tell no phone, no door and no earlier name: most names.
_SPEAKING = re.compile(r"尾号|原|叫|曾用名|改名前|formerly|[楼幢栋座号]", re.IGNORECASE)
# People put A in front to stand first in a list.
_FIRST_IN_LIST = re.compile(r"^a{1,5}(?=[^a-z])|^0{2,}")
_NO_LETTER = frozenset("SPCZM")


class _Letters(dict[int, str | None]):
    """For str.translate: every sign that is no letter or digit falls away; each is looked up once."""

    def __missing__(self, code: int) -> str | None:
        self[code] = None if unicodedata.category(chr(code))[0] in _NO_LETTER else chr(code)
        return self[code]


_LETTERS = _Letters()
_SHORTEST_ALIKE = 2
# What `_reading` gives beside the name.
_READ = ("core", "former", "tail", "ending", "named_room")


def core(name: str) -> str:
    """A `normal` name without decoration: no brackets, emoji, signs, door number, phone tail, leading A."""
    bare = _BRACKETS.sub("", ROOM.sub("", _TAIL.sub("", name)))
    letters = bare.translate(_LETTERS)
    return _FIRST_IN_LIST.sub("", letters) or letters


def suggest(names: pd.DataFrame, *, alike_from: float, took_over_days: int) -> pd.DataFrame:
    """Pairs of people that may be one, best first: person_a, person_b, score (0–100), evidence (tuple of kinds).

    `names`: one row an alias: person_id, chat_id, normal_name, phone, room, first_day, last_day; chat_id NULL:
    outside any group (buyers, lists). `alike_from`: how alike two names must be, 0–1; `took_over_days`: at most so
    many days between the last of one name and the first of another in one group.
    """
    told = _told(names)
    pairs = pd.concat([
        _meeting(told, "normal_name", "same_name"), _cores(told), _meeting(told, "room", "room"),
        _across(told, "former", "core", "states_old_name"), _across(told, "tail", "phone_end", "phone_tail"),
        _across(told, "ending", "phone_end", "ending_digits"), _alike(told, alike_from),
    ], ignore_index=True)
    pairs = pd.concat([pairs, _took_over(told, pairs, took_over_days), _buyers(told, pairs)], ignore_index=True)
    return _scored(pairs)


def _told(names: pd.DataFrame) -> pd.DataFrame:
    """What each name tells beside itself; '' where it tells nothing. Each name is looked at once."""
    told = pd.DataFrame([_reading(name) for name in names["normal_name"].unique().tolist()],
                        columns=["normal_name", *_READ], dtype="str").drop_duplicates("normal_name")
    rows = names.merge(told, on="normal_name", how="left")
    rows["normal_name"] = rows["normal_name"].where(rows["core"] != "", "")
    door = rows["room"].fillna("") if "room" in rows else pd.Series("", index=rows.index)
    return rows.assign(phone_end=rows["phone"].str.slice(-4).where(rows["phone"].str.len() >= 11, ""),
                       room=door.where(door != "", rows["named_room"]))


def _reading(name: str) -> tuple[str, ...]:
    if stands_for_many(name):
        return (name, *("" for _ in _READ))
    if name.isalpha() or (name.isalnum() and not _SPEAKING.search(name)):
        ending = _ENDING_DIGITS.search(name)
        return (name, _FIRST_IN_LIST.sub("", name) or name, "", "", ending.group(1) if ending else "", "")
    tail = _TAIL.search(name)
    ending = None if tail else _ENDING_DIGITS.search(name)
    former = _FORMER.search(name)
    return (name, core(name), core(former.group(1)) if former else "", tail.group(1) if tail else "",
            ending.group(1) if ending else "", room_in(name))


def _meeting(told: pd.DataFrame, token: str, kind: str) -> pd.DataFrame:
    """People who share a token, where not too many do."""
    bearers = _bearers(told, token)
    bearers = bearers[bearers["token"].duplicated(keep=False)]
    return _pairs(bearers, bearers, kind)


def _cores(told: pd.DataFrame) -> pd.DataFrame:
    """People whose names are equal but for decoration: strong where only two carry it and one of them carries it bare.

    🌸小雨 and 小雨☀ each chose a sign to be told apart.
    """
    carried = told.loc[told["core"] != "", ["person_id", "core", "normal_name"]]
    once = carried[["person_id", "core"]].drop_duplicates()
    carried = carried[carried["core"].isin(once.loc[once["core"].duplicated(), "core"].unique())]
    carried = carried.assign(bare=carried["normal_name"] == carried["core"])
    plain = carried.groupby(["person_id", "core"])["bare"].max().reset_index()
    plain["bearers"] = plain.groupby("core")["person_id"].transform("size")
    strong = plain[plain["bearers"] == 2]
    strong = strong[strong.groupby("core")["bare"].transform("max")]
    return pd.concat([_meeting(strong, "core", "same_core"),
                      _meeting(plain[~plain["core"].isin(strong["core"].unique())], "core", "like_core")], ignore_index=True)


def _across(told: pd.DataFrame, left: str, right: str, kind: str) -> pd.DataFrame:
    """People whose token of one kind is another's of another kind."""
    return _pairs(_bearers(told, left), _bearers(told, right), kind)


def _bearers(told: pd.DataFrame, token: str) -> pd.DataFrame:
    known = told.loc[told[token] != "", ["person_id", token]].drop_duplicates()
    known = known[known.groupby(token)["person_id"].transform("size") <= _MOST_BEARERS]
    return known.rename(columns={token: "token"})


def _pairs(left: pd.DataFrame, right: pd.DataFrame, kind: str) -> pd.DataFrame:
    both = left.merge(right, on="token", suffixes=("_a", "_b"))
    return _ordered(both["person_id_a"], both["person_id_b"], kind)


def _ordered(one: pd.Series[int], other: pd.Series[int], kind: str) -> pd.DataFrame:
    frame = pd.DataFrame({"person_a": np.minimum(one, other), "person_b": np.maximum(one, other), "kind": kind})
    return frame[frame["person_a"] != frame["person_b"]].drop_duplicates()


def _alike(told: pd.DataFrame, alike_from: float) -> pd.DataFrame:
    """Buyers and list names outside the groups whose name is nearly somebody's in them."""
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import cpdist

    # Sandy is not Mandy: one Latin letter is a lot. Names of other letters are compared.
    written = (told["core"].str.len() >= _SHORTEST_ALIKE) & ~told["core"].map(str.isascii).astype(bool)
    rows = told.loc[written, ["person_id", "core", "chat_id"]]
    outside = rows[rows["chat_id"].isna()]
    inside = rows[rows["chat_id"].notna() & ~rows["person_id"].isin(outside["person_id"])]
    outside = outside[~outside["person_id"].isin(rows.loc[rows["chat_id"].notna(), "person_id"])]
    near = _grams(outside).merge(_grams(inside), on="gram", suffixes=("_a", "_b"))
    near = near.drop_duplicates(["person_id_a", "core_a", "person_id_b", "core_b"])
    near = near[near["core_a"] != near["core_b"]]
    if near.empty:
        return _ordered(near["person_id_a"], near["person_id_b"], "alike")
    likeness = cpdist(near["core_a"].tolist(), near["core_b"].tolist(), scorer=Indel.normalized_similarity)
    near = near[np.asarray(likeness) >= alike_from]
    return _ordered(near["person_id_a"], near["person_id_b"], "alike")


def _grams(rows: pd.DataFrame) -> pd.DataFrame:
    """Two letters next to each other, where not everybody has them: only names that share some are compared."""
    rows = rows[["person_id", "core"]].drop_duplicates()
    cut = [(person, core, core[at:at + 2]) for person, core in zip(rows["person_id"].tolist(), rows["core"].tolist(), strict=True)
           for at in range(len(core) - 1)]
    grams = pd.DataFrame(cut, columns=["person_id", "core", "gram"])
    return grams[grams.groupby("gram")["person_id"].transform("size") <= 4 * _MOST_BEARERS]


def _took_over(told: pd.DataFrame, pairs: pd.DataFrame, days: int) -> pd.DataFrame:
    """Among the pairs: one name ended in a group where and when the other began."""
    spans = told.loc[told["chat_id"].notna() & told["first_day"].notna(), ["person_id", "chat_id", "first_day", "last_day"]]
    spans = spans.groupby(["person_id", "chat_id"], as_index=False).agg({"first_day": "min", "last_day": "max"})
    met = pairs[["person_a", "person_b"]].drop_duplicates()
    both = met.merge(spans, left_on="person_a", right_on="person_id").merge(
        spans, left_on=["person_b", "chat_id"], right_on=["person_id", "chat_id"], suffixes=("_a", "_b"))
    after, before = (both["first_day_b"] - both["last_day_a"]).dt.days, (both["first_day_a"] - both["last_day_b"]).dt.days
    both = both[after.between(0, days) | before.between(0, days)]
    return _ordered(both["person_a"], both["person_b"], "took_over")


def _buyers(told: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Among the pairs: one is only known outside the groups, the other in them."""
    inside = set(told.loc[told["chat_id"].notna(), "person_id"])
    one, other = pairs["person_a"].isin(inside), pairs["person_b"].isin(inside)
    return pairs.loc[one != other, ["person_a", "person_b"]].drop_duplicates().assign(kind="buyer")


def _scored(pairs: pd.DataFrame) -> pd.DataFrame:
    """One row a pair; its kinds of evidence are bits of one number, so that thousands of pairs are a blink."""
    bits = {kind: 1 << at for at, kind in enumerate(WEIGHTS)}
    told = pairs.drop_duplicates().assign(bit=lambda rows: rows["kind"].map(bits).astype("int64"))
    found = told.groupby(["person_a", "person_b"])["bit"].sum().reset_index()
    said = {mask: _evidence(mask, bits) for mask in found["bit"].unique()}
    found["evidence"] = pd.Series([said[mask] for mask in found.pop("bit")], index=found.index, dtype="object")
    score = {kinds: round(100 * (1 - math.prod(1 - WEIGHTS[kind] / 100 for kind in kinds))) for kinds in said.values()}
    found.insert(2, "score", found["evidence"].map(score).astype("int64"))
    return found.sort_values(["score", "person_a", "person_b"], ascending=[False, True, True], ignore_index=True)


def _evidence(mask: int, bits: dict[str, int]) -> tuple[str, ...]:
    kinds = [kind for kind, bit in bits.items() if mask & bit]
    # Names that are equal are equal without decoration, and alike: that says one thing, not three.
    best = next((kind for kind in _OF_NAMES if kind in kinds), None)
    return tuple(kind for kind in kinds if kind not in _OF_NAMES or kind == best)
