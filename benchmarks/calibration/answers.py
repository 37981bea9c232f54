"""Answers of clean surveys: normal, skewed, on short scales, with residual variances that differ,
and interviews of real files dealt at random over interviewers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import special

from .weights import reached

FIVE_EVEN = (-1.5, -0.5, 0.5, 1.5)
FIVE_FLOOR = tuple(special.ndtri([0.79, 0.90, 0.95, 0.98]))
TEN_FLOOR = tuple(np.arange(0.5, 10) / 3)  # 0 to 10, 57 % of the answers at 0
YES_RARE, YES_EVEN = (special.ndtri(0.9),), (0.0,)
CUTS = {  # a normal variable cut at these places gives the answer
    "symmetric five": FIVE_EVEN,
    "floor five": FIVE_FLOOR,
    "floor 0-10": TEN_FLOOR,
    "yes/no, 10 %": YES_RARE,
    "yes/no, 50 %": YES_EVEN,
}
CONTINUOUS = ("normal", "Student t, 3 df", "log-normal", "SD by interviewer", "SD by workload")
LOG_SD = 0.3  # of the residual SDs of interviewers, where they differ
NODES = 200
REFERENCE = {f"dealt {name}": (name, "trstplc") for name in ("pplhlp", "stfhlth", "stfedu")}
REFERENCE["dealt imbgeco"] = ("imbgeco", "trstplc")
VALID = (0, 10)  # answers of these items; all else are codes
OPEN = {  # of files that come with statsmodels: data set, outcome, predictor
    "dealt TVnews (ANES)": ("anes96", "TVnews", "age"),
    "dealt PID (ANES)": ("anes96", "PID", "educ"),
    "dealt rate_marriage (Fair)": ("fair", "rate_marriage", "religious"),
    "dealt affairs (Fair)": ("fair", "affairs", "yrs_married"),
}


@dataclass(frozen=True)
class Pool:
    """Interviews of a real file: answers and predictor (n,), and the standard deviation of what a
    line leaves.
    """

    answers: np.ndarray
    predictor: np.ndarray
    residual_sd: float

    @classmethod
    def of(cls, file: pd.DataFrame, outcome: str, predictor: str) -> Pool:
        """The complete interviews of two columns."""
        y, x = file[[outcome, predictor]].dropna().to_numpy(dtype=float).T
        left = y - np.polyval(np.polyfit(x, y, 1), x)
        return cls(y, x, float(left.std()))


def kinds(reference: Path | None) -> list[str]:
    """Every kind of answers; interviews of the reference file where it is at hand."""
    made = ["normal", *CUTS, *CONTINUOUS[1:]]
    return [*made, *(REFERENCE if reference else {}), *OPEN]


@cache
def pool(kind: str, reference: Path | None) -> Pool:
    """The interviews that a kind is dealt from."""
    if kind in REFERENCE:
        file = pd.read_csv(reference)[list(REFERENCE[kind])]
        return Pool.of(file.where(file.ge(VALID[0]) & file.le(VALID[1])), *REFERENCE[kind])
    from statsmodels import datasets

    name, outcome, predictor = OPEN[kind]
    return Pool.of(getattr(datasets, name).load_pandas().data, outcome, predictor)


def is_dealt(kind: str) -> bool:
    """Whether the interviews are those of a real file."""
    return kind in REFERENCE or kind in OPEN


def residuals(kind: str, owner: np.ndarray, selected: bool, rng: np.random.Generator) -> np.ndarray:
    """Residuals (n,) of about unit variance; selected: interviews came in by their answers."""
    n = len(owner)
    if selected:
        return reached(n, True, rng)[0]
    e = rng.normal(size=n)
    if kind == "Student t, 3 df":
        return rng.standard_t(3, n) / np.sqrt(3)
    if kind == "log-normal":
        return (np.exp(e) - np.exp(0.5)) / np.sqrt(np.exp(2) - np.exp(1))
    sizes = np.bincount(owner)
    if kind == "SD by interviewer":
        return e * np.exp(LOG_SD * rng.normal(size=len(sizes)) - LOG_SD**2)[owner]
    if kind == "SD by workload":
        return e * np.sqrt(sizes.mean() / sizes)[owner]
    return e


def true_icc(kind: str, icc: float) -> float:
    """The intra-interviewer correlation of the answers where that of the variable they are cut from
    is icc: Var E(y | u)/Var y, by quadrature over u.
    """
    if kind not in CUTS or icc == 0:
        return icc
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    level = np.sqrt(icc / (1 - icc)) * nodes
    above = special.ndtr(level[:, None] - np.array(CUTS[kind]))
    steps = 2 * np.arange(len(CUTS[kind])) + 1
    share = weights / weights.sum()
    mean = above.sum(1)
    total = share @ (above @ steps) - (share @ mean) ** 2
    return float((share @ mean**2 - (share @ mean) ** 2) / total)
