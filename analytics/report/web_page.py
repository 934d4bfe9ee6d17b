"""The report as one web page: charts that answer the mouse, everything inside the file, prints to A4.

Nothing is fetched: the chart library lies in the page, and a policy in its head forbids every other address. Each chart
is also there as a drawing, so that a viewer that runs no scripts (WeChat's own, a mail program) shows it all the same.
"""

from __future__ import annotations

import json
from functools import cache
from html import escape

from analytics.charts import outside, theme
from analytics.charts.paper import apart
from analytics.report import cover
from analytics.report.long_picture import data_uri
from analytics.report.model import Figure, Picture, Report, Section, Table
from analytics.report.saying import say
from analytics.texts.words import Texts

_ROWS = 20
_WIDE = 760
_POLICY = ("default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data:; "
           "font-src data:; base-uri 'none'; form-action 'none'")
_STYLE = """
:root{color-scheme:light}*{box-sizing:border-box}
body{margin:0 auto;max-width:860px;padding:32px 24px;font:16px/1.65 FONT;color:#222;background:#fff}
h1{font-size:30px;margin:0 0 4px;color:ACCENT}h2{font-size:21px;margin:36px 0 8px;padding-left:12px;border-left:5px solid ACCENT}
.quiet{color:#6b6b6b;font-size:14px}.said{font-size:18px;margin:4px 0}.cards{display:grid;gap:12px;margin:14px 0;
grid-template-columns:repeat(auto-fill,minmax(170px,1fr))}.card{background:#f5f6f8;border-radius:8px;padding:10px 12px}
.card b{display:block;font-size:22px;line-height:1.3}.card small{color:#6b6b6b;display:block}
table{border-collapse:collapse;width:100%;font-size:14px;margin:8px 0}th,td{text-align:left;padding:5px 8px;
border-bottom:1px solid #e3e3e3}th{color:#6b6b6b;font-weight:600}td.n{text-align:right}figure{margin:12px 0;overflow-x:auto}
figure svg{max-width:100%;height:auto}figcaption{color:#6b6b6b;font-size:14px}img.logo{float:right;max-height:72px;max-width:180px}
details{margin:6px 0}summary{cursor:pointer;color:#4c6a92}
@page{size:A4;margin:14mm}@media print{body{padding:0;max-width:none;font-size:12px}section{break-inside:auto}
h2{break-after:avoid}.cards,figure,tr{break-inside:avoid}summary{color:#222}
details::details-content{content-visibility:visible;height:auto}}
"""


def web_page(report: Report, texts: Texts) -> bytes:
    """The HTML file; the same bytes for the same report."""
    pictures = [picture for section in report.sections for picture in section.pictures]
    specs = [outside.spec(one.draw(texts), _WIDE) for one in pictures]
    places = {id(one): number for number, one in enumerate(pictures)}
    title, options = cover.title(report, texts), report.options
    logo = f'<img class="logo" alt="" src="{data_uri(options.logo)}">' if options.logo else ""
    style = _STYLE.replace("FONT", theme.FONT).replace("ACCENT", options.colour)
    body = "".join([
        logo, f"<h1>{escape(title)}</h1>", *(f'<div class="quiet">{escape(line)}</div>' for line in cover.lines(report, texts)),
        *(_section(report, section, places, texts) for section in report.sections), _definitions(report, texts)])
    language = "zh-CN" if texts.language == "zh" else "en"
    page = (f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><meta name="viewport" '
            f'content="width=device-width,initial-scale=1"><title>{escape(title)}</title><style>{style}</style></head><body>{body}'
            f'<script>{_library()}</script><script>const specs={_inside(specs)};specs.forEach((spec,n)=>{{const at='
            'document.getElementById("chart"+n);spec.width=Math.min(spec.width||760,at.clientWidth-8);const box='
            'document.createElement("div");vegaEmbed(box,spec,{actions:false,renderer:"svg"}).then(()=>{at.replaceChildren(box)})'
            "});</script></body></html>")
    return page.encode()


def _section(report: Report, section: Section, places: dict[int, int], texts: Texts) -> str:
    parts = [f"<section><h2>{escape(cover.heading(section, texts))}</h2>"]
    parts += [f'<p class="said">{escape(one)}</p>' for one in cover.paragraphs(report, section, texts)]
    parts += [f'<p class="quiet">{escape(one)}</p>' for one in cover.gaps(report, section, texts)]
    if section.figures:
        parts += ['<div class="cards">', *(_card(one, texts) for one in section.figures), "</div>"]
    parts += [_figure(one, places[id(one)], texts) for one in section.pictures]
    parts += [_table(one, texts) for one in section.tables]
    return "".join([*parts, "</section>"])


def _card(figure: Figure, texts: Texts) -> str:
    between = cover.interval(figure, texts)
    return (f'<div class="card" data-key="{escape(figure.key)}" title="{escape(between)}">'
            f"<small>{escape(str(say(figure.label, texts)))}</small><b>{escape(figure.shown(texts))}</b>"
            f"<small>{escape(figure.remark(texts))}</small></div>")


def _figure(picture: Picture, number: int, texts: Texts) -> str:
    drawn = apart(outside.for_readers(outside.drawn(picture.draw(texts), _WIDE)), f"c{number}_")
    title = escape(str(say(picture.title, texts)))
    return f'<figure><figcaption>{title}</figcaption><div id="chart{number}" role="img" aria-label="{title}">{drawn}</div></figure>'


def _table(table: Table, texts: Texts) -> str:
    """The first rows, the rest to be opened."""
    fields = table.columns
    rows = [_row([(cover.cell(row[name], kind, texts), kind) for name, (_, kind) in fields.items()])
            for row in table.frame.to_dict("records")]
    titles = "".join(f"<th>{escape(one)}</th>" for one in table.head(texts))
    head = f"<tr>{titles}</tr>"
    title = f'<p><b>{escape(str(say(table.title, texts)))}</b></p>'
    shown = f'{title}<table data-name="{escape(table.name)}">{head}{"".join(rows[:_ROWS])}</table>'
    if len(rows) <= _ROWS:
        return shown
    more = escape(texts("report.more_rows", count=len(rows) - _ROWS))
    return f"{shown}<details><summary>{more}</summary><table>{head}{''.join(rows[_ROWS:])}</table></details>"


def _row(cells: list[tuple[str, str]]) -> str:
    inside = "".join(f"<td{_side(kind)}>{escape(value)}</td>" for value, kind in cells)
    return f"<tr>{inside}</tr>"


def _side(kind: str) -> str:
    return "" if kind in ("text", "word", "day") else ' class="n"'


def _definitions(report: Report, texts: Texts) -> str:
    parts = [f"<section><h2>{escape(texts('report.section.definitions'))}</h2>"]
    for title, body in cover.definitions(report, texts):
        said = escape(body).replace("**", "").replace("\n", "<br>")
        parts.append(f'<details><summary>{escape(title)}</summary><div class="quiet">{said}</div></details>')
    rows = "".join(_row([(name, "text"), (value, "text")]) for name, value in cover.settings_used(report, texts))
    return "".join([*parts, f"<table>{rows}</table>", f'<p class="quiet">{escape(texts("report.cover.made_with"))}</p></section>'])


def _inside(thing: object) -> str:
    """JSON that can stand in a script: no sign in it ends one."""
    text = json.dumps(thing, ensure_ascii=False, sort_keys=True)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


@cache
def _library() -> str:
    import vl_convert

    code: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return code.replace("</script", "<\\/script")
