"""What happens once when the server starts and once when it ends.

The browser takes a good second to fetch and start Streamlit's own page. What the first page needs is loaded in
that second, in a thread of its own; whoever comes earlier waits for it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from typing import Any

from streamlit.runtime.pages_manager import PagesManager

_FIRST_PAGE = ("pages.parts.demo", "pages.parts.frame", "pages.home.today", "scipy.special", "streamlit.emojis")
_loaders: list[threading.Thread] = []


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Around the life of the server: pages are ours from the start; shops for one sitting go, the others are closed."""
    # Our pages are declared with st.navigation, but Streamlit takes a folder named pages/ for its own
    # older kind until the first page has run: the first visitor of another address than "/", such as
    # a tab left open over a restart, would be told "Page not found" in English.
    PagesManager.uses_pages_directory = False
    # DuckDB writes its log beside a shop with the rights of the process: nobody else on this computer is to read it.
    os.umask(0o077)
    loader = threading.Thread(target=_load, daemon=True, name="qunxi-load")
    _loaders.append(loader)
    loader.start()
    yield
    wait_until_loaded()
    from pages.parts import shops

    shops.sweep_fleeting()
    shops.opened.clear()


def wait_until_loaded() -> None:
    """Return when a starting server has everything for the first page.

    Two threads must not load our modules at the same time: in a ring of imports one of them would meet a half-made one.
    """
    for loader in _loaders:
        loader.join()


def _load() -> None:
    from pages.parts import shops

    # Before anybody can open one of them.
    shops.sweep_fleeting()
    for name in _FIRST_PAGE:
        import_module(name)
    from analytics.texts import LANGUAGES, texts_for

    language = shops.last("lang")
    texts_for(language if language in LANGUAGES else LANGUAGES[0])
    _open_the_last()


def _open_the_last() -> None:
    from analytics import UserError
    from pages.parts import demo, shops

    shop = shops.find(shops.last("shop") or shops.DEMO)
    # A demo that is about to be made anew is not opened before; what is wrong with a shop, its page says.
    if shop is not None and (not shop.is_demo or demo.ready()):
        with suppress(UserError):
            shops.opened(shop.path)
