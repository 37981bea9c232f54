"""Made survey.csv: 14 interviewers in 12 areas, unequal weights, unanswered items; nobody
interviewed.
"""

from pathlib import Path

import numpy as np
import pandas as pd

INTERVIEWERS, EACH, AREAS, ITEMS, SEED = 14, 10, 12, 4, 11


def make() -> pd.DataFrame:
    rng = np.random.default_rng(SEED)
    who = np.repeat(np.arange(INTERVIEWERS), EACH)
    n = len(who)
    area = (
        who + rng.integers(0, 4, n)
    ) % AREAS  # each works in up to four that lie beside each other
    age = rng.integers(18, 90, n)
    by_who, by_area = rng.normal(0, 1.3, INTERVIEWERS), rng.normal(0, 0.7, AREAS)
    answer = 5 + by_who[who] + by_area[area] + 0.01 * (age - 50) + rng.normal(0, 1.6, n)
    chosen = (
        1 / (1 + np.exp(-(answer - 5) / 3)) * rng.uniform(0.5, 1, n)
    )  # who answers high came in more often
    frame = pd.DataFrame(
        {
            "idno": 1000 + np.arange(n),
            "intnum": [f"{20 + j}" for j in who],
            "psu": [f"A{a:02d}" for a in area],
            "weight": np.round(1 / chosen, 3),
            "reach": np.round(1 / rng.uniform(0.4, 1, INTERVIEWERS), 3)[who],
            "age": age,
            "help": np.clip(np.round(answer), 0, 10).astype(int),
        }
    )
    silent = np.where(
        np.arange(INTERVIEWERS) == 3, 0.4, 0.05
    )  # one interviewer leaves much unanswered
    together = np.where(
        np.arange(INTERVIEWERS) == 9, -3.0, 0.0
    )  # and one hears low answers everywhere
    for k in range(ITEMS):
        level = together + rng.normal(0, 0.5, INTERVIEWERS)
        cells = np.clip(np.round(5 + level[who] + rng.normal(0, 1.8, n)), 0, 10).astype(int)
        frame[f"q{k + 1}"] = np.where(rng.random(n) < silent[who], 88, cells)
    return frame


if __name__ == "__main__":
    make().to_csv(Path(__file__).with_name("survey.csv"), index=False)
