"""Simulated surveys like round 5 of the ESS in Belgium: 0-10 answers, uneven workloads, random
intercept and slope.
"""

from pathlib import Path

import numpy as np

D = np.array([[0.70, -0.076], [-0.076, 0.0124]])
SIGMA = 1.91
AREAS, AREA_SD = 2, 0.4  # areas per interviewer, and how far they differ


def write_survey(folder: Path, interviews: int, interviewers: int, seed: int = 20101) -> None:
    """Write x, y (float64) and g (int32) as raw columns, which Python and R read alike; beside them
    areas a (int32), of which an interviewer works in some neighbouring ones, and c (float64), y
    with a level for each area.
    """
    rng = np.random.default_rng(seed)
    share = rng.gamma(4, size=interviewers)
    sizes = 1 + rng.multinomial(interviews - interviewers, share / share.sum())
    g = np.repeat(np.arange(interviewers, dtype=np.int32), sizes)
    x = rng.binomial(10, 0.55, interviews).astype(float)
    u = rng.multivariate_normal([0, 0], D, interviewers)[g]
    y = 3.9 + 0.14 * x + u[:, 0] + u[:, 1] * x + rng.normal(0, SIGMA, interviews)
    order = rng.permutation(interviews)
    areas, own = AREAS * interviewers, np.random.default_rng([seed, 1])
    a = ((AREAS * g + own.integers(-3, 4, interviews)) % areas).astype(np.int32)
    c = np.clip(np.rint(y + AREA_SD * own.standard_normal(areas)[a]), 0, 10)
    for name, column in (("x", x), ("y", np.clip(np.rint(y), 0, 10)), ("g", g), ("a", a), ("c", c)):
        column[order].tofile(folder / name)


def read_survey(folder: Path) -> dict[str, np.ndarray]:
    """The columns."""
    kinds = {"x": np.float64, "y": np.float64, "g": np.int32, "a": np.int32, "c": np.float64}
    return {name: np.fromfile(Path(folder) / name, kind) for name, kind in kinds.items()}
