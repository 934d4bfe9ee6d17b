"""Charts outside the browser: SVG and PNG with their title and what they were made of written on them.

Pictures are drawn with the font in `fonts/`, so that Chinese stands on every computer and equal input gives equal
bytes; an SVG asks for the reader's own fonts instead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from analytics.charts import theme
from analytics.charts.paper import OUR_FONT, QUIET, Paper

FONTS = Path(__file__).parent / "fonts"
WIDE = 820
_SCALE = 2.0
_DRAWN_WITH = f'"{OUR_FONT}", {theme.FONT}'
_REFERRED = re.compile(r'(\bid="|url\(#|href="#)([A-Za-z_]+)(\d+)')
_NUMBERED = re.compile(r"\b(view|param)_\d+\b")
# Longer than this and some phones and WeChat itself no longer open a picture.
_MOST_PIXELS = 30_000


def spec(drawing: Any, width: int = WIDE) -> dict[str, Any]:
    """The Vega-Lite spec of an Altair chart, `width` pixels wide unless it has a width of its own."""
    text = json.dumps(drawing.to_dict(), ensure_ascii=False)
    # Altair numbers views and selections through the whole run of a program; here they begin with 1 in every chart.
    numbers: dict[str, int] = {}
    text = _NUMBERED.sub(lambda found: f"{found[1]}_{numbers.setdefault(found[0], len(numbers) + 1)}", text)
    return {"background": "#FFFFFF", **_widened(json.loads(text), width)}


def drawn(drawing: Any, width: int = WIDE) -> str:
    """A chart as SVG, in the font we carry."""
    import vl_convert  # slow to load, and only a download needs it

    _with_fonts()
    text = json.dumps(spec(drawing, width), ensure_ascii=False)
    asked, ours = (json.dumps(font, ensure_ascii=False)[1:-1] for font in (theme.FONT, _DRAWN_WITH))
    svg: str = vl_convert.vegalite_to_svg(text.replace(asked, ours))
    # Clips and gradients too are numbered through the whole run.
    numbers: dict[str, int] = {}
    return _REFERRED.sub(lambda found: f"{found[1]}{found[2]}{numbers.setdefault(found[2] + found[3], len(numbers) + 1)}", svg)


def sheet(drawing: Any, title: str, about: Sequence[str], width: int = WIDE) -> str:
    """One chart with its title above and the lines of `about` below, as SVG in the font we carry."""
    paper = Paper(width, margin=24)
    paper.text(title, 18, bold=True)
    paper.space(8)
    paper.picture(drawn(drawing, paper.room))
    paper.rule()
    for line in about:
        paper.text(line, 11, colour=QUIET)
    return paper.svg()


def for_readers(svg: str) -> str:
    """The SVG with the fonts of whoever opens it, as a file."""
    ours = escape(f'"{OUR_FONT}"')
    for said in (f"{ours}, ", f"{escape(OUR_FONT, quote=False)}"):
        svg = svg.replace(said, "" if said.endswith(", ") else escape(theme.FONT))
    return svg


def png(svg: str, scale: float = _SCALE) -> bytes:
    """The SVG as a PNG, twice as many pixels as it says unless that would be too tall to open."""
    import vl_convert

    _with_fonts()
    tall = float(svg.split('height="', 1)[1].split('"', 1)[0])
    data: bytes = vl_convert.svg_to_png(svg, scale=min(scale, max(1.0, _MOST_PIXELS / tall)))
    return data


def _widened(found: dict[str, Any], width: int) -> dict[str, Any]:
    for several, each in (("vconcat", width), ("hconcat", width // max(len(found.get("hconcat", ())), 1))):
        if several in found:
            return {**found, several: [_with_width(one, each) for one in found[several]]}
    if "facet" in found or "repeat" in found:
        across = int(found.get("columns", 1))
        return {**found, "spec": _with_width(found["spec"], width // max(across, 1))}
    return {"autosize": {"type": "fit-x", "contains": "padding"}, **_with_width(found, width)}


def _with_width(view: dict[str, Any], width: int) -> dict[str, Any]:
    return {**view, "width": width} if view.get("width", "container") == "container" else view


@cache
def _with_fonts() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
