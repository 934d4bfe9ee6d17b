"""One file is enough: orders only, chat only, one pasted 接龙 — a true sentence, a list of people, a picture."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from analytics.texts import texts_for
from tests.browser import shop_files, steps
from tests.browser.visitor import PATIENCE_MS, Visitor

ZH = texts_for("zh")


def _home_says_something(visitor: Visitor, name: str) -> str:
    """The first page: its sentence. At least one drawn picture and one list stand there, and no trouble."""
    steps.turn_to(visitor, "home")
    expect(visitor.main.locator("h3").first).to_be_visible(timeout=PATIENCE_MS)
    expect(visitor.main.get_by_test_id("stDataFrame").first).to_be_visible(timeout=PATIENCE_MS)
    expect(visitor.charts.first).to_be_visible(timeout=PATIENCE_MS)
    visitor.all_charts_are_drawn()
    visitor.shoot(name)
    assert ZH("frame.trouble") not in visitor.words()
    return visitor.main.locator("h3").first.inner_text()


def test_orders_alone_speak_of_money(visitor: Visitor, tmp_path: Path) -> None:
    """An order sheet alone: the sentence speaks of money, and every buyer can be listed."""
    steps.make_shop(visitor)
    steps.hand_over(visitor, [shop_files.orders_csv(tmp_path)])
    steps.keep(visitor, 1)
    sentence = _home_says_something(visitor, "only-orders")
    assert any(character.isdigit() for character in sentence)


def test_chat_alone_speaks_of_talk(visitor: Visitor, tmp_path: Path) -> None:
    """A chat alone: the sentence speaks of people, never of a rate of members that nobody counted."""
    steps.make_shop(visitor)
    steps.hand_over(visitor, [shop_files.chat_text(tmp_path)])
    steps.keep(visitor, 1)
    sentence = _home_says_something(visitor, "only-chat")
    assert any(character.isdigit() for character in sentence)
    assert "%" not in sentence


def test_pasted_solitaire_alone_counts_its_portions(visitor: Visitor) -> None:
    """Four people signed up for seven portions: that is what the first page says."""
    steps.make_shop(visitor)
    steps.paste(visitor, shop_files.SOLITAIRE)
    steps.keep(visitor, 1)
    sentence = _home_says_something(visitor, "only-solitaire")
    assert "4" in sentence
    assert "7" in sentence
