"""Which of the p-values of a comparison to quote, why, and whether the choice decides.

Two rules, the same for every variant, analysis and text of the report:

* What a survey shows is said by the p that keeps its size in the calibration: random signs of
residuals where they
  apply (p_quote).
* What changes between variants (raw, recoded, trimmed), or when somebody is left out, is said by
the likelihood-ratio
  test as other software prints it, p_mixture or its stand-in (published_column): the same test on
  both sides. `raw` is what is published when nobody looks at the codes, so its own p is that one.
"""

from __future__ import annotations

import numpy as np

from interviewer_effects.numbers import p_value, significant

NAMES = {
    "p_exact": "exact",
    "p_bootstrap": "bootstrap",
    "p_mixture": "mixture",
    "p_chibar": "simulated mixture",
    "p_naive": "naive",
    "p_signs": "sign test",
}
PUBLISHED = ("p_mixture", "p_chibar", "p_bootstrap", "p_naive")  # the first that is known
SEVERAL = "Several variances at once have no half-and-half mixture, so p_mixture is empty. "
EDGE = (
    "The smaller model lies on the boundary itself, where the mixtures assume a variance above "
    "zero. "
)
SIGNS = (
    "The sign test keeps its size where answers are skewed or heavy-tailed and where their "
    "variance depends on a "
    "predictor or differs between interviewers. The other p-values assume normal answers with "
    "one residual variance."
)
ML = (
    " Variances are quoted by REML; this row by ML has no bootstrap and is for comparison with "
    "other software."
)


def quotation(row: dict, alpha: float) -> dict:
    """p_quote, quote (which p-value that is), why and disagreement of a row of tests.csv.

    A variance: the p of the sign test. Where there is none (interviews drawn from a larger file, a
    null with a random slope) one variance alone has the exact p, a variance beside others, or
    several, the bootstrap p; a simulated p at its smallest possible value says only "at most", so
    there the mixture gives the size where it is smaller still. Where T = 0 no variance is
    estimated, and every test of the likelihood says p = 1.
    """
    column = _column(row)
    return {
        "p_quote": row[column],
        "quote": "χ²" if row["kind"] == "fixed" else NAMES[column],
        "why": _why(row, column),
        "disagreement": _disagreement(row, column, alpha) if row["kind"] == "variance" else "",
    }


def published_column(row) -> str:
    """The column of the likelihood-ratio test's p as other software prints it: of the mixture of
    χ², where several variances are tested at once with simulated weights, without any mixture the
    bootstrap's, else the χ² p.
    """
    return next(column for column in PUBLISHED if _known(row.get(column)))


def _column(row: dict) -> str:
    if row["statistic"] > 0 and _known(row.get("p_signs")):
        return "p_signs"
    for column in ("p_exact", "p_bootstrap"):
        if not _known(row[column]):
            continue
        limit = next((row[c] for c in PUBLISHED[:2] if _known(row[c])), np.nan)
        if _at_floor(row, column) and limit < row[column]:
            return "p_mixture" if _known(row["p_mixture"]) else column
        return column
    return published_column(row)


def _at_floor(row: dict, column: str) -> bool:
    """Whether no simulated statistic reached T: the lower end of the Monte Carlo interval is then
    zero.
    """
    return row.get(f"{column}_low") == 0


def _why(row: dict, column: str) -> str:
    if row["kind"] == "fixed":
        return (
            "A fixed effect is not on the boundary, so χ² holds in large samples; with few "
            "interviewers the t test "
            "with Satterthwaite degrees of freedom (parameters.csv) is the more careful one."
        )
    edge = EDGE if row["null_status"] == "boundary" and column != "p_signs" else ""
    said = (SEVERAL if not row["mixture"] else "") + edge
    return said + _reason(row, column) + (ML if row["criterion"] == "ML" else "")


def _reason(row: dict, column: str) -> str:
    if row["statistic"] == 0:
        return "T = 0: the larger model fits no better, and every p is 1."
    if column == "p_signs":
        return SIGNS + (
            " No replicate reached the statistic: p is at most this."
            if _at_floor(row, column)
            else ""
        )
    if column == "p_exact":
        return (
            "One variance alone has a known distribution in samples of this size; the other "
            "p-values approximate it."
        )
    if column == "p_bootstrap" and _at_floor(row, column):
        return "No replicate reached T: p is at most this."
    if column == "p_bootstrap":
        return (
            "The bootstrap refits both models to surveys of these workloads in which the null is "
            "true; the mixture is "
            "its limit for many interviewers."
        )
    if column == "p_mixture" and (_known(row["p_exact"]) or _known(row["p_bootstrap"])):
        kind = "p_exact" if _known(row["p_exact"]) else "p_bootstrap"
        bound = significant(row[kind], 1)
        return (
            f"No simulated statistic reached T, so the {NAMES[kind]} p says only that p is at "
            f"most {bound}; the "
            "mixture, its limit for many interviewers, gives the size."
        )
    if column == "p_naive":
        return "Neither a mixture nor a bootstrap is at hand: the naive p is an upper limit."
    if row["criterion"] == "ML":
        return "It is the limit for many interviewers."
    return (
        "It is the limit for many interviewers; without a bootstrap nothing better is at hand "
        "(tests.bootstrap)."
    )


def _disagreement(row: dict, column: str, alpha: float) -> str:
    """A sentence where the choice of the p-value, or more replicates, could turn the decision; else
    empty.
    """
    known = {name: row[c] for c, name in NAMES.items() if _known(row.get(c))}
    below = [f"{name} {p_value(p)}" for name, p in known.items() if p < alpha]
    above = [f"{name} {p_value(p)}" for name, p in known.items() if p >= alpha]
    said = []
    if below and above:
        said.append(
            f"The choice decides at {alpha:g}: below it {', '.join(below)}; not below it "
            f"{', '.join(above)}. By the "
            f"one to quote, {NAMES[column]}, the variance is "
            f"{'detected' if row[column] < alpha else 'not detected'}."
        )
    low, high = row.get(f"{column}_low", np.nan), row.get(f"{column}_high", np.nan)
    if low < alpha < high:
        ends = f"{p_value(low)} to {p_value(high)}"
        said.append(
            f"The Monte Carlo interval of the {NAMES[column]} p, {ends}, holds {alpha:g}: draw "
            "more."
        )
    return " ".join(said)


def _known(value) -> bool:
    return value is not None and bool(np.isfinite(value))
