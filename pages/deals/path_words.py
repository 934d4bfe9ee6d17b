"""The sentences and cards of the path page, made from its numbers."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.charts.funnel import duration, step_word
from analytics.metrics.funnel import Funnel
from analytics.texts.words import Texts
from pages.parts.show import Card

_SHOWN_STEPS = 4


def verdict(result: Funnel, texts: Texts) -> str:
    """How many of those who entered got to the step after it, and where most are lost."""
    if len(result.steps) < 2:
        return texts("deals.verdict_one_step")
    first, second = _rows(result)[:2]
    if first["count"] == 0:
        return texts("deals.verdict_open" if first["pending"] else "deals.verdict_none",
                     open=first["pending"], days=result.window_days)
    said = texts(
        "deals.verdict", entered=first["count"], count=second["count"], days=result.window_days,
        entry=_did(first["step"], texts), done=_did(second["step"], texts), **_interval(second, texts))
    return said + _ending(result, texts)


def cards(result: Funnel, texts: Texts) -> list[Card]:
    """Each step with its share of the one before, and how many orders have a known buyer."""
    rows = _rows(result)
    found = [Card(step_word(row["step"], texts), texts("deals.card_step", count=row["count"]),
                  help=texts("deals.card_entry_help", days=result.window_days, pending=row["pending"]))
             for row in rows[:1]]
    found += [_step_card(row, result, texts) for row in rows[1:_SHOWN_STEPS]]
    for match in result.match_rate.to_dict("records"):
        found.append(Card(
            texts("deals.card_match"), texts("deals.card_match_value", count=match["count"], of=match["of"]),
            texts.share(match["share"], match["of"]),
            texts("deals.card_match_help", buyers=int(result.unmatched["buyers"].sum()), **_interval(match, texts))))
    return found


def branch_line(result: Funnel, texts: Texts) -> str:
    """Talkers beside silent ones, with the word for whether they differ."""
    spoke, silent = result.branch.to_dict("records")
    return texts(
        "deals.branch_line", step=step_word(result.chain[1], texts), spoke=spoke["count"], spoke_of=spoke["of"],
        silent=silent["count"], silent_of=silent["of"], word=texts(f"deals.branch_word.{result.word}"))


def bound(result: Funnel, texts: Texts) -> str | None:
    """The most that first orders could be if every unmatched buyer were a member; None where nothing is open."""
    for row in _rows(result):
        if row["bound"] == row["bound"]:
            of = row["of_previous"]
            return texts("deals.bound", of=of, count=row["count"], bound=int(row["bound"]),
                         share=texts.share(row["bound"] / of if of else None, of))
    return None


def missing(result: Funnel, texts: Texts) -> list[str]:
    """Who is not in it and what cannot be seen, one quiet line each."""
    cover = result.coverage
    lines = [texts("deals.why_differs"), texts("deals.horizon", until=cover["until"])]
    lines += [texts("path.stopped", count=result.stopped)] if result.stopped else []
    lines += [texts(f"deals.left_{row['reason']}", count=row["people"])
              for row in result.left_out.to_dict("records") if row["people"]]
    return lines + [texts(f"deals.missing_{name}") for name in ("join", "orders", "messages") if not cover[name]]


def step_table(result: Funnel, texts: Texts) -> pd.DataFrame:
    """`steps` in words, for the table and its download."""
    return pd.DataFrame([{
        "step": step_word(row["step"], texts), "count": row["count"],
        "share_of_previous": texts.share(row["share_of_previous"], row["of_previous"]),
        "interval": texts("deals.interval", **_interval(row, texts)),
        "share_of_first": texts.share(row["share_of_first"], row["of_first"]), "pending": row["pending"],
        "median": duration(row["median_hours"], texts),
    } for row in _rows(result)])


def takeaway(result: Funnel, texts: Texts) -> str:
    """How many went all the way, and the slowest step (the verdict names the largest loss); "" where nobody's time is over."""
    last, slow = _rows(result)[-1], result.slowest()
    if not last["of_first"]:
        return ""
    parts = [texts("path.take_all", count=last["count"], of=last["of_first"],
                   share=texts.share(last["share_of_first"], last["of_first"]), step=step_word(last["step"], texts))]
    if slow is not None:
        hours = float(result.steps.set_index("step")["median_hours"][slow])
        parts.append(texts("path.take_slow", step=step_word(slow, texts), time=duration(hours, texts)))
    return texts("path.take", parts=texts("path.take_between").join(parts))


def optional_lines(result: Funnel, texts: Texts) -> list[str]:
    """A line a step that may be left out: those who took it beside those who did not."""
    rows = result.optional.to_dict("records")
    return [texts("path.optional_line", step=step_word(with_["step"], texts), after=step_word(with_["after"], texts),
                  count=with_["count"], of=with_["of"], other_count=without["count"], other_of=without["of"],
                  word=texts(f"certainty.{with_['word']}")) for with_, without in zip(rows[::2], rows[1::2], strict=True)]


def _step_card(row: dict[Any, Any], result: Funnel, texts: Texts) -> Card:
    help_text = texts(
        "deals.card_help", overall=texts.share(row["share_of_first"], row["of_first"]),
        time=duration(row["median_hours"], texts), **_interval(row, texts))
    small = row["of_previous"] < result.settings.statistics.small_sample_below
    word = texts("certainty.small_sample") if small else texts.share(row["share_of_previous"], row["of_previous"])
    return Card(step_word(row["step"], texts),
                texts("deals.card_step_of", count=row["count"], of=row["of_previous"]), word, help_text)


def _ending(result: Funnel, texts: Texts) -> str:
    small = result.steps["of_previous"].iloc[1] < result.settings.statistics.small_sample_below
    if small:
        return texts("deals.verdict_small")
    lost = result.biggest_loss()
    if lost is None or len(result.chain) == 2:
        return ""
    return texts("deals.verdict_loss", step=step_word(lost, texts), lost=len(result.people(lost, "dropped")))


def _interval(row: dict[Any, Any], texts: Texts) -> dict[str, str]:
    of = row.get("of_previous", row.get("of"))
    share = row.get("share_of_previous", row.get("share"))
    return {"share": texts.share(share, of), "low": texts.share(row["low"], of), "high": texts.share(row["high"], of)}


def _did(step: str, texts: Texts) -> str:
    key = f"deals.did.{step}"
    return texts(key) if texts.has(key) else texts("deals.did_other", step=step_word(step, texts))


def _rows(result: Funnel) -> list[dict[Any, Any]]:
    return result.steps.to_dict("records")
