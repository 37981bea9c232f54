"""Made survey.csv: 12 interviewers with 8 interviews each, planted effects and codes, nobody
interviewed.
"""

from pathlib import Path

import numpy as np
import pandas as pd

INTERVIEWERS, EACH, SEED = 12, 8, 7


def make() -> pd.DataFrame:
    rng = np.random.default_rng(SEED)
    who = np.repeat(np.arange(INTERVIEWERS), EACH)
    n = len(who)
    level, slope = rng.normal(0, 1.2, INTERVIEWERS), rng.normal(0, 0.15, INTERVIEWERS)
    trust = rng.integers(0, 11, n)
    age = rng.integers(18, 90, n)
    answer = 3.5 + level[who] + (0.25 + slope[who]) * trust + rng.normal(0, 1.5, n)
    help_ = np.clip(np.round(answer), 0, 10).astype(int)
    # Left-in codes: three refusals and don't knows of two interviewers, and ages that only look
    # like codes.
    trust[[9, 12, 50]] = [88, 88, 77]
    help_[30] = 99
    age[[3, 40, 77]] = [66, 77, 88]
    rate = np.round(rng.uniform(40, 80, INTERVIEWERS), 1)
    return pd.DataFrame(
        {
            "idno": 100 + np.arange(n),
            "intnum": [f"{7 + j:03d}" for j in who],
            "help": help_,
            "trust": trust,
            "age": age,
            "region": rng.choice(["north", "south"], n),
            "rate": rate[who],
            "weight": 100 / rate[who],
        }
    )


if __name__ == "__main__":
    make().to_csv(Path(__file__).with_name("survey.csv"), index=False)
