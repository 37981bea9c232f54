"""The parameters of the main model side by side under the three treatments of the data."""

from __future__ import annotations

import pandas as pd

COLUMNS = ["analysis", "variant", "term", "estimate", "ci_low", "ci_high", "p"]


def sensitivity(parameters: pd.DataFrame, tests: pd.DataFrame) -> pd.DataFrame:
    """sensitivity.csv from the parameters and tests of all variants: REML estimates of the slope
    (else intercept) model; p of a variance is the one to quote for its boundary test.
    """
    frames = []
    for (analysis, variant), part in parameters[parameters["criterion"] == "REML"].groupby(
        ["analysis", "variant"], sort=False
    ):
        name = "slope" if (part["model"] == "slope").any() else "intercept"
        chosen = part[part["model"] == name].copy()
        here = tests[
            (tests["analysis"] == analysis)
            & (tests["variant"] == variant)
            & (tests["criterion"] == "REML")
        ]
        boundary = {row.tested: row.p_quote for row in here.itertuples() if row.kind == "variance"}
        chosen["p"] = chosen["p"].fillna(chosen["term"].map(boundary))
        frames.append(chosen[COLUMNS])
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=COLUMNS)
