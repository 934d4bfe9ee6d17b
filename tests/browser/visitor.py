"""A person before the screen: opens, reads, clicks, waits until the app has answered. Found by role and words."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, Request, WebSocket, expect

CHROMIUM_FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
PATIENCE_MS = 180_000
TALLEST = 6_000
LOCAL = {"127.0.0.1", "localhost", ""}


class Visitor:
    """One tab. Remembers every address the tab asked for and every error it met."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.asked: list[str] = []
        self.errors: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("request", self._remember)
        page.on("websocket", self._remember)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _remember(self, request: Request | WebSocket) -> None:
        self.asked.append(request.url)

    def strangers(self) -> list[str]:
        """Addresses outside this machine that the tab asked for: always none."""
        return [url for url in self.asked if (urlsplit(url).hostname or "") not in LOCAL]

    def open(self, path: str = "") -> None:
        """Go to an address of the app and wait until the page is complete."""
        self.page.goto(self.url + path)
        self.settle()

    def refresh(self) -> None:
        """Press F5."""
        self.page.reload()
        self.settle()

    def settle(self) -> None:
        """Wait until the script has run, and every chart and table it sent is drawn."""
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        app = self.page.locator('[data-testid="stApp"]')
        expect(app).to_have_attribute("data-test-connection-state", "CONNECTED", timeout=PATIENCE_MS)
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE_MS)
        expect(self.page.locator('[data-testid="stSkeleton"]')).to_have_count(0, timeout=PATIENCE_MS)
        expect(self.page.locator('[data-stale="true"]')).to_have_count(0, timeout=PATIENCE_MS)

    def key(self, name: str) -> Locator:
        """What the page drew under this key; one part of it where a list of them is shown."""
        return self.page.locator(f".st-key-{name}")

    def push(self, key: str) -> None:
        """Press the button with this key."""
        self.key(key).locator("button").first.click()
        self.settle()

    def fill(self, key: str, text: str) -> None:
        """Type into the field with this key."""
        self.key(key).locator("input").fill(text)

    def drop(self, files: Sequence[Path]) -> None:
        """Drop files, all at once, onto the first place that takes files."""
        self.page.locator('[data-testid="stFileUploaderDropzoneInput"]').first.set_input_files(
            [str(file) for file in files])
        self.settle()

    def sees(self, words: str) -> None:
        """Wait until these words stand on the screen."""
        expect(self.main.get_by_text(words).first).to_be_visible(timeout=PATIENCE_MS)

    @property
    def main(self) -> Locator:
        """The page without the column on the left."""
        return self.page.locator('[data-testid="stMain"]')

    @property
    def charts(self) -> Locator:
        """The charts of the page."""
        return self.main.locator('[data-testid="stVegaLiteChart"]')

    def all_charts_are_drawn(self) -> None:
        """Each chart in sight holds marks, not an empty frame. Those in closed tabs are drawn when opened."""
        in_sight = self.charts.filter(visible=True)
        for number in range(in_sight.count()):
            expect(in_sight.nth(number).locator("svg.marks path").first).to_be_attached(timeout=PATIENCE_MS)

    def words(self) -> str:
        """All words of the page."""
        return self.main.inner_text()

    def shoot(self, name: str) -> None:
        """Keep a picture of the whole page in $QUNXI_SCREENSHOTS, if there is such a folder."""
        folder = os.environ.get("QUNXI_SCREENSHOTS")
        if not folder:
            return
        Path(folder).mkdir(parents=True, exist_ok=True)
        before = self.page.viewport_size or {"width": 1440, "height": 900}
        # The page scrolls inside a frame of the window's height: a window as tall as the page shows all of it.
        tall = int(self.main.evaluate("main => main.scrollHeight"))
        self.page.set_viewport_size({"width": before["width"], "height": max(before["height"], min(tall, TALLEST))})
        self.page.screenshot(path=Path(folder) / f"{name}.png")
        self.page.set_viewport_size(before)
