"""How sure the forecast of repeat buying is, and what it comes to by layer: what only experts ask, computed on demand.

Parametric bootstrap: customers are invented from the fitted model, the model is fitted to them again, and the forecast
of the real customers is made with what was found. Of more than `_MOST` customers a sample is invented and the spread
narrowed by the root of its share, else a large shop would wait minutes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.metrics import buying_model, layers
from analytics.metrics.buying_model import DAYS_A_WEEK, NEXT_DAYS, Forecast
from analytics.scope import Scope
from analytics.statistics import repeat_buying
from analytics.statistics.intervals import PROJECTED
from analytics.workspace import Workspace

DRAWS = 200
_MOST, _SEED = 800, 20_050_501


def measure(workspace: Workspace, scope: Scope | None = None, draws: int = DRAWS) -> pd.DataFrame:
    """One row a quantity (next_30, next_90: orders of all known buyers; r, alpha, a, b): value, low, high (80 %), draws.

    Empty where no model was fitted.
    """
    return bands(buying_model.measure(workspace, scope), draws)


def bands(forecast: Forecast, draws: int = DRAWS) -> pd.DataFrame:
    """The same from a forecast; seeded, so that it is the same every time. Fits that end on a bound are left out."""
    columns = ["quantity", "value", "low", "high", "draws"]
    model = forecast.model
    if model is None:
        return pd.DataFrame(columns=columns)
    seen = buying_model.histories(forecast.members, forecast.as_of)
    generator = np.random.default_rng(_SEED)
    size = min(len(seen[2]), _MOST)
    found = []
    for _ in range(draws):
        observed = generator.choice(seen[2], size)
        x, last = repeat_buying.simulate(model, observed, generator)
        if (x > 0).any():
            again = repeat_buying.fit(x, last, observed, start=model)
            if not again.on_bounds:
                found.append(_quantities(again, seen))
    value = _quantities(model, seen)
    drawn = np.log(np.array(found)) - np.log(value)
    tails = np.quantile(drawn, [(1 - PROJECTED) / 2, (1 + PROJECTED) / 2], axis=0) * np.sqrt(size / len(seen[2]))
    names = [*(f"next_{days}" for days in NEXT_DAYS), "r", "alpha", "a", "b"]
    return pd.DataFrame({"quantity": names, "value": value, "low": value * np.exp(tails[0]), "high": value * np.exp(tails[1]),
                         "draws": len(found)}, columns=columns)


def by_layer(workspace: Workspace, scope: Scope | None = None) -> pd.DataFrame:
    """One row a layer: layer, buyers, next_30, next_90 (expected orders), worth_90; who is in no chosen group: outside."""
    forecast = buying_model.measure(workspace, scope)
    if forecast.model is None:
        return pd.DataFrame(columns=["layer", "buyers", "next_30", "next_90", "worth_90"])
    main = layers.measure(workspace, scope).members.set_index("person_id")["main"]
    layer = forecast.members["person_id"].map(main).fillna("outside")
    grouped = forecast.members.groupby(layer)
    sums = grouped[["next_30", "next_90", "worth_90"]].sum(min_count=1)
    return sums.assign(buyers=grouped.size()).rename_axis("layer").reset_index()[
        ["layer", "buyers", "next_30", "next_90", "worth_90"]]


def _quantities(model: repeat_buying.BuyingModel, seen: tuple[NDArray[Any], ...]) -> NDArray[Any]:
    totals = [float(repeat_buying.expected_next(model, days / DAYS_A_WEEK, *seen).sum()) for days in NEXT_DAYS]
    return np.array([*totals, model.r, model.alpha, model.a, model.b])
