"""What surrounds every page: language, address, restart, and names that try to be more than names."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from analytics.texts import texts_for
from tests.browser import steps
from tests.browser.running import App
from tests.browser.visitor import PATIENCE_MS, Visitor

ZH, EN = texts_for("zh"), texts_for("en")
ELSEWHERE = "https://tracker.example/"
NAMES = (f"![t]({ELSEWHERE}t.png)", f"[点我]({ELSEWHERE})", f"<img src={ELSEWHERE}i.png>", "**粗** :red[红] $x^2$")
# “ beside a character: as wide in Chinese, at most three quarters of it between English words.
_QUOTE_IS_NARROW = """(() => {
    const title = document.querySelector("h1"), probe = title.appendChild(document.createElement("span"));
    const width = sign => { probe.textContent = sign; return probe.getBoundingClientRect().width; };
    const narrow = width("“") < 0.75 * width("中");
    probe.remove();
    return narrow;
})()"""


def speak(visitor: Visitor, language: str) -> None:
    """Switch the language in the column on the left."""
    visitor.page.locator('[data-testid="stSidebar"]').get_by_role("radio", name=language).click()
    visitor.settle()


def test_language_is_one_click_and_survives_a_refresh(visitor: Visitor) -> None:
    """Every view in English and back; the address says so, and F5 keeps it."""
    steps.turn_to(visitor, "members")
    visitor.sees(ZH("view.members.table"))
    speak(visitor, "English")
    visitor.sees(EN("view.members.table"))
    expect(visitor.page).to_have_url(re.compile("lang=en"))
    visitor.refresh()
    visitor.sees(EN("view.members.table"))
    visitor.page.locator('[data-testid="stSidebar"]').get_by_role("link", name=EN("menu.content")).click()
    visitor.sees(EN("view.content.mix"))
    visitor.page.wait_for_function(_QUOTE_IS_NARROW)
    assert not re.search("[一-鿿]", visitor.page.title()) or visitor.page.title() == ZH("app.name")
    speak(visitor, "中文")
    visitor.sees(ZH("view.content.mix"))
    visitor.page.wait_for_function(f"!({_QUOTE_IS_NARROW})")


def test_address_holds_ids_and_days_never_names(visitor: Visitor) -> None:
    """A link can be pasted anywhere without telling who is in the group."""
    steps.make_shop(visitor, "别人不该知道的店名")
    for section in ("members", "content", "deals", "home"):
        steps.turn_to(visitor, section)
        assert re.fullmatch(r"[\w./:?&=,-]*", visitor.page.url), visitor.page.url


def test_open_tab_survives_a_restart(visitor: Visitor, app: App) -> None:
    """The server is restarted under an open tab: no English dialog, the same page, the menu works."""
    steps.turn_to(visitor, "members")
    app.restart()
    visitor.settle()
    visitor.sees(ZH("view.members.table"))
    expect(visitor.page.get_by_text("Page not found")).to_have_count(0)
    visitor.refresh()
    visitor.sees(ZH("view.members.table"))
    steps.turn_to(visitor, "content")
    visitor.sees(ZH("view.content.mix"))


def test_no_page_waits_for_a_name_from_outside(visitor: Visitor, tmp_path: Path) -> None:
    """Nicknames written as pictures and links stay letters: no link, no picture, no request (checked by the tab)."""
    rows = [f'{name},2026-03-01,"=1+1"' for name in NAMES]
    chat = "".join(f"{name}  10:{turn:02d}\n\n今天 {name} 有什么好吃的\n\n" for turn, name in enumerate(NAMES * 3))
    members, talk, orders = tmp_path / "成员.csv", tmp_path / "聊天.txt", tmp_path / "订单.csv"
    members.write_text("昵称,入群时间,备注\n" + "\n".join(rows) + "\n", encoding="utf-8")
    talk.write_text(f"{NAMES[1]} 微信群上的聊天记录如下，请查收。\n\n—————  2026-06-01  —————\n\n{chat}",
                    encoding="utf-8")
    bought = [f"D{number},{name},600,2026-05-{number + 1:02d}" for number, name in enumerate(NAMES)]
    orders.write_text("订单号,买家昵称,实付金额,付款时间\n" + "\n".join(bought) + "\n", encoding="utf-8")
    steps.make_shop(visitor, NAMES[0])
    steps.hand_over(visitor, [members, talk, orders])
    steps.keep(visitor, 3)
    for section in ("home", "members", "content", "deals", "data"):
        steps.turn_to(visitor, section)
        for inside in (f'img[src*="{ELSEWHERE}"]', f'a[href*="{ELSEWHERE}"]', ".katex"):
            expect(visitor.page.locator(inside)).to_have_count(0, timeout=PATIENCE_MS)
    expect(visitor.page.locator('[data-testid="stSidebar"]').get_by_role("combobox").first).to_have_value(NAMES[0])
