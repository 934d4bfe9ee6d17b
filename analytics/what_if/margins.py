"""The owner's own gross margin, as the page of orders reckons it; until one was typed, a guess on a slider."""

from __future__ import annotations

from datetime import date

from analytics.metrics import order_goals, order_lines
from analytics.metrics.order_goals import Margin
from analytics.metrics.products import products
from analytics.scope import Resolved
from analytics.settings import Settings
from analytics.what_if.answer import Lever
from analytics.workspace import Workspace

_LOWEST = 0.01


def typed(workspace: Workspace, resolved: Resolved, first: date, last: date) -> Margin | None:
    """What is left of the net sales of these days by the margins the owner typed; None where none was, or of nothing sold."""
    rows = workspace.facts("typed_margins", resolved)
    if rows.empty and order_goals.MARGIN_SETTING not in workspace.settings.own:
        return None
    sold = products(order_lines.read(workspace, resolved, first, last))
    found = order_goals.margin(sold, rows, workspace.settings)
    return found if found.known > 0 else None


def share(found: Margin | None) -> float | None:
    """The margin as a share of sales, within the slider."""
    return None if found is None else min(max(found.profit / found.known, _LOWEST), 1.0)


def lever(found: Margin | None, settings: Settings) -> Lever:
    """The slider: at the owner's own margin, else at the guess."""
    own, guess = share(found), float(settings.what_if.margin_guess_share)
    return Lever("margin", "share", _LOWEST, 1, 0.01, guess if own is None else own, own is None)


def note(found: Margin | None) -> str:
    """margin: the owner's own word is needed; margin_part: it holds for a part of what was sold; margin_own: it is in."""
    if found is None:
        return "margin"
    return "margin_part" if round(found.net - found.known, 2) > 0 else "margin_own"
