"""The parameters of the main model side by side under the three treatments of the data."""

from __future__ import annotations

import pandas as pd

from .quoting import published_column

COLUMNS = ["analysis", "variant", "term", "estimate", "ci_low", "ci_high", "p", "p_published"]


def sensitivity(parameters: pd.DataFrame, tests: pd.DataFrame) -> pd.DataFrame:
    """sensitivity.csv from the parameters and tests of all variants: REML estimates of the slope
    (else intercept) model.

    p of a variance is the one to quote for its boundary test; p_published is that of the
    likelihood-ratio test as other software prints it, by which variants are compared. For fixed
    effects both are of the t test.
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
        tested = here[here["kind"] == "variance"].to_dict("records")
        quoted = {row["tested"]: row["p_quote"] for row in tested}
        published = {row["tested"]: row[published_column(row)] for row in tested}
        of_fixed = chosen["p"]
        chosen["p"] = of_fixed.fillna(chosen["term"].map(quoted))
        chosen["p_published"] = of_fixed.fillna(chosen["term"].map(published))
        frames.append(chosen[COLUMNS])
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=COLUMNS)
