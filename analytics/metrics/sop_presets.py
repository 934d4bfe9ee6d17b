"""What the articles would have a shop do every day, week and month (T2, R03–R06, R28, R29), as tasks to start from.

Names: texts `sop.preset.<task_id>`. Words are what a post has to hold so that it is known again; a shop edits all of it.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.metrics import slots
from analytics.settings import Settings
from analytics.storing.sop import COLUMNS

# The slots are the first tasks; then without a window: (every, weekdays, category, words, minutes of work, set).
_SLOTS = {"morning": 15, "noon": 15, "evening": 15, "presale": 20}
_OTHERS: dict[str, tuple[str, str | None, str | None, str, int, str]] = {
    "answers": ("day", None, None, "", 30, "daily"),
    "monday": ("week", "1", "promotion", "福利 抽奖 红包 领券 秒杀", 20, "weekly"),
    "wednesday": ("week", "3", "knowledge", "", 40, "weekly"),
    "member_day": ("month", None, "promotion", "会员日", 60, "monthly"),
    "launch": ("month", None, "promotion", "新品 上新 发布", 60, "monthly"),
    "holiday": ("month", None, "promotion", "节 庆", 60, "monthly"),
    "review": ("week", None, None, "复盘 本周总结 周报 一周回顾", 30, "rituals"),
    "star": ("month", None, None, "之星", 30, "rituals"),
    "topic": ("week", None, "fun", "话题 讨论", 20, "play"),
    "quiz": ("week", None, None, "有奖问答 竞猜 猜一猜", 20, "play"),
    "relay": ("week", None, None, "干货接龙 接龙分享", 20, "play"),
}
SETS = ("slots", "daily", "weekly", "monthly", "rituals", "play")
# 每日早报 is the morning slot (R03, R04, R28): one task, not two.
RITUALS = ("morning", "review", "star")
START_WITH = ("slots", "daily", "weekly", "monthly", "rituals")


def tasks(settings: Settings) -> pd.DataFrame:
    """Every preset: the columns of a plan (name: the task_id, to be put into words) and set (one of `SETS`)."""
    rows = [_slot(window) for window in slots.windows(settings)]
    rows += [_other(name, *given) for name, given in _OTHERS.items()]
    return pd.DataFrame(rows).reindex(columns=[*COLUMNS, "set"])


def _slot(window: slots.Window) -> dict[str, Any]:
    every = "day" if window.weekdays == slots.EVERY_DAY else "week"
    weekdays = None if every == "day" else "".join(map(str, window.weekdays))
    return {"task_id": window.slot, "name": window.slot, "evidence": "post", "every": every, "weekdays": weekdays,
            "first_minute": window.first, "last_minute": window.last, "category": window.category,
            "minutes": float(_SLOTS[window.slot]), "set": "slots"}


def _other(name: str, every: str, weekdays: str | None, category: str | None, words: str, minutes: int,
           kind: str) -> dict[str, Any]:
    return {"task_id": name, "name": name, "evidence": "answer" if name == "answers" else "post", "every": every,
            "weekdays": weekdays, "category": category, "words": words or None, "minutes": float(minutes), "set": kind}
