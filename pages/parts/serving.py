"""What happens once when the server starts and once when it ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from streamlit.runtime.pages_manager import PagesManager

from pages.parts import shops


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Around the life of the server: pages are ours from the start; shops for one sitting go, the others are closed."""
    # Our pages are declared with st.navigation, but Streamlit takes a folder named pages/ for its own
    # older kind until the first page has run: the first visitor of another address than "/", such as
    # a tab left open over a restart, would be told "Page not found" in English.
    PagesManager.uses_pages_directory = False
    shops.sweep_fleeting()
    yield
    shops.sweep_fleeting()
    shops.opened.clear()
