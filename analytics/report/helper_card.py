"""One printed page for somebody who helps out: what to post this week, when, and how (R27: SOPs make learning cheap).

A web page of its own, A4, without script or anything from elsewhere; every word goes in as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

# The page holds so many lines of a table; what is more is said in a line.
MOST_LINES = 60
_LOOK = """@page{size:A4;margin:12mm}*{box-sizing:border-box}
body{font:11px/1.35 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#222;max-width:186mm;margin:0 auto}
h1{font-size:20px;margin:0 0 2px}p{margin:2px 0 6px}h2{font-size:13px;margin:8px 0 3px}
table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ccc;padding:2px 5px;text-align:left;vertical-align:top}
th{border-bottom:1.5px solid #444}td:first-child{white-space:nowrap}
.box{width:12px;height:12px;border:1px solid #444;display:inline-block}
ul{margin:2px 0;padding-left:16px}.small{color:#666;font-size:10px}@media print{tr{break-inside:avoid}}"""


@dataclass(frozen=True)
class Card:
    """What stands on the page. `rows`: one a thing to do, cells in the order of `columns`; `rules`: short sentences."""

    language: str
    title: str
    about: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    more: str
    rules_title: str
    rules: Sequence[str]
    foot: str


def page(card: Card) -> str:
    """The HTML; a box to tick before each line."""
    head = "".join(f"<th>{escape(one)}</th>" for one in card.columns)
    lines = "".join(f"<tr><td><span class=box></span></td>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
                    for row in card.rows[:MOST_LINES])
    more = f"<p class=small>{escape(card.more)}</p>" if len(card.rows) > MOST_LINES else ""
    rules = "".join(f"<li>{escape(rule)}</li>" for rule in card.rules)
    return (f'<!doctype html><html lang="{escape(card.language, quote=True)}"><head><meta charset="utf-8">'
            f"<title>{escape(card.title)}</title><style>{_LOOK}</style></head><body><h1>{escape(card.title)}</h1>"
            f"<p>{escape(card.about)}</p><table><thead><tr><th></th>{head}</tr></thead><tbody>{lines}</tbody></table>{more}"
            f"<h2>{escape(card.rules_title)}</h2><ul>{rules}</ul><p class=small>{escape(card.foot)}</p></body></html>")
