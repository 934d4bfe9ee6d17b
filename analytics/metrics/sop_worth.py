"""What an hour of work on each task brings: reactions, and orders whose last post was the task's. Going together, not cause."""

from __future__ import annotations

import pandas as pd

from analytics.metrics.sop import Sop

_HOUR = 60
MODEL = "last"


def table(plan: Sop, answers: pd.DataFrame, credited: pd.DataFrame) -> pd.DataFrame:
    """One row a task that is done by posts: task_id, posts (that did it), hours (NULL without minutes), interactions, orders, net
    (yuan), interactions_an_hour, orders_an_hour (NULL without hours).

    `answers`: post_id, interactions (facts post_answers); `credited`: post_id, last, net_last (attribution.Attribution.posts).
    """
    rows = []
    for task in plan.tasks[plan.tasks["evidence"] == "post"].to_dict("records"):
        done = plan.done_by(task["task_id"])
        brought = done[["post_id"]].merge(answers[["post_id", "interactions"]], on="post_id", how="left").merge(
            credited[["post_id", MODEL, f"net_{MODEL}"]], on="post_id", how="left")
        took = len(done) * float(task["minutes"]) / _HOUR if pd.notna(task["minutes"]) else float("nan")
        rows.append((task["task_id"], len(done), took, float(brought["interactions"].sum()), float(brought[MODEL].sum()),
                     float(brought[f"net_{MODEL}"].sum())))
    found = pd.DataFrame(rows, columns=["task_id", "posts", "hours", "interactions", "orders", "net"])
    hours = found["hours"].where(found["hours"] > 0)
    return found.assign(interactions_an_hour=found["interactions"] / hours, orders_an_hour=found["orders"] / hours)
