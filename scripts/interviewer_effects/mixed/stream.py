"""Cross-products of files larger than memory: one pass in chunks, then everything costs O(J)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.design.arguments import check_covariance
from interviewer_effects.mixed.likelihood.accumulate import Accumulated
from interviewer_effects.mixed.likelihood.crossproducts import CrossProducts, cross_products
from interviewer_effects.mixed.likelihood.moments import make_design
from interviewer_effects.mixed.optimum.fit import fit

from .chunks import WHOLE, chunks_of

if TYPE_CHECKING:
    from .result import MixedResult

ROWS = 1 << 19  # rows of a chunk: about 30 MB with five columns


class FileModel:
    """The model outcome ~ 1 + fixed + (1 + random | groups) on one or more Parquet or CSV files,
    read once in chunks.

    Its results have everything of MixedResult that does not need the rows, so no fitted values or
    residuals, and can be tested by likelihood_ratio and bootstrap_test. Memory is one chunk plus
    the cross-products of the groups. Rows with a missing value in a column used, the group's too,
    are left out (n_dropped). Groups are told apart as written: 7 and 07 of a CSV file are two, 7
    and 7.0 one. Raises ValueError naming the file and column when a column is absent or is not
    numeric, and for a covariance that is neither "unstructured" nor "diagonal".
    """

    def __init__(
        self,
        paths: str | Path | Iterable[str | Path],
        outcome: str,
        fixed: list[str],
        groups: str,
        random: list[str] | None = None,
        random_intercept: bool = True,
        covariance: str = "unstructured",
    ) -> None:
        check_covariance(covariance)
        slopes = list(random or [])
        self.covariance = covariance
        self.endog_names = outcome
        self.exog_names = ["Intercept", *fixed]
        self.fixed_columns: list[str | None] = [None, *fixed]
        self.exog_re_names = ["Intercept", *slopes] if random_intercept else slopes
        self.random_columns: list[str | None] = [None, *slopes] if random_intercept else [*slopes]

        columns = list(dict.fromkeys([*fixed, *slopes, outcome]))
        all_paths = [paths] if isinstance(paths, (str, Path)) else list(paths)
        self.products, self.n_dropped = stream_cross_products(all_paths, columns, groups=groups)
        self.nobs = self.products.n

    def fit(self, reml: bool = True) -> MixedResult:
        """The global optimum of the restricted (reml=True) or full likelihood, as a MixedResult."""
        from .result import MixedResult

        is_diagonal = self.covariance == "diagonal"
        design = make_design(
            self.products,
            self.fixed_columns,
            random=self.random_columns,
            outcome=self.endog_names,
            diagonal=is_diagonal,
        )
        fitted = fit(design, reml)
        return MixedResult(self, fitted)

    def random_means(self) -> Floats:
        """Means of the random columns (q,)."""
        return self.products.means(self.random_columns)


def stream_cross_products(
    paths: list[str | Path],
    columns: list[str],
    groups: str,
) -> tuple[CrossProducts, int]:
    """Cross-products of the columns within groups over all rows of all files, and the number of
    rows left out.

    Chunks are summed about the first chunk's centre and moved to the overall one at the end by
    algebra, which is exact.
    """
    total = Accumulated()
    n_dropped = 0
    centre = None
    for path in paths:
        for chunk in chunks_of(
            Path(path),
            columns,
            groups=groups,
            rows=ROWS,
        ):
            n_dropped += chunk.n_dropped
            if not len(chunk.labels):
                continue
            products = cross_products(chunk.columns, chunk.labels, about=centre)
            centre = (products.shift, products.scale)
            total.add(products)
    if centre is None:
        files = ", ".join(map(str, paths))
        names = ", ".join([*columns, groups])
        raise ValueError(f"No complete row in {files} for columns {names}.")
    return _with_numbers(total.total()), n_dropped


def _with_numbers(products: CrossProducts) -> CrossProducts:
    """The same with labels that are numbers, in their order, where each is written as a number
    is.
    """
    labels = products.groups
    is_text = labels.dtype.kind == "O"
    if not is_text or not all(map(WHOLE.fullmatch, labels)):
        return products
    numbers = np.array([int(label) for label in labels])
    order = np.argsort(numbers, kind="stable")
    return replace(products, groups=numbers[order], gram=products.gram[order])
