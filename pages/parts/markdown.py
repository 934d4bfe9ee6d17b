"""Names and texts out of data, made inert: a nickname must never become a link or a picture.

Streamlit renders Markdown in labels, headings, captions and errors (SECURITY finding 7). Whatever
comes out of a file passes through `escaped` before it reaches one of them.
"""

from __future__ import annotations

import re

_ACTIVE = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$:<>&@/=])")
# Addresses become links even where their signs are escaped: an unseen joiner keeps them letters.
_ADDRESS = re.compile(r":(?=//)|www(?=\.)|@", re.IGNORECASE)
_JOINER = "\u2060"
# Direction marks and control characters can turn a sentence round or hide half of it.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f‎‏‪-‮⁦-⁩]")
_BREAKS = re.compile(r"\s+")


def escaped(text: object) -> str:
    """One line of plain text that Markdown shows letter by letter."""
    return _ACTIVE.sub(r"\\\1", _ADDRESS.sub(rf"\g<0>{_JOINER}", plain(text)))


def plain(text: object) -> str:
    """One line without control characters, for places that do not read Markdown."""
    return _BREAKS.sub(" ", _UNSEEN.sub("", str(text))).strip()
