"""One person under many names: `identify` decides by rules, `suggestions` finds what a person may decide."""

from analytics.people.identity import identify

__all__ = ["identify"]
