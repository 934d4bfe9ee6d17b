"""The main job, end to end, as an operator does it: her own shop, three files, and what the pages say of them."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from analytics.texts import texts_for
from tests.browser import shop_files, steps
from tests.browser.visitor import PATIENCE_MS, Visitor

ZH, EN = texts_for("zh"), texts_for("en")
EXPECTED = {"high_spend": len(shop_files.SPENDERS), "high_interaction": len(shop_files.SPENDERS + shop_files.TALKERS),
            "new": len(shop_files.NEWCOMERS), "silent": len(shop_files.QUIET)}


def counted(layer: str, count: int) -> str:
    """How the sentence on top names a layer."""
    return ZH("layers.part", layer=ZH(f"layer.{layer}"), count=count)


def test_from_three_files_to_layers_mix_and_path(visitor: Visitor, tmp_path: Path) -> None:
    """Make a shop, drop, keep, layers, slider, people, mix, correct, path, language, refresh."""
    steps.make_shop(visitor)
    steps.hand_over(visitor, [shop_files.chat_text(tmp_path), shop_files.members_csv(tmp_path),
                              shop_files.orders_csv(tmp_path)])
    steps.keep(visitor, 3)
    _layers(visitor)
    _mix(visitor)
    _path(visitor)
    _language_and_refresh(visitor)


def _layers(visitor: Visitor) -> None:
    steps.turn_to(visitor, "members")
    steps.open_view(visitor, "members", "layers")
    for layer, count in EXPECTED.items():
        visitor.sees(counted(layer, count))
    visitor.sees(str(len(shop_files.MEMBERS)))
    visitor.all_charts_are_drawn()
    visitor.shoot("layers")
    _click_first_bar(visitor.page)
    visitor.sees(ZH("layers.list_of", layer=ZH("layer.high_spend"), count=EXPECTED["high_spend"]))
    _try_two_quiet_days(visitor)
    visitor.shoot("layers-tried")
    visitor.push("layers_back")
    visitor.sees(counted("silent", EXPECTED["silent"]))


def _click_first_bar(page: Page) -> None:
    bars = page.locator(".st-key-layers_bars svg.marks .mark-rect path[aria-roledescription='bar']")
    bars.first.click()


def _try_two_quiet_days(visitor: Visitor) -> None:
    """Two days without a word: the newcomers, last heard three days ago, are quiet too; the page calls it a try."""
    visitor.main.get_by_text(ZH("layers.try_title")).click()
    visitor.main.get_by_role("slider", name=ZH("layers.slider.silent")).focus()
    visitor.page.keyboard.press("Home")
    visitor.sees(ZH("layers.try_on"))
    visitor.sees(counted("silent", EXPECTED["silent"] + EXPECTED["new"]))


def _mix(visitor: Visitor) -> None:
    """Forty posts, half of them promotion; the newest is put right from promotion to fun."""
    steps.turn_to(visitor, "content")
    visitor.sees("20/40")
    visitor.all_charts_are_drawn()
    visitor.shoot("mix")
    visitor.main.get_by_role("tab", name=ZH("content.tab_posts")).click()
    _choose_kind_of_first_post(visitor, "fun")
    visitor.push("content_save")
    visitor.sees("19/40")
    visitor.sees("11/40")
    visitor.shoot("mix-corrected")


def _choose_kind_of_first_post(visitor: Visitor, kind: str) -> None:
    """The table is drawn on a canvas, so a cell of the first row is a place; what is chosen can be asked. The kind is beside the day."""
    table = visitor.page.locator('[class*="st-key-content_editor_"]').get_by_test_id("stDataFrameResizable")
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box is not None
    visitor.page.mouse.click(box["x"] + 163, box["y"] + 53)
    expect(table.get_by_test_id("glide-cell-1-0")).to_have_attribute("aria-selected", "true", timeout=PATIENCE_MS)
    visitor.page.keyboard.press("ArrowRight")
    expect(table.get_by_test_id("glide-cell-2-0")).to_have_attribute("aria-selected", "true", timeout=PATIENCE_MS)
    visitor.page.keyboard.press("Enter")
    visitor.page.locator("#portal").get_by_text(ZH(f"category.{kind}")).last.click()


def _path(visitor: Visitor) -> None:
    steps.turn_to(visitor, "deals")
    steps.open_view(visitor, "deals", "path")
    visitor.sees(ZH("path.tab_people"))
    visitor.all_charts_are_drawn()
    visitor.shoot("path")


def _language_and_refresh(visitor: Visitor) -> None:
    shop = _shop(visitor)
    visitor.page.locator('[data-testid="stSidebar"]').get_by_role("radio", name="English").click()
    visitor.sees(EN("view.deals.path"))
    visitor.refresh()
    visitor.sees(EN("view.deals.path"))
    assert _shop(visitor) == shop
    steps.turn_to(visitor, "content", "en")
    visitor.sees("19/40")
    visitor.shoot("mix-english")


def _shop(visitor: Visitor) -> str:
    found = re.search(r"shop=(\w+)", visitor.page.url)
    assert found
    return found.group(1)
