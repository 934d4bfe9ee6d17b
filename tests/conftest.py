"""What holds for every test: no test reaches a person's own shops, and no browser test is skipped in CI."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("any_machine", deadline=None)  # other work on the machine is no fault of the code
if not os.environ.get("CI"):
    settings.load_profile("any_machine")

REPORTS = pytest.StashKey[dict[str, pytest.TestReport]]()


@pytest.fixture(autouse=True, scope="session")
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Shops of tests lie in a folder of this run, whatever the test forgets to say."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUNXI_HOME", str(home))
        yield home


def pytest_collection_finish() -> None:
    """What is loaded now stays: looking through all of it for garbage, again and again, takes some hundredths of a run."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """At the end everything goes, as always."""
    gc.unfreeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember how each phase ended; in CI a browser test that did not run has failed, unless it is LibreOffice that is missing."""
    report = yield
    needed = item.get_closest_marker("browser") and not item.get_closest_marker("office")
    if report.skipped and needed and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
    item.stash.setdefault(REPORTS, {})[report.when or ""] = report
    return report
