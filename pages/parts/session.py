"""Who is looking, at which shop, in which language, at which days: one session's choices.

Everything here is per browser tab; nothing is module state. Views ask here and never read
`st.session_state` or the address themselves.
"""

from __future__ import annotations

from analytics import Scope, UserError, Workspace
from analytics.settings import Settings
from analytics.texts import LANGUAGES, Texts, texts_for
from pages.parts import address, period, shops


def begin() -> None:
    """Take over the address and, at the start of a session, what was open last."""
    address.read()
    for field in ("lang", "shop"):
        remembered = shops.last(field)
        if address.value(field) is None and remembered:
            address.choose(field, remembered)


def language() -> str:
    """"zh" or "en"."""
    chosen = address.value("lang")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def texts() -> Texts:
    """The words in this session's language."""
    return texts_for(language())


def masked() -> bool:
    """Whether 隐藏真名 is on."""
    return address.value("masked") == "1"


def shop() -> shops.Shop:
    """The open shop; the demo when none was chosen. Raises `UserError` shop_missing."""
    found = shops.find(address.value("shop") or shops.DEMO) or shops.find(shops.DEMO)
    if found is None:
        raise UserError("shop_missing", folder=str(shops.home()))
    return found


def workspace() -> Workspace:
    """The open shop's workspace, through the masking door when 隐藏真名 is on."""
    opened = shops.opened(shop().path)
    return opened.masked() if masked() else opened


def settings() -> Settings:
    """The thresholds in force in the open shop."""
    return workspace().settings


def scope() -> Scope:
    """The chosen days and groups. Raises `UserError` nothing_yet in an empty shop."""
    opened = workspace()
    first, last = period.chosen(opened)
    known = opened.chat_words()
    chosen = tuple(chat for chat in (address.value("chats") or "").split(",") if chat in known)
    return Scope(chats=chosen or None, start=first, end=last)
