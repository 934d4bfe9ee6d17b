"""What stands in the address bar: ids and ISO dates, so that a refresh or a link loses nothing.

The session holds the truth; the address is its copy. A change in the address (a link, the back
button) wins over the session; a page change, which clears the address, does not. Streamlit's own
`bind=` is not used: it writes translated labels and names (DATA 9).
"""

from __future__ import annotations

import streamlit as st

FIELDS = ("shop", "lang", "period", "from", "to", "chats", "masked", "spoken", "tried")
# What one section's list shows: kept while there, in no link to elsewhere. section → fields.
LOCAL = {"members": ("who", "person"), "what_if": ("ask", "given", "example"), "deals": ("path", "split", "beside")}
_STATE, _WRITTEN, _BEFORE, _CHOSEN = "address", "address_written", "address_before", "address_chosen"


def read() -> None:
    """Take over what changed in the address since we last wrote it. First thing in a run."""
    state, written, earlier = _state(), _written(), _is_earlier()
    # A click before the browser heard of the address we wrote last still carries the one before: what was chosen counts.
    if earlier and st.session_state.get(_CHOSEN):
        return
    for fields in LOCAL.values():
        # A link to one list or one person leaves none of what was open there before.
        if earlier or any(_new(field, written) for field in fields):
            for field in fields:
                state.pop(field, None)
            state.update({field: st.query_params[field] for field in fields if field in st.query_params})
    for field in FIELDS:
        if _new(field, written):
            state[field] = st.query_params[field]


def value(field: str) -> str | None:
    """What is chosen for `field`; None = nothing, a default holds."""
    return _state().get(field)


def choose(field: str, chosen: str | None) -> None:
    """Set or (None) forget a choice; the address follows when the frame writes it."""
    if chosen is None:
        _state().pop(field, None)
    else:
        _state()[field] = chosen
    st.session_state[_CHOSEN] = True


def write(section: str, view: str) -> None:
    """Make the address say what the session holds and which view is open. Once a run."""
    local = {field: _state()[field] for field in LOCAL.get(section, ()) if field in _state()}
    wanted = {**link(view), **local}
    if dict(st.query_params) != wanted:
        st.query_params.from_dict(wanted)
    last = {field: one for field, one in _written().items() if field != "section"}
    if last != wanted:
        st.session_state[_BEFORE] = last
    st.session_state[_WRITTEN], st.session_state[_CHOSEN] = {**wanted, "section": section}, False


def given_view(section: str) -> str | None:
    """The view a link into `section` asks for; None when the address says nothing new."""
    given, written = st.query_params.get("view"), _written()
    known = (written.get("section"), written.get("view")) == (section, given)
    return None if known else given


def link(view: str | None = None) -> dict[str, str]:
    """The address parameters of a link that keeps every choice."""
    kept = {field: _state()[field] for field in FIELDS if field in _state()}
    return {**kept, "view": view} if view else kept


def _is_earlier() -> bool:
    """Whether the address is the one before the one we wrote last: the back button, where nobody chose anything."""
    given = dict(st.query_params)
    return bool(given) and given == st.session_state.get(_BEFORE)


def _new(field: str, written: dict[str, str]) -> bool:
    given = st.query_params.get(field)
    return given is not None and given != written.get(field)


def _state() -> dict[str, str]:
    found: dict[str, str] = st.session_state.setdefault(_STATE, {})
    return found


def _written() -> dict[str, str]:
    found: dict[str, str] = st.session_state.setdefault(_WRITTEN, {})
    return found
