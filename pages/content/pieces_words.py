"""The sentences and columns of 单条内容 / Single posts, made from their numbers."""

from __future__ import annotations

import pandas as pd

from analytics import Workspace
from analytics.metrics.pieces import VERDICTS, Pieces
from analytics.metrics.post_effects import PostEffects
from analytics.texts.words import Texts
from pages.parts.show import Card


def verdict(found: PostEffects, result: Pieces, texts: Texts) -> str:
    """The best template that has been used often enough, and what may be dropped."""
    rows = result.templates
    if rows["mean"].notna().sum() == 0:
        return texts("pieces.verdict_unknown", count=len(rows))
    hits, duds = rows[rows["verdict"] == "hit"], result.count("dud")
    if hits.empty:
        return texts("pieces.verdict_no_hit", count=len(rows), few=result.count("few"))
    best = hits.iloc[0]
    first = texts(
        "pieces.verdict_hit",
        title=best["title"] or texts("pieces.untitled"),
        uses=int(best["known"]),
        mean=texts.number(best["answers"], 1),
        hits=len(hits),
    )
    return first + (texts("pieces.verdict_duds", count=duds) if duds else texts("pieces.verdict_no_dud"))


def cards(found: PostEffects, result: Pieces, texts: Texts) -> list[Card]:
    """How many templates, how many of each verdict."""
    cards = [
        Card(
            texts("pieces.card_templates"),
            texts("pieces.card_templates_value", count=len(result.templates)),
            texts("pieces.card_posts", count=found.coverage["posts"]),
        )
    ]
    return cards + [
        Card(
            texts(f"pieces.verdict.{one}"),
            texts("pieces.card_templates_value", count=result.count(one)),
            help=texts(f"pieces.card_{one}_help", **_limits(found)),
        )
        for one in VERDICTS
    ]


def _limits(found: PostEffects) -> dict[str, int]:
    rules = found.orders.settings.pieces
    return {"hit_uses": rules.hit_from_uses, "dud_uses": rules.dud_from_uses}


def table(rows: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Templates as people read them."""
    return pd.DataFrame(
        {
            "title": [title or texts("pieces.untitled") for title in rows["title"]],
            "kind": [texts(f"brings.kind.{one}") for one in rows["category"]],
            "verdict": [texts(f"pieces.verdict.{one}") for one in rows["verdict"]],
            "uses": rows["uses"],
            "answers": [texts.number(value, 1) for value in rows["answers"]],
            "fair": [
                texts(
                    "brings.mean_span",
                    mean=texts.number(row["mean"], 1),
                    low=texts.number(row["low"], 1),
                    high=texts.number(row["high"], 1),
                )
                if row["known"]
                else "—"
                for row in rows.to_dict("records")
            ],
            "chance": [texts.share(value) for value in rows["chance"]],
            "orders": rows["orders"],
            "last_at": rows["last_at"],
        }
    )


def columns(texts: Texts) -> dict[str, str]:
    """Columns of `table`."""
    return {
        name: texts(f"pieces.column.{name}")
        for name in ("title", "verdict", "uses", "answers", "fair", "chance", "orders", "kind", "last_at")
    }


def tiring(result: Pieces, texts: Texts) -> list[str]:
    """A sentence a play: does it tire, or too few to tell."""
    said = []
    for row in result.tiring.to_dict("records"):
        key = "few" if pd.isna(row["tired"]) else "yes" if row["tired"] else "no"
        said.append(
            texts(
                f"pieces.tired_{key}",
                play=texts(f"brings.way.{row['way']}"),
                posts=int(row["posts"]),
                slope=texts.number(row["slope"], 1),
                less=texts.number(-row["slope"], 1),
                least=texts.number(-row["high"], 1),
                most=texts.number(-row["low"], 1),
                low=texts.number(row["low"], 1),
                high=texts.number(row["high"], 1),
            )
        )
    return said


def rotation(ws: Workspace, result: Pieces, texts: Texts) -> pd.DataFrame:
    """Each group's play now and the one to change to."""
    rows, chats = result.rotation, ws.chat_words()
    played = rows["next_last_at"]
    return pd.DataFrame({
        "chat": [chats.get(one, "") for one in rows["chat_id"]],
        "now": [texts("pieces.rotation_nth", play=texts(f"brings.way.{way}"), nth=int(nth))
                for way, nth in zip(rows["way"], rows["nth"], strict=True)],
        "last_at": rows["last_at"],
        "next": [texts(f"brings.way.{way}") for way in rows["next_way"]],
        "next_last": [texts("pieces.rotation_never") if pd.isna(one) else texts.day(one) for one in played],
    })


def rotation_columns(texts: Texts) -> dict[str, str]:
    """Columns of `rotation`."""
    own = {name: texts(f"pieces.column.{name}") for name in ("now", "last_at", "next", "next_last")}
    return {"chat": texts("brings.column.chat"), **own}


def thread_table(rows: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """What was said after a post; what has no words is named by its kind."""
    kinds = [texts(f"form.{kind}") if texts.has(f"form.{kind}") else kind for kind in rows["kind"]]
    said = [text if isinstance(text, str) and text.strip() else f"[{kind}]" for text, kind in zip(rows["text"], kinds, strict=True)]
    useful = [texts("pieces.useful") if counts else "" for counts in rows["effective"]]
    return rows.assign(said=said, useful=useful)


def thread_columns(texts: Texts) -> dict[str, str]:
    """Columns of `thread_table`."""
    return {name: texts(f"pieces.column.{name}") for name in ("sent_at", "display_name", "said", "useful")}


def missing(found: PostEffects, texts: Texts) -> list[str]:
    """What this data cannot say."""
    lines = [] if found.coverage["answered"] else [texts("brings.missing_chat")]
    return [*lines, texts("pieces.missing_pictures"), texts("brings.not_cause")]
