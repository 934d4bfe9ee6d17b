"""In which shop coupons are used: how many, by how many people, how long after they were given out, how many of them new.

A coupon that was not used belongs to no shop, so shops have counts and no share (METRICS 6.16: arrival lag; new and returning).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

UNSTATED = ""
COLUMNS = ("redeemed", "people", "new", "median_days")


def used(coupons: pd.DataFrame, firsts: pd.DataFrame, least: int, by: tuple[str, ...] = ("store",)) -> pd.DataFrame:
    """One row a value of `by`, most used first: `by`, redeemed (coupons), people (who are named), new (of these: no valid order
    on a day before their first coupon there; NULL without any order), median_days (given out → used; NULL below `least`).

    `coupons`: columns of sql/facts/coupon_fates.sql with days as moments; `firsts`: person_id, first_on (first valid order).
    """
    rows, keys = coupons[coupons["redeemed_on"].notna()], list(by)
    if rows.empty:
        return pd.DataFrame(columns=[*keys, *COLUMNS])
    rows = rows.assign(**{name: rows[name].fillna(UNSTATED) for name in by}, days=(rows["redeemed_on"] - rows["issued_on"]).dt.days)
    grouped = rows.groupby(keys)
    days = grouped["days"].median().where(grouped["days"].count() >= least)
    found = pd.DataFrame({"redeemed": grouped.size(), "median_days": days})
    visits = rows.dropna(subset="person_id").groupby([*keys, "person_id"])["redeemed_on"].min().reset_index()
    known = pd.to_datetime(firsts.set_index("person_id")["first_on"])
    first = known.reindex(visits["person_id"].astype("int64")).set_axis(visits.index)
    visits["new"] = ~(first < visits["redeemed_on"])
    people = visits.groupby(keys)["new"].agg(["size", "sum"]).reindex(found.index, fill_value=0)
    new = people["sum"].astype("Int64") if len(firsts) else pd.Series(pd.NA, index=found.index, dtype="Int64")
    found = found.assign(people=people["size"].astype("int64"), new=new).reset_index()
    order = found.sort_values(["redeemed", *keys], ascending=[False, *np.ones(len(keys), dtype=bool)], ignore_index=True)
    return order[[*keys, *COLUMNS]]
