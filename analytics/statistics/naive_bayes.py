"""Which kind a text is, learned from sorted texts: multinomial naive Bayes on one, two and three signs in a row.

No words are cut apart, so Chinese needs no dictionary. Signs in a row overlap, so that the plain posterior is far too sure of
itself; it is tempered until it fits texts that a model had not seen. Sources: McCallum and Nigam 1998 (the multinomial
model), Guo et al. 2017 (one temperature). Nothing here is random but `folds`, which is seeded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from analytics.statistics.alike import normal

# Laplace: every run of signs counts as seen once more in every kind.
SMOOTHING = 1.0
FOLDS = 5
_SEED = 20260601
_LONGEST = 3
_NUMBERS = re.compile(r"\d+")
# Every sign of Unicode fits 21 bits, so a run of three is one whole number.
_BITS = 21
_TEMPERATURES = np.geomspace(1, 100, 61)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """`likelihood`: log P(run of signs | kind), one row a kind, columns as `vocabulary`; `prior`: log P(kind)."""

    kinds: tuple[str, ...]
    vocabulary: NDArray[np.int64]
    prior: Floats
    likelihood: Floats
    temperature: float = 1.0

    def posterior(self, texts: Sequence[str]) -> Floats:
        """One row a text, a column a kind, summing to 1; NaN where a text has nothing in common with what was learned."""
        counts = _counted(texts, self.vocabulary)
        return _shares(_scores(counts, self.prior, self.likelihood), self.temperature)


def fit(texts: Sequence[str], labels: Sequence[str], kinds: Sequence[str], smoothing: float = SMOOTHING,
        temperature: float = 1.0) -> Model:
    """A model of `texts` sorted as `labels`; `temperature` as `held_out` finds it. ValueError where a label is none of `kinds`."""
    vocabulary, counts = _vocabulary(texts)
    prior, likelihood = _learned(counts, _one_hot(labels, kinds), smoothing)
    return Model(tuple(kinds), vocabulary, prior, likelihood, temperature)


def folds(texts: Sequence[str], count: int = FOLDS, seed: int = _SEED) -> NDArray[np.int64]:
    """A fold (0 to count − 1) a text, whatever their order; texts equal but for signs, case, width and numbers share one."""
    plain = [_NUMBERS.sub("", normal(text)) for text in texts]
    groups = sorted(set(plain))
    places = np.random.default_rng(seed).permutation(len(groups)) % count
    fold = dict(zip(groups, places, strict=True))
    return np.array([fold[one] for one in plain], dtype=np.int64)


def held_out(texts: Sequence[str], labels: Sequence[str], kinds: Sequence[str], smoothing: float = SMOOTHING
             ) -> tuple[Floats, float]:
    """One row a text: what a model says that learned, and was tempered, on the other folds; and the temperature of all.

    NaN where a text has nothing in common with the other folds. ValueError where a label is none of `kinds`.
    """
    fold, truth, (_, counts) = folds(texts), _one_hot(labels, kinds), _vocabulary(texts)
    scores = np.full(truth.shape, np.nan)
    for one in range(FOLDS):
        left, right = fold != one, fold == one
        if left.any() and right.any():
            scores[right] = _scores(counts[right], *_learned(counts[left], truth[left], smoothing))
    shares = np.full(truth.shape, np.nan)
    for one in range(FOLDS):
        shares[fold == one] = _shares(scores[fold == one], _temperature(scores[fold != one], truth[fold != one]))
    return shares, _temperature(scores, truth)


def _runs(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every run of one to three signs as a number, and the place of the text it stands in; none reaches over two texts."""
    plain = [normal(text) for text in texts]
    signs = np.frombuffer("".join(f"{text}\0" for text in plain).encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    places = np.repeat(np.arange(len(plain)), [len(text) + 1 for text in plain])
    runs, owners = [], []
    for length in range(1, _LONGEST + 1):
        parts = [signs[start:len(signs) - length + 1 + start] for start in range(length)]
        whole = np.all([part > 0 for part in parts], axis=0)
        runs.append(sum((part << _BITS * nth for nth, part in enumerate(parts)), np.zeros(whole.shape, np.int64))[whole])
        owners.append(places[:len(whole)][whole])
    return np.concatenate(runs), np.concatenate(owners)


def _vocabulary(texts: Sequence[str]) -> tuple[NDArray[np.int64], Any]:
    """The different runs, in order, and how often each text has each (sparse)."""
    runs, owners = _runs(texts)
    vocabulary, columns = np.unique(runs, return_inverse=True)
    return vocabulary, _matrix(owners, columns, (len(texts), len(vocabulary)))


def _counted(texts: Sequence[str], vocabulary: NDArray[np.int64]) -> Any:
    """How often each text has each run of `vocabulary`; other runs are left out."""
    runs, owners = _runs(texts)
    columns = np.minimum(np.searchsorted(vocabulary, runs), max(len(vocabulary) - 1, 0))
    known = vocabulary[columns] == runs if len(vocabulary) else np.zeros(len(runs), dtype=bool)
    return _matrix(owners[known], columns[known], (len(texts), len(vocabulary)))


def _matrix(rows: NDArray[Any], columns: NDArray[Any], shape: tuple[int, int]) -> Any:
    return scipy.sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)


def _one_hot(labels: Sequence[str], kinds: Sequence[str]) -> Floats:
    place = {kind: nth for nth, kind in enumerate(kinds)}
    if unknown := set(labels) - set(kinds):
        raise ValueError(f"labels {sorted(unknown)}; known: {', '.join(kinds)}")
    return np.eye(len(kinds))[[place[label] for label in labels]].reshape(len(labels), len(kinds))


def _learned(counts: Any, truth: Floats, smoothing: float) -> tuple[Floats, Floats]:
    """log P(kind) and log P(run | kind); a run that no text has says nothing (0), a kind that no text is never wins."""
    runs = np.asarray((counts.T @ truth).T)
    seen = runs.sum(axis=0) > 0
    with np.errstate(divide="ignore"):
        prior = np.log(truth.sum(axis=0) / max(len(truth), 1))
    sums = runs.sum(axis=1, keepdims=True) + smoothing * seen.sum()
    likelihood = np.log((runs + smoothing) / np.where(sums > 0, sums, 1))
    return prior, np.where(seen, likelihood, 0.0)


def _scores(counts: Any, prior: Floats, likelihood: Floats) -> Floats:
    """log P(kind and text), a row a text; NaN where no run of it was ever seen."""
    known = np.asarray(counts @ (likelihood != 0).any(axis=0)).ravel() > 0
    scores = np.asarray(counts @ likelihood.T) + prior
    return np.where(known[:, None], scores, np.nan)


def _shares(scores: Floats, temperature: float) -> Floats:
    tempered = scores / temperature
    with np.errstate(invalid="ignore"):
        grown = np.exp(tempered - tempered.max(axis=1, keepdims=True, initial=-np.inf))
        shares: Floats = grown / grown.sum(axis=1, keepdims=True)
    return shares


def _temperature(scores: Floats, truth: Floats) -> float:
    """The temperature (≥ 1) under which the truth is likeliest; of equals the coolest."""
    known = ~np.isnan(scores).any(axis=1)
    if not known.any():
        return 1.0
    losses = [-np.log(np.maximum((_shares(scores[known], one) * truth[known]).sum(axis=1), 1e-300)).sum() for one in _TEMPERATURES]
    return float(_TEMPERATURES[int(np.argmin(losses))])
