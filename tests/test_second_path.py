"""Every main number of a real page, recomputed from the survey file by a second path, and its
rounding.
"""

import re
from functools import cache

import numpy as np
import pandas as pd
import pytest
import yaml
from interviewer_effects.files import read_csv
from scipy import stats
from second_path import Model, holm, lrt, naive_and_mixture, read_survey
from second_path_signs import p_of_level
from second_path_tails import p_of, tails, z_of

pytestmark = pytest.mark.whole

ANALYSES = {"a1": ("help", ["trust"], "trust"), "a2": ("help", ["region", "age"], None)}
# Simulated, searched for or integrated: test_second_path_simulated.
SIMULATED = {
    "power",
    "influence_groups",
    "influence_interviews",
    "intervals",
    "explained",
    "treatments",
    "spread",
}
SIMULATED |= {"diagnostics"}
LEFT = {"witness"}  # is a second path itself


VARIANTS = {"raw": False, "recoded": True}
KEYS = {
    "fits": ["variant", "model"],
    "tests": ["variant", "null", "alternative"],
    "parameters": ["variant", "model", "term"],
    "effects": ["variant", "interviewer", "effect"],
    "influence": ["variant", "interviewer"],
    "sensitivity": ["variant", "term"],
}
TERMS = {
    ("a1", "main"): ["Intercept", "trust"],
    ("a2", "main"): ["Intercept", "age", "region[south]"],
}
TERMS |= {("a1", "slope"): TERMS["a1", "main"], ("a2", "intercept"): TERMS["a2", "main"]}
TERMS["a1", "interaction"] = [*TERMS["a1", "main"], "rate", "trust:rate"]


@cache
def fitted(folder, anchor, recoded=True, slope=False, random=True, without=(), crossed=False):
    outcome, predictors, steep = ANALYSES[anchor]
    frame = read_survey(folder, recoded)
    if crossed:  # with the interviewer covariate and its product with the slope
        frame = frame.assign(product=frame[steep] * frame["rate"])
        predictors = [*predictors, "rate", "product"]
    return Model(
        frame[~frame["intnum"].isin(without)], outcome, predictors, steep if slope else None, random
    )


def cells(folder, anchor):
    """table -> {(values of its key columns): {column: the value recomputed}}."""
    fits = {
        variant: {
            name: fitted(folder, anchor, codes, **kind) for name, kind in models(anchor).items()
        }
        for variant, codes in VARIANTS.items()
    }
    return {
        "fits": of_fits(fits),
        "tests": of_tests(fits),
        "parameters": of_parameters(folder, anchor, fits["recoded"]),
        "effects": of_effects(fits),
        "influence": of_influence(folder, anchor),
        "sensitivity": of_sensitivity(fits),
    }


def models(anchor):
    both = {"ols": {"random": False}, "intercept": {}}
    return both | ({"slope": {"slope": True}} if ANALYSES[anchor][2] else {})


def of_fits(fits):
    found = {}
    for variant, kept in fits.items():
        one, n = kept["intercept"], len(kept["intercept"].y)
        found[variant, "intercept"] = {
            "icc": one.icc,
            "deff": one.deff,
            "n_effective": n / one.deff,
            "se_factor": np.sqrt(one.deff),
            "n": n,
            "n_interviewers": len(one.people),
            "deviance": one.lowest,
            "sigma2": one.solved[2],
        }
    return found


def of_tests(fits):
    found = {}
    for variant, kept in fits.items():
        level = lrt(kept["ols"], kept["intercept"])
        found[variant, "ols", "intercept"] = outcome_of(level, *naive_and_mixture(level, 1))
        if "slope" in kept:
            T, both = lrt(kept["intercept"], kept["slope"]), lrt(kept["ols"], kept["slope"])
            found[variant, "intercept", "slope"] = outcome_of(T, *naive_and_mixture(T, 2))
            found[variant, "ols", "slope"] = outcome_of(both, stats.chi2.sf(both, 3))
    return found


def outcome_of(T, naive, mixture=None):
    return {"statistic": T, "p_naive": naive} | ({} if mixture is None else {"p_mixture": mixture})


def main_model(fits):
    return fits.get("slope", fits["intercept"])


def of_parameters(folder, anchor, fits):
    """Estimates with their intervals: standard errors are ours, Satterthwaite's df the table's,
    held to lmerTest.
    """
    kept = {"slope" if "slope" in fits else "intercept": main_model(fits)}
    if "slope" in fits:
        kept["interaction"] = fitted(folder, anchor, slope=True, crossed=True)
    known = table(folder, anchor, "parameters")
    found = {}
    for name, one in kept.items():
        beta, se = one.solved[0], np.sqrt(np.diag(one.solved[1]))
        for term, b, s in zip(TERMS[anchor, name], beta, se, strict=True):
            df = known["recoded", name, term]["df"]
            half = stats.t.ppf(0.975, df) * s
            found["recoded", name, term] = {
                "estimate": b,
                "se": s,
                "ci_low": b - half,
                "ci_high": b + half,
                "p": 2 * stats.t.sf(abs(b / s), df),
            }
    return found


def of_effects(fits):
    found = {}
    for variant, kept in fits.items():
        z, rare = main_model(kept).z(), tails(main_model(kept).about_means())
        there = main_model(kept).about_means().z()
        rows = zip(["Intercept", "trust"], z.to_numpy(), there.to_numpy(), rare, strict=False)
        for effect, row, at_means, tail in rows:
            adjusted = holm(p_of(tail))
            for who, *both, p in zip(z.columns, row, at_means, adjusted, strict=True):
                found[variant, who, effect] = dict(
                    zip(["z", "z_at_means", "p_adjusted"], [*both, p], strict=True)
                )
    return found


def of_influence(folder, anchor):
    """T of each variance without each interviewer, and how many standard errors the fixed effects
    move.
    """
    found = {}
    for variant, codes in VARIANTS.items():
        whole = main_model(
            {name: fitted(folder, anchor, codes, **kind) for name, kind in models(anchor).items()}
        )
        se = np.sqrt(np.diag(whole.solved[1]))
        for who in whole.people:
            kept = {
                name: fitted(folder, anchor, codes, without=(who,), **kind)
                for name, kind in models(anchor).items()
            }
            large = main_model(kept)
            moved = (large.solved[0] - whole.solved[0]) / se
            own = {
                f"shift of {term}": move
                for term, move in zip(TERMS[anchor, "main"], moved, strict=True)
            }
            level = lrt(kept["ols"], kept["intercept"])
            main = (
                {"slope_test_statistic": lrt(kept["intercept"], kept["slope"])}
                if "slope" in kept
                else {}
            )
            own |= (
                main | {"level_test_statistic": level} if main else {"slope_test_statistic": level}
            )
            found[variant, who] = own
    return found


def of_sensitivity(fits):
    found = {}
    for variant, kept in fits.items():
        one = main_model(kept)
        named = zip(TERMS["a1" if "slope" in kept else "a2", "main"], one.solved[0], strict=True)
        random = zip(["var(Intercept)", "var(trust)"], np.diag(one.solved[3]), strict=False)
        found |= {
            (variant, term): {"estimate": b}
            for term, b in [*named, *random, ("sigma2", one.solved[2])]
        }
    return found


def table(folder, anchor, name):
    """The rows of a table of an analysis by the values of its key columns."""
    rows = read_csv(folder / "results" / "tiny" / "tables" / f"{name}.csv")
    rows = rows[rows["analysis"] == {"a1": "helping", "a2": "regions"}[anchor]]
    for column in ("criterion", "kind"):
        rows = rows[rows[column].isin(["REML", "fixed", "variance"])] if column in rows else rows
    return rows.set_index(KEYS[name]).to_dict("index")


def near(value, known):
    known = np.asarray(known, dtype=float)
    return bool((np.abs(known - value) <= 2e-4 * np.abs(value) + 2e-5).any())


@pytest.mark.parametrize("anchor", ANALYSES)
@pytest.mark.parametrize("name", KEYS)
def test_the_cells_of_a_table_are_those_of_a_second_path(page, anchor, name):
    """Cell by cell; test_prose_places ties the words of the page to these cells."""
    folder = page[1]
    known, rows = cells(folder, anchor)[name], table(folder, anchor, name)
    strange = [
        (key, column, rows[key][column], value)
        for key, own in known.items()
        for column, value in own.items()
        if not near(rows[key][column], value)
    ]
    assert strange == []
    assert known


@pytest.mark.parametrize("anchor", ANALYSES)
def test_the_interval_of_the_icc_is_where_the_deviance_is_a_chi_squared_higher(page, anchor):
    one, row = fitted(page[1], anchor), table(page[1], anchor, "fits")["recoded", "intercept"]
    sizes = one.frame["intnum"].value_counts()
    for end in ("low", "high"):
        rho = row[f"icc_{end}"]
        above = one.deviance([np.sqrt(rho / (1 - rho))]) - one.lowest
        assert above == pytest.approx(stats.chi2.ppf(0.95, 1), abs=1e-3)
        assert row[f"deff_{end}"] == pytest.approx(
            1 + ((sizes**2).sum() / sizes.sum() - 1) * rho, rel=1e-9
        )


def test_the_screening_is_that_of_the_second_path(page):
    links, folder = page
    frame = read_survey(folder, True)
    items = ("help", "trust", "age")
    fits = {
        item: [Model(frame, item, [], random=random) for random in (False, True)] for item in items
    }
    icc = pd.Series({item: larger.icc for item, (_, larger) in fits.items()})
    p = pd.Series(
        {item: p_of_level(pair[0], 3) if lrt(*pair) > 0 else 1.0 for item, pair in fits.items()}
    )
    ranked = p.sort_values(ascending=False)
    adjusted = (ranked * 3 / np.arange(3, 0, -1)).cummin()
    deff = {item: larger.deff for item, (_, larger) in fits.items()}
    known = [*icc, icc.median(), deff[icc.idxmax()], int((adjusted < 0.05).sum()), len(fits)]
    own = [(values, text) for to, values, text in links if to == "screening" and len(values) == 1]
    assert len(own) >= 5
    assert [one for one in own if not near(one[0][0], known)] == []


def test_the_codes_that_occur_are_those_of_codebook_and_file(page):
    links, folder = page
    raw = pd.read_csv(folder / "survey.csv")
    book = yaml.safe_load((folder / "codebook.yaml").read_text(encoding="utf-8"))
    declared = [(item, code) for item, entry in book.items() for code in entry.get("missing", {})]
    n = sum((raw[item] == code).any() for item, code in declared)
    assert [values for to, values, _ in links if to == "codes"] == [[n], [n]]


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
    links, _ = page
    known = {f"{anchor}-{name}" for anchor in ANALYSES for name in [*KEYS, "coded"]} | {
        "recodes",
        "screening",
        "items",
    }
    known |= {
        "codes",
        "silence",
        "silence_interviewers",
        "interviewer_scores",
    }  # held to peers by their own tests
    assert {to for to, *_ in links} - known <= {
        f"{anchor}-{table}" for anchor in ANALYSES for table in LEFT | SIMULATED
    }


@pytest.mark.parametrize(("anchor", "name"), [("a1", "helping"), ("a2", "regions")])
def test_the_second_look_is_the_model_of_the_others_about_their_mean(finished, anchor, name):
    tables = finished / "results" / "tiny" / "tables"
    excluded, rows = (read_csv(tables / f"{t}.csv") for t in ("excluded", "second_look"))
    excluded, rows = excluded[excluded["analysis"] == name], rows[rows["analysis"] == name]
    outcome, predictors, steep = ANALYSES[anchor]
    frame = read_survey(finished, True)
    frame = frame[~frame["intnum"].isin(excluded["interviewer"])]
    frame = frame.dropna(subset=["intnum", outcome, *predictors])
    centred = frame.assign(**{steep: frame[steep] - frame[steep].mean()}) if steep else frame
    z = Model(centred, outcome, predictors, steep).z()
    again = rows.pivot(index="effect", columns="interviewer", values="z")
    again = again.loc[["Intercept", "trust"][: len(z)]]
    np.testing.assert_allclose(again.to_numpy(), z.to_numpy(), atol=2e-3)
    tail = z_of(tails(Model(centred, outcome, predictors, steep)))
    found = rows.pivot(index="effect", columns="interviewer", values="z_tail").loc[again.index]
    np.testing.assert_allclose(found, tail, atol=5e-3)
    far = np.abs(tail) > stats.norm.ppf(1 - 0.5 / len(z.columns))
    out = {(again.index[k], again.columns[j]) for k, j in np.argwhere(far)}
    given = rows.dropna(subset="reasons")
    assert {*zip(given["effect"], given["interviewer"], strict=True)} == out
