"""Invitations by people in their growth stage: success where the attempts are known, else only how many came.

Who sees only “A invited B” never sees whom A asked in vain: a success rate of such joins would be 100 % by
construction and is not given (METRICS 6.14).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.scope import Resolved
from analytics.settings import Settings
from analytics.workspace import Workspace


@dataclass(frozen=True)
class Invites:
    """`count` of `of` invites sent in the growth stage were followed in time; `pending` may still be. `brought`:
    joins that somebody in the growth stage brought about; `brought_by_anybody`: all of them. `attempts_known`: whether
    invites sent are known at all; without, `of` is 0. `inviters`: person_id, display_name, sent, joined — who invited in
    the growth stage."""

    count: int
    of: int
    pending: int
    brought: int
    brought_by_anybody: int
    attempts_known: bool
    inviters: pd.DataFrame


def invites(workspace: Workspace, resolved: Resolved, joins: pd.DataFrame, settings: Settings) -> Invites:
    """What the invites and joins up to `resolved.as_of` say. `joins`: person_id, joined_on of everybody."""
    rows = workspace.facts("stage_invites", resolved)
    inviters = joins[["person_id", "joined_on"]].set_axis(["inviter_id", "inviter_joined_on"], axis=1)
    rows = rows.merge(inviters, on="inviter_id", how="left")
    growth = rows[_in_growth(rows, settings)]
    sent = growth[growth["sent_on"].notna()]
    window = int(settings.stages.invite_until_days)
    over = sent["sent_on"] + pd.Timedelta(days=window) <= pd.Timestamp(resolved.as_of)
    followed = (sent["joined_on"] - sent["sent_on"]).dt.days <= window
    return Invites(
        int((over & followed).sum()), int(over.sum()), int((~over).sum()), int(growth["joined_on"].notna().sum()),
        int(rows["joined_on"].notna().sum()), bool(rows["sent_on"].notna().any()), _inviters(growth, workspace))


def _in_growth(rows: pd.DataFrame, settings: Settings) -> pd.Series[Any]:
    """Invited on a day on which the inviter was in the growth stage."""
    moment = pd.to_datetime(rows["sent_on"]).fillna(pd.to_datetime(rows["joined_on"]))
    day = (moment - pd.to_datetime(rows["inviter_joined_on"])).dt.days + 1
    inside: pd.Series[Any] = (day > settings.stages.introduction_until_days) & (day <= settings.stages.growth_until_days)
    return inside


def _inviters(growth: pd.DataFrame, workspace: Workspace) -> pd.DataFrame:
    sums = growth.groupby("inviter_id").agg(sent=("sent_on", "count"), joined=("joined_on", "count")).reset_index()
    sums = sums.rename(columns={"inviter_id": "person_id"}).astype({"person_id": "int64"})
    return workspace.named(sums).sort_values(["joined", "person_id"], ascending=[False, True], ignore_index=True)
