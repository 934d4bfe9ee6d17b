"""Thresholds as people read them, under the name by which pages know them."""

from analytics.texts.thresholds import in_force, said

__all__ = ["in_force", "said"]
