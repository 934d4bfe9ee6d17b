"""One module a format: `name`, `recognises(source)`, `read(source, answers, out)`.

Dotted names only, so that the reading child loads what it asks. Exactly one may claim a file;
what none of these claims is asked of `LAST`, in its order.
"""

FORMATS: tuple[str, ...] = tuple(
    f"analytics.importers.formats.{name}" for name in (
        "wechat.wechat_text",
        "wechat.wechat_paste",
        "wechat.memotrace_v1",
        "wechat.memotrace_v2",
        "wechat.memotrace_txt",
        "wechat.wechat_exporter",
        "elsewhere.qq_txt",
        "elsewhere.chatlab",
        "elsewhere.whatsapp",
        "wecom.wecom_groups",
        "wecom.wecom_numbers",
        "wecom.wecom_posts",
        "wecom.wecom_archive",
        "elsewhere.telegram",
        "elsewhere.discord",
        "elsewhere.slack",
        "elsewhere.line",
        "elsewhere.qce",
        "wechat.pywxdump",
        "wechat.chatlog",
        "wechat.weflow",
        "wechat.weclone",
        "wechat.echotrace",
        "sheets.follow_up_sheet",
    )
)
LAST: tuple[str, ...] = ("analytics.importers.formats.elsewhere.one_line", "analytics.importers.formats.sheets.sheet")
