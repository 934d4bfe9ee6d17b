"""One Chromium a run, one server and one tab a test; what no test may ever see is checked after each."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, sync_playwright

from tests.browser.running import App, installed_chromium
from tests.browser.visitor import CHROMIUM_FLAGS, LOCAL, Visitor
from tests.conftest import REPORTS


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium ($QUNXI_CHROMIUM, else the one on the path); nothing is downloaded."""
    program = installed_chromium()
    if program is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium; else name it in QUNXI_CHROMIUM)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A fresh Chinese browser that can reach this machine and nothing else."""
    with browsing(chromium) as context:
        yield context


@contextmanager
def browsing(chromium: Browser) -> Iterator[BrowserContext]:
    """The same for a test that keeps it longer."""
    context = chromium.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900}, accept_downloads=True)
    context.route("**/*", _only_here)
    yield context
    context.close()


def _only_here(route: Route) -> None:
    host = route.request.url.split("/")[2].split(":")[0] if "://" in route.request.url else ""
    if host in LOCAL:
        route.continue_()
    else:
        route.abort()


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Path:
    """A folder of shops after the very first start: the demo shop is built, by the app itself."""
    home = tmp_path_factory.mktemp("first") / "群 析"
    app = App(home)
    app.start()
    try:
        page = chromium.new_page()
        Visitor(page, app.url).open()
        page.close()
    finally:
        app.stop()
    return home


@pytest.fixture
def app(demo_home: Path, tmp_path: Path) -> Iterator[App]:
    """The app running on its own copy of those shops."""
    home = tmp_path / "群 析"
    shutil.copytree(demo_home, home)
    with serving(home) as running:
        yield running


@contextmanager
def serving(home: Path) -> Iterator[App]:
    """A server on the shops of `home`. Afterwards: it wrote no traceback."""
    running = App(home)
    running.start()
    yield running
    running.stop()
    assert "Traceback" not in running.complaints(), running.complaints()


@pytest.fixture
def visitor(app: App, context: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """A person with the app open in one tab. Afterwards: nothing was asked of the outside, no script broke."""
    visitor = Visitor(context.new_page(), app.url)
    visitor.open()
    yield visitor
    if any(report.failed for report in request.node.stash.get(REPORTS, {}).values()):
        visitor.shoot(f"failed-{request.node.name}")
    assert visitor.strangers() == []
    assert visitor.errors == []
