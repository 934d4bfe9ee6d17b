"""The app as a person meets it, without a browser: AppTest on app.py, real files, real DuckDB."""

from __future__ import annotations

import json
import logging
import re
import shutil
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import altair as alt
import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from analytics import Workspace
from analytics.texts import texts_for
from pages.parts import demo, shops, show

ROOT = Path(__file__).parents[2]
# Building the demo shop on a busy machine takes a while; nothing waits unless something hangs.
PATIENCE_SECONDS = 300


class App:
    """One browser tab on the app. `at`: the AppTest, for everything that has no name here.

    The tab opens when something is asked of it: at a section when that is `go`, else at the first page.
    """

    _menu: ClassVar[dict[str, Any]] = {}  # the pages as an App before this one registered them: to open a tab at one

    def __init__(self, home: Path, **address: str) -> None:
        self.home = home
        self._at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE_SECONDS)
        self._open = False
        for field, value in address.items():
            self._at.query_params["from" if field == "from_" else field] = value

    @property
    def at(self) -> AppTest:
        """The open tab."""
        if not self._open:
            self._open = True
            App._menu = self._at.run()._registered_pages
        return self._at

    def go(self, section: str, view: str | None = None) -> App:
        """Choose an entry of the menu, as its link does: with the address that is there."""
        if not self._open and App._menu:
            self._open, self._at._registered_pages = True, App._menu
        self.at.switch_page(f"pages/{section}/section.py")
        if view:
            self.at.query_params["view"] = view
        self.at.run()
        return self

    def make_shop(self, name: str = "阿珍烘焙", trade: str = "catering") -> App:
        """新建店铺, from the strip of the demo."""
        self.at.text_input(key="shop_name_strip").input(name)
        self.at.selectbox(key="shop_industry_strip").select(trade)
        self.at.button(key="create_shop_strip").click().run()
        return self

    def wait(self) -> App:
        """Until everything the open shop was asked to read or keep is done; then look again."""
        done = threading.Event()
        with Workspace.open(self.shop_file) as workspace:
            workspace.in_turn(done.set)
            assert done.wait(PATIENCE_SECONDS)
        self.at.run()
        return self

    @property
    def address(self) -> dict[str, str]:
        """What stands in the address, field by field."""
        given = self.at.query_params.items()
        return {field: value if isinstance(value, str) else value[-1] for field, value in given}

    @property
    def shop_file(self) -> Path:
        """The file of the shop that is open."""
        return self.home / f"{self.address.get('shop', shops.DEMO)}.duckdb"

    @property
    def words(self) -> str:
        """Everything a person can read on the page and beside it."""
        at = self.at
        said = [*at.title, *at.header, *at.subheader, *at.markdown, *at.caption, *at.info, *at.warning, *at.error,
                *at.success, *at.code]
        labels = [*at.button, *at.metric, *at.expander, *at.tabs, *at.text_input, *at.selectbox, *at.multiselect,
                  *at.number_input, *at.toggle, *at.checkbox, *at.date_input, *at.text_area]
        cells = [frame.value.to_csv() for frame in at.dataframe]
        values = [str(metric.value) + str(metric.delta) for metric in at.metric]
        options = [option for box in (*at.selectbox, *at.multiselect) for option in box.options]
        return "\n".join([*(str(one.value) for one in said), *(str(one.label) for one in labels), *cells, *values,
                          *options]).replace("\\", "")

    @property
    def sent(self) -> bytes:
        """Everything the page sends to the browser, as it is sent: also what only a chart or a hover shows."""
        waiting, found = [self.at.main, self.at.sidebar], []
        while waiting:
            node = waiting.pop()
            waiting += getattr(node, "children", {}).values()
            if getattr(node, "proto", None) is not None:
                found.append(node.proto.SerializeToString())
        return b"\n".join(found)


@pytest.fixture(autouse=True, scope="session")
def _components_found_once() -> Iterator[None]:
    """Each App is a server that searches everything installed for components; nothing is installed during a run of tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(autouse=True, scope="session")
def _charts_follow_the_grammar() -> Iterator[None]:
    """The app trusts its charts (show.py); here each one that differs is held against the grammar of Vega-Lite, once."""
    passed: set[str] = set()
    spec_of = show._Unchecked.to_dict

    def checked(unchecked: show._Unchecked) -> dict[str, Any]:
        spec = spec_of(unchecked)
        # Data and views have names of their own at every look.
        words = json.dumps({**spec, "datasets": None}, default=str)
        shape = re.sub(r'"name": "(view_)?\w{16,}"', "", words)
        if shape not in passed:
            alt.TopLevelSpec.validate(spec)
            passed.add(shape)
        return spec

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(show._Unchecked, "to_dict", checked)
        yield


@pytest.fixture(autouse=True)
def _shops_closed_afterwards() -> Iterator[None]:
    yield
    shops.opened.clear()


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A computer on which the app was never started, and no sample files, so that the demo is empty."""
    monkeypatch.setenv("QUNXI_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(demo, "SAMPLES", tmp_path / "no_samples")
    return tmp_path / "home"


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with the demo shop, built once by the app itself from sample_data/."""
    home = tmp_path_factory.mktemp("built") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUNXI_HOME", str(home))
        assert not App(home).at.exception
        shops.opened.clear()
    return home


@pytest.fixture
def sample_home(built_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it that a test may change."""
    home = tmp_path / "home"
    shutil.copytree(built_home, home)
    monkeypatch.setenv("QUNXI_HOME", str(home))
    return home


@pytest.fixture
def calm(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fails a test in which a page caught trouble that nobody expected."""
    with caplog.at_level(logging.ERROR, logger="qunxi"):
        yield
    # Fixtures are torn down in a phase of their own; what the test logged stands under "call".
    assert [record.getMessage() for record in caplog.get_records("call") if record.name == "qunxi"] == []


def trouble(app: App) -> bool:
    """Whether the page says that something went wrong."""
    return any(texts_for(language)("frame.trouble") in app.words for language in ("zh", "en"))
