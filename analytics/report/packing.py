"""Office files that are the same for the same input: no moment of saving in them, fixed times in their zip.

xlsx and pptx are zips of XML; a presentation carries a workbook for every chart, which is packed alike.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

# The earliest moment a zip can hold: the real one would differ at every saving.
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_SAVED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")
_INSIDE = (".xlsx", ".docx")


def steady(data: bytes, day: date) -> bytes:
    """The same file with every moment of saving set to midnight of `day`."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _SAVED.sub(rb"\g<1>" + f"{day.isoformat()}T00:00:00Z".encode() + rb"\g<2>", content)
            elif entry.filename.endswith(_INSIDE):
                content = steady(content, day)
            info = zipfile.ZipInfo(entry.filename, _LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, content)
    return target.getvalue()
