"""Predictors about their overall mean (grand) or about their interviewer's mean (within)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from interviewer_effects.mixed.likelihood.crossproducts import CrossProducts, cross_products
from interviewer_effects.specification import AnalysisSpec

NONE, GRAND, WITHIN = "none", "grand", "within"
NOT_WITHIN = 1e-9  # share of its SD that a predictor varies within interviewers, and counts as none


@dataclass(frozen=True)
class Centring:
    """How columns are centred: words, `grand` or `within` of each that is; means, the interviewers'
    means of those that are centred within, by column and interviewer; overall, the means over all
    interviews.
    """

    words: Mapping[str, str]
    means: Mapping[str, Mapping[str, float]]
    overall: Mapping[str, float]

    def origin(self, column: str, interviewer: str | None) -> float:
        """What was taken off a column for one interviewer; for None, everybody, the overall
        mean.
        """
        if self.words.get(column) == WITHIN and interviewer is not None:
            return self.means[column][interviewer]
        return self.overall[column] if column in self.words else 0.0


@dataclass(frozen=True)
class Centred:
    """Columns and their cross-products after centring."""

    columns: dict[str, np.ndarray]
    products: CrossProducts
    centring: Centring


def context(column: str) -> str:
    """The name of the column that holds the interviewers' means of a predictor."""
    return f"mean({column})"


def with_contexts(columns: Iterable[str], words: Mapping[str, str]) -> list[str]:
    """Columns of the fixed part, each that is centred within followed by its interviewers'
    means.
    """
    return [
        name
        for one in columns
        for name in ((one, context(one)) if words.get(one) == WITHIN else (one,))
    ]


def words_of(analysis: AnalysisSpec, labels_of) -> dict[str, str]:
    """How each column is centred, of those that are; labels_of gives the columns of a variable."""
    by_name = {name: analysis.centre_of(name) for name in analysis.predictors}
    return {
        label: word for name, word in by_name.items() if word != NONE for label in labels_of([name])
    }


def centred(
    columns: dict[str, np.ndarray],
    interviewers: np.ndarray,
    words: dict[str, str],
    interactions: list[tuple[str, str]],
    products: CrossProducts | None = None,
) -> Centred:
    """Columns (n,) with those named in words centred, the means of those centred within as columns
    of their own (about their overall mean), and products of a centred column with a covariate made
    of the centred one.

    products are sums over all interviews where the columns are of some of them: then means are
    those of all, and cross-products follow by algebra, x̃_j'x̃_j from those of [1, x]. Raises
    ValueError where nothing of a column varies within interviewers, so that centring within would
    leave zeros.
    """
    taken = [
        context(name) for name, word in words.items() if word == WITHIN and context(name) in columns
    ]
    if taken:
        raise ValueError(
            f"Two columns of the models would be called '{taken[0]}': rename it in the survey."
        )
    sums = products or cross_products({name: columns[name] for name in words}, interviewers)
    overall = dict(zip(words, sums.means(words), strict=True))
    own = {
        name: _means_by_interviewer(sums, name) for name, word in words.items() if word == WITHIN
    }
    at = np.searchsorted(sums.groups, interviewers)
    made = dict(columns)
    for name, word in words.items():
        made[name] = columns[name] - (own[name][at] if word == WITHIN else overall[name])
        if word == WITHIN:
            _refuse_constant(made[name], columns[name], name)
    made |= {f"{a}:{b}": made[a] * made[b] for a, b in interactions if a in words}
    made |= {context(name): own[name][at] - overall[name] for name in own}
    by_label = {name: dict(zip(sums.groups, values, strict=True)) for name, values in own.items()}
    centring = Centring(words, by_label, overall)
    if products is None:
        return Centred(made, cross_products(made, interviewers), centring)
    return Centred(made, _by_algebra(products, words, overall, own, interactions), centring)


def _means_by_interviewer(products: CrossProducts, name: str) -> np.ndarray:
    """Means (J,) of a column over each interviewer's interviews."""
    return products.gram[:, 0] @ products.coordinates(name) / products.sizes


def _refuse_constant(left: np.ndarray, column: np.ndarray, name: str) -> None:
    if np.abs(left).max(initial=0) <= NOT_WITHIN * max(column.std(), np.abs(column).max(initial=0)):
        raise ValueError(
            f"'{name}' is the same in all interviews of an interviewer, so nothing of it is left "
            "about their means: "
            "set its centre to grand or none, or name it among the interviewer_covariates."
        )


def _by_algebra(
    products: CrossProducts,
    words: dict,
    overall: dict,
    own: dict,
    interactions: list[tuple[str, str]],
) -> CrossProducts:
    """Cross-products of the centred columns: every new column is B c_j, B the old ones and c_j
    known of interviewer j, so that sums over single interviews are not needed again.
    """
    J, names = len(products.groups), [*products.names, *map(context, own)]
    change = np.zeros((J, len(products.names) + 1, len(names) + 1))
    change[:, 0, 0] = 1
    unit = change[0, :, 0]
    where = {name: products.coordinates(name) for name in products.names}
    taken = {name: own.get(name, np.full(J, overall[name])) for name in words}
    of_interaction = {f"{a}:{b}": (a, b) for a, b in interactions if a in words}
    for k, name in enumerate(products.names, start=1):
        column = np.tile(where[name], (J, 1))
        if name in words:
            column = column - taken[name][:, None] * unit
        elif name in of_interaction:
            a, b = of_interaction[name]
            column = column - taken[a][:, None] * where[b]
        change[:, :, k] = column
    for k, name in enumerate(own, start=len(products.names) + 1):
        change[:, 0, k] = own[name] - overall[name]
    gram = change.transpose(0, 2, 1) @ products.gram @ change
    shift, scale = np.zeros(len(names)), np.ones(len(names))
    return replace(products, names=tuple(names), shift=shift, scale=scale, gram=gram).own_scale()
