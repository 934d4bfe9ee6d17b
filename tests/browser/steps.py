"""What an operator does, several clicks at a time. Buttons are found by the keys the pages give them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import expect

from analytics.texts import texts_for
from tests.browser.visitor import PATIENCE_MS, Visitor

ZH = texts_for("zh")


def make_shop(visitor: Visitor, name: str = "桂花巷小馆") -> None:
    """From the demo: 换成我的数据, a name, and on the import page of the new, empty shop."""
    visitor.push("use_my_data")
    visitor.fill("shop_name_strip", name)
    visitor.push("create_shop_strip")
    visitor.sees(ZH("view.data.add"))
    expect(visitor.key("demo_strip")).to_have_count(0, timeout=PATIENCE_MS)


def hand_over(visitor: Visitor, files: Sequence[Path], ready: int | None = None) -> None:
    """Drop files and wait until all of them are read; `ready` of them can be kept (default: all)."""
    visitor.drop(files)
    boxes = visitor.page.locator('[class*="st-key-job_"]')
    expect(boxes).to_have_count(len(files), timeout=PATIENCE_MS * 3)
    expect(visitor.page.locator('[class*="st-key-job_ready_"]')).to_have_count(
        len(files) if ready is None else ready, timeout=PATIENCE_MS * 3)
    visitor.settle()


def keep(visitor: Visitor, files: int) -> None:
    """Press 保留 without touching anything else, and wait until everything is kept."""
    visitor.push("keep_all")
    expect(visitor.page.locator('[class*="st-key-job_kept_"]')).to_have_count(files, timeout=PATIENCE_MS * 3)
    visitor.settle()


def paste(visitor: Visitor, text: str) -> None:
    """Put text into the paste box and have it read."""
    visitor.page.locator(".st-key-pasted textarea").fill(text)
    visitor.push("read_paste")
    expect(visitor.page.locator('[class*="st-key-job_ready_"]')).to_have_count(1, timeout=PATIENCE_MS)


def turn_to(visitor: Visitor, section: str, language: str = "zh") -> None:
    """Choose an entry of the menu, by its id."""
    name = texts_for(language)(f"menu.{section}")
    visitor.page.locator('[data-testid="stSidebar"]').get_by_role("link", name=name).click()
    expect(visitor.page).to_have_url(re.compile(f"/{section}\\b" if section != "home" else r":\d+/(\?|$)"))
    visitor.settle()


def open_view(visitor: Visitor, section: str, view: str, language: str = "zh") -> None:
    """Choose one of a section's views, by its id."""
    visitor.main.get_by_role("radio", name=texts_for(language)(f"view.{section}.{view}")).first.click()
    visitor.settle()


def take(visitor: Visitor, key: str, folder: Path) -> Path:
    """Press a download button and keep its file, under the name it was given."""
    with visitor.page.expect_download(timeout=PATIENCE_MS) as waiting:
        visitor.key(key).locator("button").first.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path
