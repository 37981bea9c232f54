"""Small simulated surveys in the columns that the audit reads, with known truth."""

from dataclasses import replace

import numpy as np
import pandas as pd
from interviewer_effects.audit.models.model_sequence import CRITERIA, Model, main_model, make_ladder
from interviewer_effects.files import write_csv, write_json, write_parquet
from interviewer_effects.specification import AnalysisSpec


def analysis(**changes):
    """y on x, intercept and slope vary."""
    return replace(AnalysisSpec("y", ["x"], ["x"]), **changes)


def survey(seed, J=20, sd_intercept=0.6, sd_slope=0.3, smallest=2, largest=12):
    """y = 1 + 0.5 x + 0.3 w + u₀ + u₁x + e with unit residual variance, w an interviewer covariate;
    region and x2 do nothing.
    """
    rng = np.random.default_rng(seed)
    sizes = rng.integers(smallest, largest + 1, J)
    g, w = np.repeat(np.arange(J), sizes), rng.normal(size=J)
    n = len(g)
    x = rng.normal(size=n)
    u0, u1 = sd_intercept * rng.normal(size=J), sd_slope * rng.normal(size=J)
    return pd.DataFrame(
        {
            "interview": [f"i{k:04d}" for k in range(n)],
            "interviewer": [f"{k:03d}" for k in g],
            "y": 1 + 0.5 * x + (0.3 * w + u0)[g] + u1[g] * x + rng.normal(size=n),
            "x": x,
            "x2": rng.normal(size=n),
            "w": w[g],
            "region": rng.choice(["north", "south", "west"], n),
            "team": np.where(g % 2, "odd", "even"),
        }
    )


def level_means(seed, J=12):
    """A survey in which every interviewer has the same mean of y and no slope: all variances are
    exactly 0.
    """
    frame = survey(seed, J, 0, 0)
    x = frame["x"] - frame.groupby("interviewer")["x"].transform("mean")
    noise = np.random.default_rng(seed).normal(size=len(frame))
    noise -= pd.Series(noise).groupby(frame["interviewer"]).transform("mean").to_numpy()
    squares = (x**2).groupby(frame["interviewer"]).transform("sum")
    noise -= x * (x * noise).groupby(frame["interviewer"]).transform("sum") / squares
    return frame.assign(x=x, y=noise)


def fitted(frame, settings, names=None):
    """The ladder and its fits by (model, criterion)."""
    ladder = make_ladder(frame, settings)
    return ladder, {
        (n, c): ladder.fit(n, c == "REML") for n in names or ladder.models for c in CRITERIA
    }


def main_fit(frame, settings):
    """The ladder, the REML fit of its main model, and the names of that model's random effects."""
    ladder = make_ladder(frame, settings)
    name = main_model(ladder)
    return ladder, ladder.fit(name, True), Model.terms(ladder.models[name].random)


def covariance_of(ladder, fit, name):
    """X, Z and V (n × n) of a fit by their definition."""
    model = ladder.models[name]
    X, Z = ladder.matrix(model.fixed), ladder.matrix(model.random)
    same = ladder.interviewers[:, None] == ladder.interviewers[None]
    return X, Z, fit.sigma2 * np.eye(len(X)) + (Z @ fit.D @ Z.T) * same


class Inputs(dict):
    """Stands for Snakemake's inputs, which are read as attributes, by name and by get."""

    __getattr__ = dict.__getitem__


ROLES = {"interview": "idno", "interviewer": "intnum"}


def write_survey(frame, folder, codes=None, kinds=None):
    """The files of the survey room for a survey with some cells coded 88: {item: positions} or
    nothing.
    """
    frame = frame.rename(columns=ROLES)
    raw, cells = frame.copy(), []
    for item, rows in (codes or {}).items():
        raw.loc[rows, item] = 88.0
        cells += [(raw["idno"][r], raw["intnum"][r], item, "88", "don't know") for r in rows]
    items = {
        item: {"label": item, "valid": None, "missing": {}, "kind": "numeric"}
        for item in frame.columns[2:]
    }
    for item, kind in (kinds or {}).items():
        items[item]["kind"] = kind
    recoded = raw.assign(**{item: raw[item].mask(raw[item] == 88) for item in codes or {}})
    write_parquet(raw, folder / "survey.parquet")
    write_parquet(recoded, folder / "recoded.parquet")
    write_json({"columns": ROLES}, folder / "source.json")
    write_json(items, folder / "codebook.json")
    columns = ["interview", "interviewer", "item", "code", "reason"]
    write_csv(
        pd.DataFrame(cells, columns=columns, dtype=str), folder / "tables" / "recoded_cells.csv"
    )
