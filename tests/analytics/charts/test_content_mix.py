"""Pictures of the mix: every encoded field is in the data, unfinished weeks are hatched, both languages draw."""

from __future__ import annotations

import pandas as pd
import pytest

from analytics.charts import content_mix as charts
from analytics.charts import theme
from analytics.classify import CATEGORIES
from analytics.metrics import content_mix
from analytics.scope import Resolved
from analytics.settings import Settings
from analytics.texts import texts_for
from tests.analytics.charts.encoded import missing_fields


def result(days):
    """The mix of posts on these days (day, category or None); the record runs from 1 to 21 June."""
    posts = pd.DataFrame({
        "post_id": [f"p{n}" for n in range(len(days))], "chat_id": "c1",
        "posted_at": pd.to_datetime([day for day, _ in days]), "category": pd.Series([kind for _, kind in days], dtype="object"),
        "reason": "", "text": "", "person_id": 1, "from_chat": True, "reach": None, "form": "text",
    })
    posts["week_start"] = posts["posted_at"] - pd.to_timedelta(posts["posted_at"].dt.day_of_week, unit="D")
    first, last = pd.Timestamp("2026-06-01").date(), pd.Timestamp("2026-06-21").date()
    sources = pd.DataFrame({"chat_id": ["c1"], "first_day": [first], "last_day": [pd.Timestamp("2026-06-17").date()]})
    operators = pd.DataFrame(columns=["chat_id", "person_id", "display_name", "role", "bot", "posts"])
    return content_mix.table(Resolved(("c1",), first, last, last), posts, sources, operators, Settings())


MIXED = result([("2026-06-02", "promotion"), ("2026-06-03", "promotion"), ("2026-06-10", "knowledge"), ("2026-06-16", "fun"),
                ("2026-06-16", None)])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("draw", [charts.bars, charts.weeks, charts.distances, charts.triangle])
@pytest.mark.parametrize("mixed", [MIXED, result([])], ids=["mixed", "no posts"])
def test_every_field_drawn_is_in_the_data(draw, mixed, language):
    """A chart that names a column it was not given would draw nothing."""
    assert not missing_fields(draw(mixed, texts_for(language)))


def test_each_kind_keeps_its_colour_in_both_languages():
    """推广 orange, 干货 blue, 娱乐 green, whatever the words are."""
    for language in ("zh", "en"):
        scale = charts.bars(MIXED, texts_for(language)).to_dict()["layer"][0]["encoding"]["color"]["scale"]
        assert scale["domain"] == [texts_for(language)(f"category.{one}") for one in CATEGORIES]
        assert scale["range"] == [theme.PROMOTION, theme.KNOWLEDGE, theme.FUN]


def test_only_the_week_that_is_not_whole_is_hatched():
    """The record ends on Wednesday of the third week: its one kind has stripes, the others none."""
    layers = charts.weeks(MIXED, texts_for("zh")).to_dict()["layer"]
    striped = [layer for layer in layers if isinstance(layer["mark"].get("color"), dict)]
    assert len(striped) == 3
    assert all("!datum.complete" in layer["transform"][0]["filter"] for layer in striped)
    assert not MIXED.weeks[MIXED.weeks["week_start"] == "2026-06-15"]["complete"].any()


def test_the_table_holds_the_numbers_of_the_picture():
    """Newest week first; kinds sum to the week's posts."""
    table = charts.week_table(MIXED, texts_for("zh"))
    assert table["week"].tolist() == ["2026-06-15", "2026-06-08", "2026-06-01"]
    assert (table[list(CATEGORIES)].sum(axis=1) == table["of"]).all()
