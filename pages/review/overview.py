"""商家总览 / All shops: several shops beside each other in numbers only, and the same report for all of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from analytics import Scope, UserError, Workspace
from analytics.report import build, long_picture, overview
from analytics.report.model import Options
from analytics.report.overview import Overview
from pages.parts import cache, session
from pages.parts import shops as kept
from pages.parts import show as draw
from pages.parts.markdown import escaped, plain
from pages.parts.shops import Shop

# Numbers that are a part of something; buyers too have an `of` (who is new among them), said on their own shop's page.
_PARTS = frozenset({"regular_gone", "unanswered", "last_actions", "came_back"})
_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)


def show(ws: Workspace, scope: Scope) -> None:
    """Which shops, their numbers, one report each."""
    texts = session.texts()
    known = [shop for shop in kept.listing() if not shop.is_demo]
    chosen = [shop for shop in known if shop.compared]
    found = overview.measure({shop.id: _opened(shop) for shop in chosen}, cache.measured)
    draw.verdict(_verdict(found, chosen))
    _choose(known)
    if found.shops:
        _numbers(found, chosen)
        _reports([shop for shop in chosen if shop.id in found.shops])
    draw.definition("overview.definition")
    silent = [session.shop_words()[shop.id] for shop in chosen if shop.id not in found.shops]
    if silent:
        draw.missing(texts("overview.silent", shops=texts.listing(silent)))


def _opened(shop: Shop) -> Workspace:
    return session.as_shown(kept.opened(shop.path))


def _verdict(found: Overview, chosen: list[Shop]) -> str:
    texts = session.texts()
    if not chosen:
        return texts("overview.nobody")
    if "net" not in set(found.numbers["key"]):
        return texts("overview.no_money", count=len(chosen))
    return texts("overview.verdict", count=len(chosen), of=found.compared, down=found.down, gone=found.gone)


def _choose(known: list[Shop]) -> None:
    """Opt-in: a shop stands here only where somebody ticked it."""
    texts, names = session.texts(), session.shop_words()
    with st.expander(texts("overview.choose"), icon=":material/checklist:", expanded=not any(one.compared for one in known)):
        for shop in known:
            ticked = st.checkbox(escaped(names[shop.id]), value=shop.compared, key=f"compared_{shop.id}")
            if ticked != shop.compared:
                kept.remember(shop.id, compared=ticked)
                st.rerun()
        if not known:
            st.caption(texts("overview.no_shops"))


def _numbers(found: Overview, chosen: list[Shop]) -> None:
    """One row a shop, one column a number."""
    texts, names = session.texts(), session.shop_words()
    told: dict[str, dict[str, Any]] = {shop.id: {"shop": names[shop.id]} for shop in chosen if shop.id in found.shops}
    for row in found.numbers.to_dict("records"):
        told[row["shop_id"]] |= {"as_of": row["as_of"], row["key"]: _said(row)}
    columns: dict[str, Any] = {"shop": texts("overview.shop"),
                               "as_of": st.column_config.DateColumn(texts("overview.as_of"), format="YYYY-MM-DD")}
    columns |= {key: texts(f"overview.number.{key}") for key in overview.KEYS}
    draw.table(pd.DataFrame(list(told.values())), name="overview", columns=columns)


def _said(row: Mapping[Hashable, Any]) -> str:
    texts = session.texts()
    number = texts.money if row["key"] == "net" else lambda value: texts.number(round(value))
    if row["key"] in _PARTS and not pd.isna(row["of"]):
        return texts("overview.part", count=int(row["count"]), of=int(row["of"]))
    value, gap = number(row["value"]), row["gap"]
    if pd.isna(gap):
        return value
    return texts("overview.more" if gap > 0 else "overview.less" if gap < 0 else "overview.same", value=value, gap=number(abs(gap)))


def _reports(chosen: list[Shop]) -> None:
    """The weekly picture of every shop, each in its own file."""
    texts = session.texts()
    st.download_button(texts("overview.reports"), data=lambda: _all_reports(chosen), mime="application/zip",
                       file_name=texts("overview.reports_file"), icon=":material/folder_zip:", key="overview_reports",
                       on_click="ignore")


def _all_reports(chosen: list[Shop]) -> bytes:
    texts, names, target = session.texts(), session.shop_words(), io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number, shop in enumerate(chosen, 1):
            try:
                report = build.build(_opened(shop), Scope(), Options(
                    preset="weekly", language=texts.language, merchant=names[shop.id]), cache.measured)
            except UserError:
                continue  # an empty shop has no report; the table leaves it out as well
            name = f"{number:02d}_{plain(names[shop.id]).replace('/', '_')}_{report.end:%Y%m%d}.png"
            archive.writestr(zipfile.ZipInfo(name, _FIRST_MOMENT), long_picture.long_picture(report, texts))
    return target.getvalue()
