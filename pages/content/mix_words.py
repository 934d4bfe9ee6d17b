"""The sentences of the mix page, made from its numbers."""

from __future__ import annotations

import pandas as pd

from analytics import Workspace
from analytics.classify import CATEGORIES
from analytics.metrics import mix_parts
from analytics.metrics.content_mix import ContentMix
from analytics.metrics.learned_posts import LEARNED
from analytics.texts.words import Texts
from pages.parts.show import Card

_TINY = 0.001
# A plan this near the target reaches it but for the rounding of whole posts.
_FITS_UNTIL = 0.05
# From here a whole percentage would read as certainty.
_ROUNDS_TO_CERTAIN = 0.995


def verdict(result: ContentMix, texts: Texts) -> str:
    """What to change next week, or why it cannot be said."""
    if result.coverage["posts"] == 0:
        nobody = result.coverage["operators"] == 0 and result.coverage["chats"] > 0
        return texts("content.verdict_nobody" if nobody else "content.verdict_none")
    if result.plan.posts == 0:
        return texts("content.verdict_undecided", count=result.coverage["undecided"])
    facts = {"lead": _lead(result, texts), "posts": result.plan.posts, "target": target(result, texts)}
    if result.plan.swaps.empty:
        return texts("content.verdict_fits", **facts)
    key = "content.verdict_swap" if result.plan.weeks else "content.verdict_swap_period"
    return texts(key, changes=_changes(result, texts), **facts)


def target(result: ContentMix, texts: Texts) -> str:
    """推广 30% : 干货 50% : 娱乐 20%, named because the order is often misread."""
    shares = dict(zip(result.mix["category"], result.mix["target"], strict=True))
    return texts("content.target_named", **{one: texts.share(shares[one]) for one in CATEGORIES})


def cards(result: ContentMix, texts: Texts) -> list[Card]:
    """The three kinds, what to change, what is undecided."""
    found = [
        Card(
            texts(f"category.{row['category']}"),
            texts("content.card_share", count=row["count"], of=row["of"]),
            texts(f"content.versus.{row['word']}"),
            texts(
                "content.card_help",
                target=texts.share(row["target"]),
                **{name: texts.share(row[name], row["of"]) for name in ("share", "low", "high")},
            ),
        )
        for row in result.mix.to_dict("records")
    ]
    found.append(
        Card(
            texts("content.card_swap"),
            texts("content.card_swap_value", posts=result.plan.posts, count=int(result.plan.swaps["count"].sum())),
        )
    )
    if result.coverage["undecided"]:
        found.append(
            Card(
                texts("content.card_undecided"),
                texts("content.card_undecided_value", of=result.coverage["posts"], count=result.coverage["undecided"]),
                help=texts("content.card_undecided_help", bounds=_bounds(result, texts)),
            )
        )
    return found


def adding(result: ContentMix, texts: Texts) -> str:
    """What to add if no post may be dropped: next week, and over the whole period."""
    if result.additions is None:
        return texts("content.adding_never")
    if not any(result.additions.values()):
        return texts("content.adding_none")
    line = texts("content.adding_line", list=_added(result.additions, texts))
    week, posts = result.plan.additions, result.plan.posts
    if not result.plan.weeks or week is None or not any(week.values()):
        return line
    said = texts("content.adding_week", posts=posts, list=_added(week, texts), all=posts + sum(week.values()))
    return f"{said}\n\n{line}"


def _added(additions: dict[str, int], texts: Texts) -> str:
    return texts.listing(
        texts("content.adding_item", kind=texts(f"category.{one}"), count=count) for one, count in additions.items() if count)


def counted(result: ContentMix, texts: Texts) -> str:
    """Whose posts the numbers are made of."""
    cover = result.coverage
    learned = texts("learned.counted", count=cover["learned"]) if cover["learned"] else ""
    return learned + texts(
        "content.counted",
        operators=cover["operators"],
        chat=cover["from_chat"],
        sheet=cover["from_sheet"],
        corrected=cover["corrected"],
    )


def planned(result: ContentMix, texts: Texts) -> str:
    """The mix that the plan of posts asks for, and whether following it can reach the target at all; or that there is none."""
    if result.mix["planned"].isna().all():
        return texts("mix.plan_none")
    far, shares = mix_parts.plan_distance(result.mix), dict(zip(result.mix["category"], result.mix["planned"], strict=True))
    key = "mix.plan_misses" if far > _FITS_UNTIL else "mix.plan_fits"
    return texts(
        key, plan=texts("content.target_named", **{one: texts.share(shares[one]) for one in CATEGORIES}), far=texts.share(far)
    )


def chat_names(ws: Workspace, result: ContentMix, texts: Texts) -> list[str]:
    """A name a row of `result.chats`."""
    names = ws.chat_words()
    return [names.get(chat, texts("content.sheet_posts")) for chat in result.chats["chat_id"]]


def chat_table(ws: Workspace, result: ContentMix, texts: Texts) -> pd.DataFrame:
    """A row a group: each kind's posts and share, and how far from the target. Two groups may bear one name."""
    rows = result.chats.assign(chat=chat_names(ws, result, texts), chat_id=result.chats["chat_id"].fillna(""))
    rows["said"] = [
        texts("content.bar", share=texts.share(share, of), count=count)
        for share, of, count in zip(rows["share"], rows["of"], rows["count"], strict=True)
    ]
    wide = rows.pivot(index=["chat_id", "chat", "of", "total_variation"], columns="category", values="said").reset_index()
    far = [texts.share(one) for one in wide["total_variation"]]
    return wide.assign(far=far).sort_values("of", ascending=False, ignore_index=True)


def chat_columns(texts: Texts) -> dict[str, str]:
    """Columns of `chat_table`."""
    return {
        "chat": texts("content.column_chat"),
        "of": texts("content.posts"),
        **{one: texts(f"category.{one}") for one in CATEGORIES},
        "far": texts("mix.distance"),
    }


def unit_table(result: ContentMix, texts: Texts) -> pd.DataFrame:
    """A row a way to count × kind, with its interval."""
    rows = result.by_unit
    return pd.DataFrame(
        {
            "unit": [texts(f"mix.unit.{unit}") for unit in rows["unit"]],
            "kind": [texts(f"category.{one}") for one in rows["category"]],
            "amount": rows["amount"].round().astype("int64"),
            "share": [texts.share(share, 100) for share in rows["share"]],
            "span": [
                texts("brings.span", low=texts.share(low, 100), high=texts.share(high, 100))
                for low, high in zip(rows["low"], rows["high"], strict=True)
            ],
            "posts": rows["posts"],
        }
    )


def unit_columns(texts: Texts) -> dict[str, str]:
    """Columns of `unit_table`."""
    return {name: texts(f"mix.column.{name}") for name in ("unit", "kind", "share", "span", "amount", "posts")}


def exact(result: ContentMix, texts: Texts) -> str:
    """The distances and the p value, for experts."""
    chance = texts("content.p_tiny") if result.p_value < _TINY else texts("content.p_exact", p=texts.number(result.p_value, 3))
    return texts(
        "content.exact",
        distance=texts.share(result.total_variation, 100),
        low=texts.share(result.low, 100),
        high=texts.share(result.high, 100),
        aitchison=texts.number(result.aitchison_distance, 2),
        p=chance,
    )


def missing(result: ContentMix, texts: Texts) -> list[str]:
    """What this data cannot say."""
    lines = [] if result.coverage["chats"] else [texts("content.missing_chat")]
    return lines if result.coverage["reach"] else [*lines, texts("content.missing_sheet")]


def reasons(posts: pd.DataFrame, texts: Texts) -> list[str]:
    """Why each post is of its kind: the words that decided, a rule in words, or what was learned and how sure it is."""
    return [
        texts("learned.reason", count=int(like), share=confidence(share, texts)) if said == LEARNED else reason(said, texts)
        for said, share, like in posts[["reason", "confidence", "like"]].itertuples(index=False)
    ]


def confidence(share: float, texts: Texts) -> str:
    """How sure what was learned is: never a whole 100%."""
    return texts("learned.nearly_certain") if share >= _ROUNDS_TO_CERTAIN else texts.share(share)


def reason(said: str | None, texts: Texts) -> str:
    """The words that decided, or a rule in words."""
    key = f"category_reason.{said}"
    return texts(key) if texts.has(key) else said or ""


def _lead(result: ContentMix, texts: Texts) -> str:
    most = result.plan.most
    key = "content.lead_weeks" if result.plan.weeks else "content.lead_period"
    return texts(
        key,
        weeks=result.plan.weeks,
        kind=texts(f"content.short.{most}"),
        share=texts.share(result.plan.share(most), result.plan.of),
    )


def _changes(result: ContentMix, texts: Texts) -> str:
    return texts.listing(
        texts("content.change", count=int(count), source=texts(f"content.short.{source}"), goal=texts(f"content.short.{goal}"))
        for source, goal, count in result.plan.swaps.to_numpy()
    )


def _bounds(result: ContentMix, texts: Texts) -> str:
    return texts.listing(
        texts("content.bound", kind=texts(f"category.{kind}"), lowest=texts.share(lowest), highest=texts.share(highest))
        for kind, lowest, highest in result.bounds.to_numpy()
    )
