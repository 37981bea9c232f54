"""Random surveys with small cells, and the tables that the audit makes of them, without a run of
the workflow.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from interviewer_effects.audit.flags.nonresponse import silence
from interviewer_effects.audit.items.interviewer_scores import (
    interviewer_scores,
    item_cells,
    with_adjusted,
)
from interviewer_effects.audit.items.screening import (
    SCREENING,
    item_products,
    not_screened,
    null_fit,
)
from interviewer_effects.audit.models.design_effect import design_effect, icc
from interviewer_effects.audit.robustness.areas import areas_of, areas_tables
from interviewer_effects.audit.robustness.weighting import WEIGHTING, weighting_rows
from interviewer_effects.specification import AnalysisSpec
from interviewer_effects.survey.codes.recode import count_recodes, recode, recoded_cells
from interviewer_effects.survey.describe import describe_distributions, describe_items

CODES = {"77": "refusal", "88": "don't know"}
ROLES = {"interview": "interview", "interviewer": "interviewer"}
SCALES = ((0, 10), (0, 10), (1, 5), (0, 1))


def random_survey(seed: int, n_interviewers: int | None = None) -> pd.DataFrame:
    """3 to 60 interviewers with 1 to 20 interviews, 1 to 8 items of three kinds of scale with
    refusals, don't-knows and blanks; every other survey has weights, and every third one areas.
    """
    rng = np.random.default_rng(seed)
    J = n_interviewers or int(np.exp(rng.uniform(np.log(3), np.log(60))).round())
    g = np.repeat(np.arange(J), rng.integers(1, 21, J))
    frame = pd.DataFrame(
        {"interview": [f"r{i:04d}" for i in range(len(g))], "interviewer": [f"p{j:02d}" for j in g]}
    )
    for place in range(int(rng.integers(1, 9))):
        frame[f"q{place}"] = _answers(rng, g, *SCALES[int(rng.integers(len(SCALES)))])
    if seed % 2:
        frame["weight"] = rng.uniform(0.5, 2, len(g)).round(3)
    if seed % 3 == 0:
        frame["area"] = [f"a{j // 2}{rng.integers(2)}" for j in g]
    return frame


def field_survey(seed: int, sizes: tuple, has_areas: bool = True, n_items: int = 4) -> pd.DataFrame:
    """Interviewers with so many interviews each, weights, ids as no number or word looks, and
    columns that no config should name.
    """
    rng = np.random.default_rng(seed)
    g = np.repeat(np.arange(len(sizes)), sizes)
    numbers = rng.permutation(len(g))
    frame = pd.DataFrame(
        {"rid": [f"RQW{30000 + i}" for i in numbers], "iid": [f"IZX{7000 + j}" for j in g]}
    )
    for place in range(n_items):
        frame[f"q{place}"] = _answers(rng, g, 0, 10)
    own = {
        "age": rng.integers(18, 90, len(g)),
        "irate": rng.integers(20, 90, len(sizes))[g],
        "phone": [f"0475{number}" for number in rng.integers(10**6, 10**7, len(g))],
        "remark": [f"REMARK about case {i} here" for i in numbers],
        "w": rng.uniform(0.5, 2, len(g)).round(3),
    }
    areas = {"psu": [f"PVU{100 + 2 * (j % 5) + rng.integers(2)}" for j in g]} if has_areas else {}
    return frame.assign(**own, **areas)


def _answers(rng, g: np.ndarray, low: int, high: int) -> np.ndarray:
    """Answers on a scale, of which a few are codes and some of the items have blanks."""
    width = (high - low) / 10
    mean = (
        low
        + width * rng.uniform(1, 9)
        + width * rng.normal(0, rng.choice([0.0, 0.6, 1.2]), g.max() + 1)[g]
    )
    spread = width * rng.choice([1, 2]) + 0.3
    answers = np.clip(np.round(mean + spread * rng.normal(size=len(g))), low, high)
    luck, codes = rng.random(len(g)), rng.choice([0.0, 0.02, 0.1])
    answers[luck < codes] = 77
    answers[(luck >= codes) & (luck < 1.5 * codes)] = 88
    answers[luck > 1 - rng.choice([0, 0.02])] = np.nan
    return answers


def items_of(frame: pd.DataFrame) -> list:
    """The items of a random survey."""
    return [name for name in frame if name.startswith("q")]


def scale_of(answers: pd.Series) -> tuple[int, int]:
    """The scale of an item, by the answers that it has."""
    valid = answers[answers < 77]
    highest = 0 if valid.empty else valid.max()
    return next(
        (ends for ends in ((0, 1), (1, 5)) if highest <= ends[1] and valid.min() >= ends[0]),
        (0, 10),
    )


def tables_of(frame: pd.DataFrame) -> dict:
    """The tables of a survey, as the rules make them: what counts in them, without the slow
    tests.
    """
    items = items_of(frame)
    codebook = {
        item: {
            "label": item,
            "kind": "numeric",
            "valid": list(scale_of(frame[item])),
            "missing": CODES,
        }
        for item in items
    }
    cells = recoded_cells(frame, codebook, "interview", "interviewer")
    answers = recode(frame, codebook)
    screening, people = _screened(answers, items)
    silent, silent_people = silence(answers, cells, ROLES, items, "holm", 0.05)
    return {
        "items": describe_items(frame, codebook),
        "distributions": describe_distributions(frame, codebook),
        "recodes": count_recodes(cells),
        "recoded_cells": cells,
        "screening": screening,
        "screening_interviewers": people,
        "interviewer_scores": interviewer_scores(people, "holm", 0.05, 1),
        "silence": silent,
        "silence_interviewers": silent_people,
    } | _analysis(frame, answers, items)


def _screened(answers: pd.DataFrame, items: list) -> tuple[pd.DataFrame, pd.DataFrame]:
    """screening.csv without tests, and screening_interviewers.csv."""
    rows, cells = [], []
    for item, products in item_products([answers], "interviewer", items).items():
        if not_screened(products):
            continue
        fit = null_fit(products)
        rho, sizes = icc(fit.D, fit.sigma2, np.ones(1)), fit.design.sizes
        deff = design_effect(rho, sizes)
        n = int(sizes.sum())
        rows.append({"item": item, "n": n, "n_interviewers": len(sizes), "icc": rho, "deff": deff,
                     "n_effective": n / deff, "status": fit.status})  # fmt: skip
        cells.append(item_cells(item, fit, products.groups))
    columns = ["item", "interviewer", "n", "eblup", "z", "p"]
    people = with_adjusted(pd.concat(cells)) if cells else pd.DataFrame(columns=columns)
    return pd.DataFrame(rows, columns=SCREENING), people


def _analysis(frame: pd.DataFrame, answers: pd.DataFrame, items: list) -> dict:
    """The null model of the first item, among the interviews that have the second one too, raw and
    recoded.
    """
    used = items[:2]
    fits, effects, parameters = [], [], []
    for variant, whole in (("raw", frame), ("recoded", answers)):
        complete = whole.dropna(subset=used)
        products = item_products([complete], "interviewer", used[:1])[used[0]]
        if not_screened(products):
            continue
        fit = null_fit(products)
        place = {"analysis": "a", "variant": variant, "model": "null", "criterion": "REML"}
        n, J = len(complete), complete["interviewer"].nunique()
        fits.append(
            place
            | {
                "n": n,
                "n_interviewers": J,
                "workload_mean": n / J,
                "sigma2": fit.sigma2,
                "deviance": float(fit.optimum.deviance[0]),
            }
        )
        mean = {"kind": "fixed", "term": "Intercept", "estimate": float(fit.beta[0]), "se": np.nan}
        parameters.append(place | mean)
        people = with_adjusted(item_cells(used[0], fit, products.groups)).drop(columns="item")
        effects.append(people.assign(analysis="a", variant=variant, effect="Intercept", reasons=""))
    lost = [
        {
            "analysis": "a",
            "variant": "raw",
            "item": item,
            "n_missing": int(frame[item].isna().sum()),
            "n_missing_alone": 0,
        }
        for item in used
    ]
    named = pd.DataFrame(
        columns=["analysis", "variant", "interviewer", "effect", "n", "z", "reasons"]
    )
    return {
        "fits": pd.DataFrame(
            fits, columns=None if fits else ["analysis", "variant", "n", "n_interviewers"]
        ),
        "parameters": pd.DataFrame(
            parameters, columns=None if fits else ["analysis", "variant", "estimate"]
        ),
        "effects": pd.concat(effects) if effects else named,
        "dropped": pd.DataFrame(lost),
    }


def null_fits(frame: pd.DataFrame) -> dict:
    """item -> the fit that its predicted effects are of."""
    codebook = {
        item: {"missing": CODES, "valid": list(scale_of(frame[item]))} for item in items_of(frame)
    }
    products = item_products([recode(frame, codebook)], "interviewer", list(codebook))
    return {item: null_fit(each) for item, each in products.items() if not not_screened(each)}


def with_one_more(frame: pd.DataFrame, seed: int, interviewer: str | None = None) -> pd.DataFrame:
    """The survey with one interview more: that of somebody who answers like another one."""
    rng = np.random.default_rng([seed, 1])
    donor = frame.iloc[[int(rng.integers(len(frame)))]]
    person = interviewer or frame["interviewer"].iloc[int(rng.integers(len(frame)))]
    answers = {item: float(rng.choice(frame[item][frame[item] < 77])) for item in items_of(frame)}
    return pd.concat(
        [frame, donor.assign(interview="r9999", interviewer=person, **answers)], ignore_index=True
    )


def design_tables(frame: pd.DataFrame) -> dict:
    """weighting.csv, areas.csv and overlap.csv of a survey that has weights or areas, each by its
    own rule.
    """
    item = items_of(frame)[0]
    complete = frame[frame[item] < 77][["interview", "interviewer", item]]
    settings = AnalysisSpec(item, weights="all")
    made = {}
    if "weight" in frame:
        weights = frame.set_index("interview")[["weight"]]
        rows = [
            {"analysis": "a"} | row
            for row in weighting_rows(complete, settings, weights, "recoded", 0.05)
        ]
        made["weighting"] = pd.DataFrame(rows, columns=WEIGHTING)
    if "area" in frame:
        areas = frame.set_index("interview")["area"]
        made["areas"], made["overlap"] = areas_tables(
            [("a", areas_of(complete, settings, areas, "recoded", 0.05))]
        )
    return made
