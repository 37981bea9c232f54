"""Every main number of a real page, recomputed from the survey file by a second path, and its rounding."""

import re
from functools import cache

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.files import read_csv
from scipy import stats
from second_path import Model, holm, lrt, naive_and_mixture, read_survey

ANALYSES = {"a1": ("help", ["trust"], "trust"), "a2": ("help", ["region", "age"], None)}
# Simulated, searched for or integrated: test_second_path_simulated.
SIMULATED = {"power", "influence_groups", "influence_interviews", "intervals", "explained", "treatments", "spread"}
SIMULATED |= {"diagnostics"}
LEFT = {"witness"}  # is a second path itself


@cache
def fitted(folder, anchor, recoded=True, slope=False, random=True, without=(), crossed=False):
    outcome, predictors, steep = ANALYSES[anchor]
    frame = read_survey(folder, recoded)
    if crossed:  # with the interviewer covariate and its product with the slope
        frame = frame.assign(product=frame[steep] * frame["rate"])
        predictors = [*predictors, "rate", "product"]
    return Model(frame[~frame["intnum"].isin(without)], outcome, predictors, steep if slope else None, random)


def quantities(folder, anchor):
    """table -> the numbers that the prose may quote from it, recomputed."""
    raw, recoded = (
        {name: fitted(folder, anchor, codes, **kind) for name, kind in models(anchor).items()}
        for codes in (False, True)
    )
    return {
        f"{anchor}-fits": [x for one in (raw, recoded) for x in of_fit(one["intercept"])],
        f"{anchor}-tests": [x for one in (raw, recoded) for x in of_tests(one)],
        f"{anchor}-parameters": of_parameters(folder, anchor, recoded),
        f"{anchor}-effects": of_effects(raw) + of_effects(recoded),
        f"{anchor}-influence": of_influence(folder, anchor),
        f"{anchor}-coded": of_codes(folder, anchor),
        f"{anchor}-sensitivity": of_sensitivity(raw) + of_sensitivity(recoded),
    }


def models(anchor):
    both = {"ols": {"random": False}, "intercept": {}}
    return both | ({"slope": {"slope": True}} if ANALYSES[anchor][2] else {})


def of_fit(one):
    n = len(one.y)
    return [one.icc, one.deff, n / one.deff, np.sqrt(one.deff), n, len(one.people), len(models("a1")) + 3, 3]


def of_tests(fits):
    level = lrt(fits["ols"], fits["intercept"])
    found = [level, *naive_and_mixture(level, 1)]
    if "slope" in fits:
        T, both = lrt(fits["intercept"], fits["slope"]), lrt(fits["ols"], fits["slope"])
        found += [T, *naive_and_mixture(T, 2), both, stats.chi2.sf(both, 3)]
    return found


def main_model(fits):
    return fits.get("slope", fits["intercept"])


def of_parameters(folder, anchor, fits):
    """Estimates with their intervals: standard errors are ours, Satterthwaite's df the table's, held to lmerTest."""
    table = read_csv(folder / "results" / "tiny" / "tables" / "parameters.csv")
    analysis = {"a1": "helping", "a2": "regions"}[anchor]
    kept = {"slope" if "slope" in fits else "intercept": main_model(fits)}
    if "slope" in fits:
        kept["interaction"] = fitted(folder, anchor, slope=True, crossed=True)
    found = []
    for name, one in kept.items():
        own = (table["analysis"] == analysis) & (table["variant"] == "recoded") & (table["model"] == name)
        df = table.loc[own & (table["criterion"] == "REML") & (table["kind"] == "fixed"), "df"].to_numpy()
        beta, se = one.solved[0], np.sqrt(np.diag(one.solved[1]))
        half = stats.t.ppf(0.975, df) * se
        found += [*beta, *(beta - half), *(beta + half), *(2 * stats.t.sf(np.abs(beta / se), df))]
    return found


def of_effects(fits):
    z = main_model(fits).z()
    p = [holm(2 * stats.norm.sf(np.abs(row))) for row in z.to_numpy()]
    return [*z.to_numpy().ravel(), *np.concatenate(p), *range(len(z.columns) + 1)]


def of_influence(folder, anchor):
    """T of the main variance without each interviewer, and how many standard errors the fixed effects move."""
    kinds, found = list(models(anchor).values())[-2:], []
    for recoded in (False, True):
        whole = fitted(folder, anchor, recoded, **kinds[-1])
        se = np.sqrt(np.diag(whole.solved[1]))
        for who in whole.people:
            small, large = (fitted(folder, anchor, recoded, without=(who,), **kind) for kind in kinds)
            found += [lrt(small, large), *np.abs(large.solved[0] - whole.solved[0]) / se]
    return found


def of_codes(folder, anchor):
    outcome, predictors, _ = ANALYSES[anchor]
    before, after = (read_survey(folder, recoded)[[outcome, *predictors]].isna() for recoded in (False, True))
    coded = (after & ~before).any(axis=1)
    by = read_survey(folder, False).loc[coded, "intnum"].value_counts()
    return [int(coded.sum()), *by]


def of_sensitivity(fits):
    one = main_model(fits)
    return [*one.solved[0], *np.diag(one.solved[3]), one.solved[2], 0.0]


def near(value, known):
    known = np.asarray(known, dtype=float)
    return bool((np.abs(known - value) <= 2e-4 * np.abs(value) + 2e-5).any())


@pytest.mark.parametrize("anchor", ANALYSES)
@pytest.mark.parametrize("table", ["fits", "tests", "parameters", "effects", "influence", "coded", "sensitivity"])
def test_the_numbers_of_the_prose_are_those_of_a_second_path(page, anchor, table):
    links, folder = page
    own = [(values, text) for to, values, text in links if to == f"{anchor}-{table}"]
    known = quantities(folder, anchor)[f"{anchor}-{table}"]
    strange = [(values, text) for values, text in own if not all(near(value, known) for value in values)]
    if table == "fits":  # limits of the profile likelihood and what follows from them: by their definition, below
        strange = [one for one in strange if len(one[0]) == 1]
    if table == "tests":  # simulated: exact and bootstrap p, and the weights of several variances at once
        strange = [one for one in strange if not re.match(r"exact|bootstrap|simulated|p|\d+\s%$", one[1])]
    assert strange == []
    assert own


@pytest.mark.parametrize("anchor", ANALYSES)
def test_the_interval_of_the_icc_is_where_the_deviance_is_a_chi_squared_higher(page, anchor):
    links, folder = page
    one = fitted(folder, anchor)
    ends = next(values for to, values, _ in links if to == f"{anchor}-fits" and len(values) == 2)
    for rho in ends:
        above = one.deviance([np.sqrt(rho / (1 - rho))]) - one.lowest
        assert above == pytest.approx(stats.chi2.ppf(0.95, 1), abs=1e-3)


def test_the_counts_of_the_survey_are_those_of_its_file(page):
    links, folder = page
    frame, recoded = (read_survey(folder, codes) for codes in (False, True))
    gone = recoded.isna() & frame.notna()
    by = gone.sum(axis=1).groupby(frame["intnum"]).sum()
    half = int((by.sort_values(ascending=False).cumsum() < by.sum() / 2).sum()) + 1
    items = gone.sum()
    known = [by.sum(), by.max(), half, len(by), len(frame), *frame["intnum"].value_counts(), (items > 0).sum(), *items]
    own = [(values, text) for to, values, text in links if to == "recodes"]
    assert len(own) >= 8
    assert [one for one in own if not all(near(value, known) for value in one[0])] == []


def test_the_screening_is_that_of_the_second_path(page):
    links, folder = page
    frame = read_survey(folder, True)
    items = ("help", "trust", "age")
    fits = {item: [Model(frame, item, [], random=random) for random in (False, True)] for item in items}
    icc = pd.Series({item: larger.icc for item, (_, larger) in fits.items()})
    p = pd.Series({item: naive_and_mixture(lrt(*pair), 1)[1] for item, pair in fits.items()})
    ranked = p.sort_values(ascending=False)
    adjusted = (ranked * 3 / np.arange(3, 0, -1)).cummin()
    deff = {item: larger.deff for item, (_, larger) in fits.items()}
    known = [*icc, icc.median(), deff[icc.idxmax()], int((adjusted < 0.05).sum()), len(fits)]
    own = [(values, text) for to, values, text in links if to == "screening" and len(values) == 1]
    assert len(own) >= 5
    assert [one for one in own if not near(one[0][0], known)] == []


def test_every_printed_number_is_its_value_rounded(page):
    links, _ = page
    wrong = []
    for _, values, text in links:
        printed = re.findall(r"[−-]?\d[\d,]*(?:\.\d+)?", text.split(" × ")[0])
        if any(mark in text for mark in "<>≤×") or len(printed) != len(values):
            continue
        scale = 0.01 if "%" in text else 1.0
        for said, value in zip(printed, values, strict=True):
            digits = len(said.partition(".")[2])
            number = float(said.replace(",", "").replace("−", "-")) * scale
            if abs(abs(number) - abs(value)) > 0.5000001 * scale * 10.0**-digits:
                wrong.append((text, value))
    assert wrong == []


def test_nothing_in_the_prose_is_left_to_nobody(page):
    links, folder = page
    known = {table for anchor in ANALYSES for table in quantities(folder, anchor)} | {"recodes", "screening", "items"}
    known |= {"silence", "silence_interviewers", "interviewer_scores"}  # held to peers by their own tests
    assert {to for to, *_ in links} - known <= {
        f"{anchor}-{table}" for anchor in ANALYSES for table in LEFT | SIMULATED
    }
