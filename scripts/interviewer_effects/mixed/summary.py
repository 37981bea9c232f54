"""The printed summary of a fit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from .result import MixedResult

GAP = 3  # spaces between columns
TITLE = "Mixed linear model"
SMALLEST_P = 0.001


class Summary:
    """Text of a MixedResult: what statsmodels prints, and status, df, deviance, gradient and starts
    that agreed.
    """

    def __init__(self, result: MixedResult) -> None:
        self.result = result

    def as_text(self) -> str:
        """The summary as plain text."""
        lines = [
            *self._head(),
            "",
            *self._fixed(),
            "",
            *self._random(),
            *self._notes(),
        ]
        return "\n".join(lines)

    __str__ = __repr__ = as_text

    def _head(self) -> list[str]:
        facts = list(self._facts().items())
        if len(facts) % 2:
            facts.append(("", ""))
        left_facts = facts[::2]
        right_facts = facts[1::2]
        rows = []
        for left_fact, right_fact in zip(left_facts, right_facts, strict=True):
            rows.append(left_fact + right_fact)
        lines = table(rows, left=(0, 2))
        width = max(map(len, lines))
        title = TITLE.center(width).rstrip()
        return [title, "=" * width, *lines, "-" * width]

    def _facts(self) -> dict[str, str]:
        """What the head says, in two columns, from left to right."""
        result = self.result
        fit = result._fit
        optimum = fit.optimum
        sizes = result.model.products.sizes
        return {
            "Model:": "MixedModel",
            "Dependent variable:": result.model.endog_names,
            "No. observations:": f"{result.nobs}",
            "Method:": "REML" if result.reml else "ML",
            "No. groups:": f"{result.n_groups}",
            "Scale:": f"{result.scale:.6g}",
            "Min. group size:": f"{int(sizes.min())}",
            "Log-likelihood:": f"{result.llf:.6f}",
            "Max. group size:": f"{int(sizes.max())}",
            "Deviance (−2ℓ):": f"{result.deviance:.6f}",
            "Mean group size:": f"{sizes.mean():.1f}",
            "Parameters:": f"{result.n_parameters}",
            "Status:": result.status,
            "Largest gradient:": f"{fit.gradient_norm:.1e}",
            "Starts that agreed:": f"{optimum.agreed[0]} of {optimum.tried[0]}",
            "Newton steps:": f"{int(optimum.steps[0])}",
        }

    def _fixed(self) -> list[str]:
        fixed = pd.DataFrame(self.result.fixed, index=self.result.model.exog_names)
        head = ("", "Coef.", "Std.Err.", "df", "t", "P>|t|", "[0.025", "0.975]")
        rows = [head]
        for name, row in fixed.iterrows():
            cells = (
                str(name),
                f"{row['estimate']:.5g}",
                f"{row['se']:.4g}",
                f"{row['df']:.1f}",
                f"{row['t']:.2f}",
                _p(row["p"]),
                f"{row['low']:.4g}",
                f"{row['high']:.4g}",
            )
            rows.append(cells)
        return table(rows)

    def _random(self) -> list[str]:
        result = self.result
        is_diagonal = result.model.covariance == "diagonal"
        rows: list[tuple[str, ...]] = [("Variance parameter", "Estimate", "Std.Err.", "Corr.")]
        for a in range(len(result.model.exog_re_names)):
            for b in range(a + 1):
                if is_diagonal and a != b:
                    continue
                rows.append(self._random_row(a, b))
        rows.append(("sigma2", f"{result.scale:.6g}", f"{result.scale_se:.4g}", ""))
        lines = table(rows)
        width = max(map(len, lines))
        return [*lines, "=" * width]

    def _random_row(
        self,
        a: int,
        b: int,
    ) -> tuple[str, ...]:
        """The variance of random effect a, or its covariance with b."""
        names = self.result.model.exog_re_names
        D = self.result.cov_re.to_numpy()
        errors = self.result.bse_re.to_numpy()
        error = "" if np.isnan(errors[a, b]) else f"{errors[a, b]:.4g}"
        estimate = f"{D[a, b]:.6g}"
        if a == b:
            return (f"var({names[a]})", estimate, error, "")

        label = f"cov({names[b]},{names[a]})"
        product_of_sds = np.sqrt(D[a, a] * D[b, b])
        if not product_of_sds > 0:
            return (label, estimate, error, "")
        correlation = np.clip(D[a, b] / product_of_sds, -1, 1)
        return (label, estimate, error, f"{correlation:.3f}")

    def _notes(self) -> list[str]:
        notes = []
        n_dropped = self.result.model.n_dropped
        if self.result.status == "boundary":
            notes.append(
                "On the boundary: the data show no variance in at least one direction of the "
                "random effects."
            )
        if n_dropped:
            notes.append(f"{n_dropped} rows with missing values were left out.")
        return notes


def table(
    rows: Sequence[tuple[str, ...]],
    left: Collection[int] = (0,),
) -> list[str]:
    """Lines of text in columns as wide as their widest cell, so that none touch; those in `left`
    flush left, all others flush right.
    """
    columns = zip(*rows, strict=True)
    widths = [max(map(len, column)) for column in columns]
    gap = " " * GAP
    lines = []
    for row in rows:
        cells = []
        for k, cell in enumerate(row):
            is_left = k in left
            padded = cell.ljust(widths[k]) if is_left else cell.rjust(widths[k])
            cells.append(padded)
        line = gap.join(cells)
        lines.append(line.rstrip())
    return lines


def _p(value: float) -> str:
    return "<.001" if value < SMALLEST_P else f"{value:.3f}"
