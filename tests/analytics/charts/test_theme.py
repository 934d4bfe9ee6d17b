"""The look of charts: colours that stay apart, Chinese dates, hatching, reference lines."""

import ast
import itertools
from pathlib import Path

import altair as alt
import numpy as np
import pandas as pd
import pytest

from analytics.charts import theme
from analytics.texts import texts_for

# Machado, Oliveira and Fernandes 2009, severity 1.0: protan, deutan, tritan; and the eye that sees all.
_SIGHTS = {
    "all": np.eye(3),
    "red-blind": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                           [-0.003882, -0.048116, 1.051998]]),
    "green-blind": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                             [-0.011820, 0.042940, 0.968881]]),
    "blue-blind": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                            [0.004733, 0.691367, 0.303900]]),
}
_TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
                    [0.0193339, 0.1191920, 0.9503041]])


def linear(colour, page="#FFFFFF"):
    """Linear red, green, blue of a hex colour; of one that lets the page through, as it looks there."""
    parts, below = (np.array([int(one[start:start + 2], 16) / 255 for start in (1, 3, 5)]) for one in (colour, page))
    inked = int(colour[7:9] or "FF", 16) / 255
    parts = parts * inked + below * (1 - inked)
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(colour, sight, page="#FFFFFF"):
    """CIE Lab of a hex colour as an eye sees it."""
    seen = np.clip(_SIGHTS[sight] @ linear(colour, page), 0, 1)
    ratio = _TO_XYZ @ seen / np.array([0.95047, 1.0, 1.08883])
    root = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


@pytest.mark.parametrize("sight", list(_SIGHTS))
@pytest.mark.parametrize("palette", [theme.CATEGORY_COLOURS, theme.LAYER_COLOURS, theme.TIER_COLOURS, theme.STAGE_COLOURS,
                                     theme.STATE_COLOURS])
@pytest.mark.parametrize("page", ["#FFFFFF", "#14191C"])
def test_no_two_colours_are_taken_for_each_other(palette, sight, page):
    """Every pair of a palette stays at least 12 Lab units apart for every eye, on a white page and on a dark one."""
    for (first, one), (second, other) in itertools.combinations(palette.items(), 2):
        apart = float(np.linalg.norm(lab(one, sight, page) - lab(other, sight, page)))
        assert apart >= 12, f"{first} and {second}: {apart:.1f}"


def test_the_kinds_of_content_stay_apart_in_grey_print():
    """Printed in grey, the three kinds and the rest differ in lightness."""
    lightness = sorted(lab(colour, "all")[0] for colour in theme.CATEGORY_COLOURS.values())
    assert min(np.diff(lightness)) >= 5


def test_labels_read_on_white_and_on_dark():
    """The ink of labels has a contrast of at least 4 : 1 on both pages."""
    def luminance(colour):
        return float(np.array([0.2126, 0.7152, 0.0722]) @ linear(colour))
    ink = luminance(theme.INK)
    assert (1.05) / (ink + 0.05) >= 4
    assert (ink + 0.05) / (luminance("#0e1117") + 0.05) >= 4


def one_bar():
    """A chart of one bar."""
    return alt.Chart(pd.DataFrame({"day": ["2026-06-01"], "people": [3]})).mark_bar().encode(
        x="day:O", y="people:Q")


def test_months_and_weekdays_are_chinese_in_chinese_only():
    """The Chinese chart carries a Chinese time locale, the English one does not."""
    chinese = theme.configure(one_bar(), texts_for("zh")).to_dict()["config"]
    english = theme.configure(one_bar(), texts_for("en")).to_dict()["config"]
    assert chinese["locale"]["time"]["shortDays"][1] == "周一"
    assert chinese["locale"]["time"]["months"][5] == "6月"
    assert "time" not in english["locale"]
    assert "Microsoft YaHei" in chinese["font"]


def test_hatching_is_drawn_and_not_just_named():
    """A hatched bar comes out of the renderer as a gradient of stripes."""
    import vl_convert

    spec = one_bar().mark_bar(color=theme.hatched(theme.PROMOTION)).to_dict()
    drawn = vl_convert.vegalite_to_svg(spec)
    assert "linearGradient" in drawn
    assert drawn.count("stop-color") >= 12


@pytest.mark.parametrize("axis", ["x", "y"])
def test_a_reference_line_is_thin_dashed_and_labelled(axis):
    """The article's figure is a dashed line with its words."""
    line, words = theme.reference_line(0.15, "文章 15%", axis).to_dict()["layer"]
    assert line["mark"]["strokeDash"] == [4, 3]
    assert line["mark"]["strokeWidth"] == 1
    assert line["encoding"][axis]["field"] == "reference"
    assert words["encoding"]["text"]["field"] == "label"


def test_colours_follow_the_words_of_a_language():
    """A translated label keeps the colour of its key."""
    scale = theme.colours(theme.CATEGORY_COLOURS, {"promotion": "推广", "fun": "娱乐"}).to_dict()
    assert scale == {"domain": ["推广", "娱乐"], "range": [theme.PROMOTION, theme.FUN]}


def test_no_chart_leaves_altair_to_search_for_a_channel():
    """Given a word or a bare value Altair hashes its whole grammar to find the channel: 13 ms each, at every look at a page."""
    searched = [f"{file.name}:{given.lineno}" for file in sorted(Path(theme.__file__).parent.glob("*.py"))
                for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "encode"
                for given in (field.value for field in call.keywords) if _is_searched(given)]
    assert searched == []


def _is_searched(given):
    """A literal, or what `alt.value` and `alt.condition` make (but for a condition whose other side is a channel)."""
    if not isinstance(given, ast.Call):
        return isinstance(given, (ast.Constant, ast.JoinedStr))
    called = ast.unparse(given.func)
    return called == "alt.value" or (called == "alt.condition" and ast.unparse(given.args[2]).startswith("alt.value"))
