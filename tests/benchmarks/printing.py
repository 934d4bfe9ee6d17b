"""One line a figure."""

from __future__ import annotations


def line(work: str, ours: float, base: float, budget: float, unit: str, more_is_better: bool = False) -> None:
    """Print ours, the baseline, their ratio, and whether the ratio keeps the budget."""
    ratio = ours / base
    kept = ratio >= budget if more_is_better else ratio <= budget
    sign = "≥" if more_is_better else "≤"
    print(f"{work:48}{shown(ours, unit):>16}{shown(base, unit):>16}{ratio:>8.2f}   {sign} {budget:g}  "
          f"{'within' if kept else 'OVER'}", flush=True)


def shown(value: float, unit: str) -> str:
    """1.23 s, 340 MB, 21,000 rows/s."""
    return f"{value:.2f} {unit}" if unit == "s" else f"{value:,.0f} {unit}"
