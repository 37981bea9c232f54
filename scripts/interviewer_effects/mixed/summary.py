"""The printed summary of a fit."""

from __future__ import annotations

import numpy as np
import pandas as pd


class Summary:
    """Text of a MixedResult: what statsmodels prints, and status, df, deviance, gradient and starts that agreed."""

    def __init__(self, result):
        self.result = result

    def as_text(self) -> str:
        """The summary as plain text."""
        return "\n".join([*self._head(), "", *self._fixed(), "", *self._random(), *self._notes()])

    __str__ = __repr__ = as_text

    def _head(self) -> list[str]:
        r, found, sizes = self.result, self.result._fit.found, self.result.model.products.sizes
        pairs = [
            ("Model:", "MixedModel"), ("Dependent variable:", r.model.endog_names),
            ("No. observations:", r.nobs), ("Method:", "REML" if r.reml else "ML"),
            ("No. groups:", r.n_groups), ("Scale:", f"{r.scale:.6g}"),
            ("Min. group size:", int(sizes.min())), ("Log-likelihood:", f"{r.llf:.6f}"),
            ("Max. group size:", int(sizes.max())), ("Deviance (−2ℓ):", f"{r.deviance:.6f}"),
            ("Mean group size:", f"{sizes.mean():.1f}"), ("Parameters:", r.n_parameters),
            ("Status:", r.status), ("Largest gradient:", f"{r._fit.gradient_norm:.1e}"),
            ("Starts that agreed:", f"{found.agreed[0]} of {found.tried[0]}"), ("Newton steps:", int(found.steps[0])),
        ]  # fmt: skip
        cells = [f"{label:<20}{value!s:>16}" for label, value in pairs]
        lines = [f"{a}    {b}" for a, b in zip(cells[::2], cells[1::2], strict=True)]
        return ["Mixed linear model".center(76), "=" * 76, *lines, "-" * 76]

    def _fixed(self) -> list[str]:
        r = self.result
        table = pd.DataFrame(r.fixed, index=r.model.exog_names)
        head = f"{'':<22}{'Coef.':>10}{'Std.Err.':>10}{'df':>9}{'t':>8}{'P>|t|':>8}{'[0.025':>9}{'0.975]':>9}"
        rows = [
            f"{name[:21]:<22}{v['estimate']:>10.5g}{v['se']:>10.4g}{v['df']:>9.1f}{v['t']:>8.2f}{v['p']:>8.3f}{v['low']:>9.4g}{v['high']:>9.4g}"
            for name, v in table.iterrows()
        ]
        return [head, *rows]

    def _random(self) -> list[str]:
        r = self.result
        names, D, se = r.model.exog_re_names, r.cov_re.to_numpy(), r.bse_re.to_numpy()
        rows = [f"{'Variance parameter':<32}{'Estimate':>12}{'Std.Err.':>12}{'Corr.':>8}"]
        for a, left in enumerate(names):
            for b in range(a + 1):
                if a != b and r.model.covariance == "diagonal":
                    continue
                label = f"var({left})" if a == b else f"cov({names[b]},{left})"
                error = "" if np.isnan(se[a, b]) else f"{se[a, b]:.4g}"
                spread = np.sqrt(D[a, a] * D[b, b])
                corr = f"{np.clip(D[a, b] / spread, -1, 1):.3f}" if a != b and spread > 0 else ""
                rows.append(f"{label[:31]:<32}{D[a, b]:>12.6g}{error:>12}{corr:>8}")
        return [*rows, f"{'sigma2':<32}{r.scale:>12.6g}{r.scale_se:>12.4g}", "=" * 76]

    def _notes(self) -> list[str]:
        notes = []
        if self.result.status == "boundary":
            notes.append("On the boundary: the data show no variance in at least one direction of the random effects.")
        if self.result.model.n_dropped:
            notes.append(f"{self.result.model.n_dropped} rows with missing values were left out.")
        return notes
