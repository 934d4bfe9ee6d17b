"""Making a report: which sections it has, in which order, each from the results that the pages show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from analytics.errors import UserError
from analytics.metrics.periods import periods
from analytics.metrics.side_by_side import side_by_side
from analytics.report.asking import Ask, Measure, once
from analytics.report.model import Options, Report, Section
from analytics.report.saying import Said
from analytics.report.sections import acting, content, deals, findings, members, record, supposed
from analytics.scope import Scope
from analytics.workspace import Workspace

_MAKERS: dict[str, Callable[[Ask], Section]] = {
    "findings": findings.findings, "done": acting.done, "layers": members.layers_of, "stages": members.stages_of,
    "groups": members.groups_of, "content": content.mix, "path": deals.path, "retention": members.retention_of,
    "buyers": deals.buyers, "what_if": supposed.what_if, "actions": acting.actions, "receipt": record.receipt,
}
# The order of a report: verdict first, what to do near the end, how it is counted and what it is made of last.
SECTIONS = tuple(_MAKERS)
PRESETS: dict[str, tuple[str, ...]] = {
    "weekly": ("findings", "done", "content", "actions"),
    "monthly": ("findings", "done", "layers", "stages", "groups", "content", "path", "retention", "buyers", "what_if", "actions",
                "receipt"),
    "flash": ("findings", "groups", "path", "buyers", "actions"),
    "first": ("findings", "layers", "stages", "content", "path", "retention", "buyers", "actions", "receipt"),
}


def build(workspace: Workspace, scope: Scope | None = None, options: Options | None = None,
          measured: Measure | None = None) -> Report:
    """The whole report. `measured`: how a result is got (pages hand in their cache). Raises `UserError` nothing_yet."""
    steps = list(building(workspace, scope, options, measured))
    found = steps[-1][1]
    assert isinstance(found, Report)
    return found


def building(workspace: Workspace, scope: Scope | None = None, options: Options | None = None,
             measured: Measure | None = None) -> Iterator[tuple[float, str | Report]]:
    """The same step by step: (share that is done, id of the section that is next), at last (1.0, the report)."""
    chosen, asked = options or Options(), scope or Scope()
    wanted, days = chosen.sections or PRESETS[chosen.preset], _days(workspace, asked, chosen.preset)
    # The first screen finds its own week, so that it can say “the same days last week”; what to do next is its tasks.
    get = measured or once()
    asks = dict.fromkeys(("findings", "actions"), Ask(workspace, asked, get))
    ask, resolved = Ask(workspace, days, get), workspace.resolve(days)
    ids = [one for one in SECTIONS if one in wanted]
    made: list[Section] = []
    works = side_by_side()
    try:
        waiting = [works.submit(_section, one, asks.get(one, ask)) for one in ids]
        for place, one in enumerate(ids):
            yield place / len(ids), one
            made.append(waiting[place].result())
    finally:
        # Who turns to another page waits for nothing that has not begun.
        works.shutdown(wait=False, cancel_futures=True)
    names = workspace.chat_words()
    yield 1.0, Report(
        as_of=resolved.as_of, start=resolved.start, end=resolved.end, masked=workspace.is_masked,
        chats=None if resolved.all_chats else tuple(names[one] for one in resolved.chats),
        settings=workspace.settings, options=chosen, sections=tuple(made))


def _days(workspace: Workspace, asked: Scope, preset: str) -> Scope:
    """What a report is of: the chosen days; for a weekly one without a choice, the week that its findings speak of."""
    if preset != "weekly" or asked.start is not None:
        return asked
    span = periods(asked, workspace.resolve(asked).as_of)
    return replace(asked, start=span.start, end=span.end)


def _section(section_id: str, ask: Ask) -> Section:
    # A shop too small for one section still gets the others, and is told why.
    try:
        return _MAKERS[section_id](ask)
    except UserError as error:
        return Section(section_id, missing=(Said(f"error.{error.code}", dict(error.facts)),))

