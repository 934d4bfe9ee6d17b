"""What 隐藏真名 must hide, and a search for it in anything that was sent or saved."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable
from html import escape

from analytics import Workspace
from analytics.texts import all_texts


def names_of(workspace: Workspace) -> list[str]:
    """Every name, phone, platform id, group name and file name of a shop that tells on somebody."""
    found = workspace.query("select name as word from known_aliases union select phone from known_aliases "
                            "union select platform_id from known_aliases union select chat_name from known_chats "
                            "union select file_name from import_log")
    ours = "\n".join(sides["zh"] for sides in all_texts().values())
    # 「1314」 is a nickname and, any day, a count; only digits as long as a phone number tell on somebody.
    telling = [word for word in found["word"].dropna() if len(word) > (6 if word.isdigit() else 2)]
    return [word for word in telling if word not in ours]


def found_in(data: bytes, names: Iterable[str]) -> list[str]:
    """The names that stand in `data`: as they are, as in JSON, as in HTML and XML; in an Office file, in any of its parts."""
    text = unpacked(data)
    return [name for name in names if any(_stands(form, text) for form in _forms(name))]


def unpacked(data: bytes) -> bytes:
    """A zip's file names and contents, a zip inside it too, without the pixels of pictures; any other file as it is."""
    if data.startswith((b"\x89PNG", b"\xff\xd8\xff")):  # three letters stand by chance in any large picture
        return b""
    if not data.startswith(b"PK\x03\x04"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return b"\n".join(part for name in packed.namelist() for part in (name.encode(), unpacked(packed.read(name))))


def _stands(form: bytes, text: bytes) -> bool:
    """Latin letters count as a word of their own: 「Una」 is not in “Unable”."""
    if form not in text:
        return False
    return not form.isalpha() or re.search(rb"(?<![A-Za-z])" + form + rb"(?![A-Za-z])", text) is not None


def _forms(name: str) -> set[bytes]:
    return {name.encode(), json.dumps(name)[1:-1].encode(), escape(name).encode(), escape(name, quote=False).encode()}
