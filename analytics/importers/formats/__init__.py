"""One module a format: `name`, `recognises(source)`, `read(source, answers, out)`.

Dotted names only, so that the reading child loads what it asks. Exactly one may claim a file;
tables that none of these claims fall to `formats.sheet`.
"""

FORMATS: tuple[str, ...] = tuple(
    f"analytics.importers.formats.{name}" for name in (
        "wechat_text", "wechat_paste", "memotrace_v1", "memotrace_v2", "qq_txt", "chatlab", "whatsapp",
    )
)
