"""The printed summary of a fit."""

from __future__ import annotations

import numpy as np
import pandas as pd

GAP = 3  # spaces between columns


class Summary:
    """Text of a MixedResult: what statsmodels prints, and status, df, deviance, gradient and starts
    that agreed.
    """

    def __init__(self, result):
        self.result = result

    def as_text(self) -> str:
        """The summary as plain text."""
        return "\n".join([*self._head(), "", *self._fixed(), "", *self._random(), *self._notes()])

    __str__ = __repr__ = as_text

    def _head(self) -> list[str]:
        r, found, sizes = self.result, self.result._fit.optimum, self.result.model.products.sizes
        pairs = [
            ("Model:", "MixedModel"), ("Dependent variable:", r.model.endog_names),
            ("No. observations:", r.nobs), ("Method:", "REML" if r.reml else "ML"),
            ("No. groups:", r.n_groups), ("Scale:", f"{r.scale:.6g}"),
            ("Min. group size:", int(sizes.min())), ("Log-likelihood:", f"{r.llf:.6f}"),
            ("Max. group size:", int(sizes.max())), ("Deviance (−2ℓ):", f"{r.deviance:.6f}"),
            ("Mean group size:", f"{sizes.mean():.1f}"), ("Parameters:", r.n_parameters),
            ("Status:", r.status), ("Largest gradient:", f"{r._fit.gradient_norm:.1e}"),
            ("Starts that agreed:", (
                f"{found.agreed[0]} of "
                f"{found.tried[0]}"
            )), ("Newton steps:", int(found.steps[0])),
        ]  # fmt: skip
        half = len(pairs) // 2 + len(pairs) % 2
        cells = [(label, str(value)) for label, value in pairs] + [("", "")] * (
            2 * half - len(pairs)
        )
        lines = table(
            [left + right for left, right in zip(cells[::2], cells[1::2], strict=True)], left=(0, 2)
        )
        width = max(map(len, lines))
        return ["Mixed linear model".center(width).rstrip(), "=" * width, *lines, "-" * width]

    def _fixed(self) -> list[str]:
        fixed = pd.DataFrame(self.result.fixed, index=self.result.model.exog_names)
        head = ("", "Coef.", "Std.Err.", "df", "t", "P>|t|", "[0.025", "0.975]")
        rows = [
            (
                name,
                f"{row['estimate']:.5g}",
                f"{row['se']:.4g}",
                f"{row['df']:.1f}",
                f"{row['t']:.2f}",
                _p(row["p"]),
                f"{row['low']:.4g}",
                f"{row['high']:.4g}",
            )
            for name, row in fixed.iterrows()
        ]
        return table([head, *rows])

    def _random(self) -> list[str]:
        r = self.result
        names, D, se = r.model.exog_re_names, r.cov_re.to_numpy(), r.bse_re.to_numpy()
        rows = [("Variance parameter", "Estimate", "Std.Err.", "Corr.")]
        for a, left in enumerate(names):
            for b in range(a + 1):
                if a != b and r.model.covariance == "diagonal":
                    continue
                label = f"var({left})" if a == b else f"cov({names[b]},{left})"
                error = "" if np.isnan(se[a, b]) else f"{se[a, b]:.4g}"
                spread = np.sqrt(D[a, a] * D[b, b])
                correlation = (
                    f"{np.clip(D[a, b] / spread, -1, 1):.3f}" if a != b and spread > 0 else ""
                )
                rows.append((label, f"{D[a, b]:.6g}", error, correlation))
        lines = table([*rows, ("sigma2", f"{r.scale:.6g}", f"{r.scale_se:.4g}", "")])
        return [*lines, "=" * max(map(len, lines))]

    def _notes(self) -> list[str]:
        notes = []
        if self.result.status == "boundary":
            notes.append(
                "On the boundary: the data show no variance in at least one direction of the "
                "random effects."
            )
        if self.result.model.n_dropped:
            notes.append(f"{self.result.model.n_dropped} rows with missing values were left out.")
        return notes


def table(rows: list[tuple[str, ...]], left: tuple[int, ...] = (0,)) -> list[str]:
    """Lines of text in columns as wide as their widest cell, so that none touch; those in `left`
    flush left, all others flush right.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if k in left else cell.rjust(width)
            for k, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append((" " * GAP).join(cells).rstrip())
    return lines


def _p(value: float) -> str:
    return "<.001" if value < 0.001 else f"{value:.3f}"
