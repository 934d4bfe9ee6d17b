"""A picture to send before a visit: which three things to have ready, and where each is got the official way."""

from __future__ import annotations

from analytics.charts import outside
from analytics.charts.paper import QUIET, Paper
from analytics.texts.words import Texts

THINGS = ("orders", "chat", "members")
_WIDE = 720


def picture(texts: Texts) -> bytes:
    """The PNG, for a phone."""
    return outside.png(svg(texts))


def svg(texts: Texts) -> str:
    """The same as SVG."""
    paper = Paper(_WIDE)
    paper.text(texts("clients.ready_title"), 26, bold=True)
    paper.text(texts("clients.ready_intro"), 16, colour=QUIET)
    paper.rule()
    for number, thing in enumerate(THINGS, 1):
        paper.space(6)
        paper.heading(texts("clients.ready_heading", number=number, name=texts(f"clients.ready.{thing}")))
        paper.text(texts(f"clients.ready_where.{thing}"), 16, indent=16)
        paper.text(texts(f"clients.ready_what.{thing}"), 15, colour=QUIET, indent=16)
    paper.rule()
    paper.text(texts("clients.ready_end"), 15)
    return paper.svg()
