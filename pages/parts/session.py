"""Who is looking, at which shop, in which language, at which days: one session's choices.

Everything here is per browser tab; nothing is module state. Views ask here and never read
`st.session_state` or the address themselves.
"""

from __future__ import annotations

from analytics import Scope, UserError, Workspace
from analytics.settings import Settings
from analytics.texts import LANGUAGES, texts_for
from analytics.texts.words import Texts
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
    return chosen if chosen is not None and chosen in LANGUAGES else LANGUAGES[0]


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


def spoken() -> bool:
    """Whether what people wrote is shown although names are hidden."""
    return address.value("spoken") == "1"


def workspace() -> Workspace:
    """The open shop's workspace, as this session may see it."""
    return as_shown(shops.opened(shop().path))


def as_shown(opened: Workspace) -> Workspace:
    """`opened` through the masking door when 隐藏真名 is on."""
    if not masked():
        return opened
    words = texts()
    return opened.masked(words("mask.person"), words("mask.chat"), spoken(), words("mask.tag"), words("mask.channel"))


def shop_words() -> dict[str, str]:
    """Shop id → the name to show: masked where names are hidden, the demo's in our own words."""
    words, names = texts(), {}
    for number, found in enumerate(shops.listing(), 1):
        hidden = words("mask.shop", number=number) if masked() else found.name
        names[found.id] = words("demo.shop_name") if found.is_demo else hidden
    return names


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


def choose_shop(shop_id: str) -> None:
    """Open another shop; its groups are its own, so the chosen ones are forgotten."""
    address.choose("shop", shop_id)
    address.choose("chats", None)
    shops.remember_last(shop=shop_id)


def choose_language(chosen: str) -> None:
    """Speak this language from now on, also after the next start."""
    address.choose("lang", chosen)
    shops.remember_last(lang=chosen)
