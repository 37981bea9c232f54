"""How often tests of variances reject without cause where answers are not normal: `python
benchmarks/sign_rates.py`.

Surveys in which no slope, and in half of the cells no mean, differs between interviewers: the
likelihood-ratio test by the mixture of χ², and the sign test. Writes sign_rates.csv beside this
file.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from calibration.design import workloads
from interviewer_effects.files import write_csv
from interviewer_effects.mixed.distribution_free.interviews import Interviews
from interviewer_effects.mixed.distribution_free.sign_test import SignDesign, signed
from interviewer_effects.mixed.inference.likelihood_ratio import compare, mixture
from interviewer_effects.mixed.likelihood.crossproducts import cross_products
from interviewer_effects.mixed.likelihood.moments import make_design
from interviewer_effects.mixed.optimum.fit import fit

HERE = Path(__file__).parent
KINDS = (
    "normal",
    "five, 79 % lowest",
    "yes/no, 10 %",
    "Student t, 3 df",
    "log-normal",
    "SD by workload",
    "SD by x",
)
INTERVIEWERS, ICCS, SIGNS, ALPHA = (60, 125), (0.0, 0.05), 499, 0.05
FIVE = (0.81, 1.28, 1.64, 2.05)  # normal quantiles at .79, .9, .95, .98


def answers(
    kind: str, g: np.ndarray, x: np.ndarray, u: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Answers (n,) of one kind; residuals have about unit variance, u (J,) are the interviewers'
    levels.

    Where answers are cut from a normal variable, x has no effect: with one, a floor would make
    slopes differ.
    """
    n = len(g)
    e = rng.normal(size=n)
    if kind == "five, 79 % lowest":
        return np.digitize(u[g] + e, FIVE).astype(float)
    if kind == "yes/no, 10 %":
        return (u[g] + e > 1.28).astype(float)
    if kind == "Student t, 3 df":
        e = rng.standard_t(3, n) / np.sqrt(3)
    if kind == "log-normal":
        e = (np.exp(e) - np.exp(0.5)) / np.sqrt(np.exp(2) - np.exp(1))
    if kind == "SD by workload":
        sizes = np.bincount(g)
        e = e * np.sqrt(sizes.mean() / sizes)[g]
    if kind == "SD by x":
        e = e * (0.5 + 0.1 * np.abs(x - 5))
    return u[g] + 0.04 * x + e


def rejections(y: np.ndarray, x: np.ndarray, g: np.ndarray, seed: int) -> dict[str, bool]:
    """Which tests reject at 5 %: of slopes by the mixture and by signs, of the level by signs."""
    products = cross_products({"x": x, "y": y}, g)
    small, large = (
        fit(make_design(products, [None, "x"], random, "y"), True)
        for random in ([None], [None, "x"])
    )
    ratio = compare(small.deviance, large.deviance, 2, mixture(1, 2, False))
    interviews = Interviews.of(y, np.column_stack([np.ones(len(y)), x]), g)
    variance = float(small.D[0, 0])
    W = x[interviews.order][:, None]
    slope = signed(
        SignDesign(interviews, W, True, variance, variance / small.sigma2, True), SIGNS, seed
    )
    level = signed(SignDesign(interviews, np.ones_like(W), False, 0.0, 0.0, False), SIGNS, seed)
    return {
        "slopes, mixture": ratio.p_mixture < ALPHA,
        "slopes, signs": ratio.statistic > 0 and slope.p < ALPHA,
        "level, signs": level.p < ALPHA,
    }


def cell(kind: str, n_interviewers: int, icc: float, surveys: int, seed: int) -> list[dict]:
    """Rows of sign_rates.csv of one kind of answers: share of surveys that each test rejects, with
    its error.
    """
    g = np.repeat(np.arange(n_interviewers), workloads(n_interviewers))
    found = []
    for k in range(surveys):
        rng = np.random.default_rng([seed, k])
        x = rng.binomial(10, 0.55, len(g)).astype(float)
        u = np.sqrt(icc / (1 - icc)) * rng.normal(size=n_interviewers)
        found.append(rejections(answers(kind, g, x, u, rng), x, g, k))
    rates = pd.DataFrame(found).mean()
    base = {"answers": kind, "n_interviewers": n_interviewers, "icc": icc, "surveys": surveys}
    errors = np.sqrt(rates * (1 - rates) / surveys)
    return [
        base | {"test": test, "rejected": rates[test], "error": errors[test]}
        for test in rates.index
    ]


def main() -> None:
    """Simulate every cell and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--surveys", type=int, default=1_000, help="surveys of a cell")
    parser.add_argument("--seed", type=int, default=20101)
    options = parser.parse_args()
    cells = [(kind, J, icc) for kind in KINDS for J in INTERVIEWERS for icc in ICCS]
    rows = [row for one in cells for row in cell(*one, options.surveys, options.seed)]
    write_csv(pd.DataFrame(rows), HERE / "sign_rates.csv")


if __name__ == "__main__":
    main()
