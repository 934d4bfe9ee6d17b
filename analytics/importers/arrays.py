"""Columns of Python values as Arrow arrays, whatever a file has in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa


def as_array(values: Sequence[Any], of: pa.DataType) -> pa.Array:
    """`values` as an Arrow array; half a surrogate, which JSON can spell and no text can hold, becomes U+FFFD."""
    try:
        # Most columns of a chat hold one value in a whole block.
        if len(values) > 1 and values[0] is values[-1] and values.count(values[0]) == len(values):
            return pa.repeat(pa.scalar(values[0], of), len(values))
        return pa.array(values, of)
    except UnicodeEncodeError:
        return pa.array([_storable(value) for value in values], of)


def _storable(value: Any) -> Any:
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(value, str) else value
