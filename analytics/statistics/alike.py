"""Which short texts say the same in other words: cosine of counts of two and three signs in a row (METRICS 6.17).

No words are cut apart, so Chinese needs no dictionary. The most frequent text of a group leads it: everybody in a group is
alike to the leader, chains of slightly alike texts do not grow together. The order of the texts changes nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

_SIGNS = re.compile(r"[\W_]+")
_BLOCK = 500
_EXACT = 1e-9


def normal(text: str) -> str:
    """The text without signs, blanks, case and full width: what two askers have in common."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text).casefold())


def groups(texts: Sequence[str], from_share: float) -> NDArray[Any]:
    """A number a text: equal numbers are alike (cosine to the leader ≥ `from_share`); 0 is the largest group.

    Texts without any letter stand alone. Cost: the different texts squared, sparse (3,000 in about a second).
    """
    plain = [normal(text) for text in texts]
    counts = Counter(plain)
    order = sorted(counts, key=lambda one: (-counts[one], len(one), one))
    leader = _led(order, from_share)
    sizes = Counter[str]()
    for one in plain:
        sizes[leader[one]] += 1
    number = {lead: place for place, lead in enumerate(sorted(sizes, key=lambda one: (-sizes[one], len(one), one)))}
    return np.array([number[leader[one]] for one in plain], dtype=np.int64)


def cosine(one: str, other: str) -> float:
    """How alike two texts are, 0 to 1."""
    vectors = _vectors([normal(one), normal(other)])
    return float((vectors[0] @ vectors[1].T).toarray()[0, 0])


def _led(order: list[str], from_share: float) -> dict[str, str]:
    """text → its leader, by the order of the texts."""
    vectors, leader = _vectors(order), dict[str, str]()
    for begin in range(0, len(order), _BLOCK):
        block = (vectors[begin:begin + _BLOCK] @ vectors.T).tocsr()
        for row in range(block.shape[0]):
            own = order[begin + row]
            if own in leader:
                continue
            leader[own] = own
            part = slice(block.indptr[row], block.indptr[row + 1])
            near = block.indices[part][block.data[part] >= from_share - _EXACT]
            for other in near:
                leader.setdefault(order[other], own)
    return leader


def _vectors(texts: Sequence[str]) -> Any:
    """One row of unit length a text."""
    places: dict[str, int] = {}
    rows, columns, values = [], [], []
    for row, text in enumerate(texts):
        for gram, count in _grams(text).items():
            rows.append(row)
            columns.append(places.setdefault(gram, len(places)))
            values.append(float(count))
    matrix = scipy.sparse.csr_matrix((values, (rows, columns)), shape=(len(texts), max(len(places), 1)))
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return scipy.sparse.diags(1 / np.where(length > 0, length, 1)) @ matrix


def _grams(text: str) -> Counter[str]:
    if len(text) == 1:
        return Counter([text])
    return Counter(text[place:place + size] for size in (2, 3) for place in range(len(text) - size + 1))
