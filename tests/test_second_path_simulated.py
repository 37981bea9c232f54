"""The numbers of the page that are simulated, searched for or integrated, by a second path."""

from copy import copy

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.files import read_csv
from scipy import stats
from second_path import Model, lrt, naive_and_mixture, read_survey
from second_path_chance import chances
from second_path_signs import p_of_level, p_of_slope
from second_path_simulated import Grid, Ordinal, drawn, latent, outliers, statistics
from second_path_spread import between
from test_second_path import ANALYSES, VARIANTS, fitted, main_model, models, near

pytestmark = pytest.mark.whole

NAMES = {"a1": "helping", "a2": "regions"}
MANY = 4_000
CRITICAL = stats.chi2.ppf(0.95, 1)


def table(folder, anchor, name, variant=None):
    rows = read_csv(folder / "results" / "tiny" / "tables" / f"{name}.csv")
    own = rows[rows["analysis"] == NAMES[anchor]]
    return own if variant is None else own[own["variant"] == variant]


def printed(page, anchor, name):
    return [(values, text) for to, values, text in page[0] if to == f"{anchor}-{name}"]


def fits_of(folder, anchor, recoded=True, without=()):
    return {
        name: fitted(folder, anchor, recoded, without=without, **kind)
        for name, kind in models(anchor).items()
    }


@pytest.mark.parametrize("anchor", ANALYSES)
def test_exact_p_is_that_of_dense_simulated_surveys(page, anchor):
    for variant, recoded in VARIANTS.items():
        fits, row = (
            fits_of(page[1], anchor, recoded),
            row_of(page[1], anchor, variant, "ols", "intercept"),
        )
        simulated = statistics(
            fits["ols"], fits["intercept"], drawn(fits["intercept"], np.zeros((1, 1)), MANY, 1)
        )
        p = (1 + (simulated >= lrt(fits["ols"], fits["intercept"]) - 1e-6).sum()) / (MANY + 1)
        assert row["p_exact"] == pytest.approx(
            p, abs=4 * np.sqrt(max(p * (1 - p), 1e-4) / MANY) + 2e-3
        )
        assert row["share_zero_exact"] == pytest.approx((simulated < 1e-6).mean(), abs=0.035)
        assert row["p_bootstrap"] == pytest.approx(
            p, abs=0.05 + 4 * np.sqrt(p * (1 - p) / row["replicates"])
        )


def row_of(folder, anchor, variant, null, alternative):
    """The row of a REML test."""
    rows = table(folder, anchor, "tests", variant).set_index(["null", "alternative", "criterion"])
    return rows.loc[(null, alternative, "REML")]


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("null", ["intercept", "ols"])
def test_bootstrap_p_is_that_of_dense_simulated_surveys(page, variant, null):
    fits, row = (
        fits_of(page[1], "a1", VARIANTS[variant]),
        row_of(page[1], "a1", variant, null, "slope"),
    )
    lam = (
        fits["intercept"].lam(fits["intercept"].theta) if null == "intercept" else np.zeros((1, 1))
    )
    sizes, slope = (
        (0.0, *np.geomspace(0.03, 1.5, 11)),
        fitted(page[1], "a1", VARIANTS[variant], slope=True),
    )
    ys = drawn(fits["intercept"], lam, 300, 2)
    T = statistics(fits[null], at_the_mean(slope), ys, sizes)
    p = (lrt(fits[null], fits["slope"]) <= T).mean()
    within = 0.05 + 4 * np.sqrt(p * (1 - p) / row["replicates"])
    assert row["p_bootstrap"] == pytest.approx(p, abs=within)
    if (variant, null) == (
        "recoded",
        "ols",
    ):  # its weights are those of many interviewers: a code of 88 is too much
        assert row["p_chibar"] == pytest.approx(p, abs=0.05)


@pytest.mark.parametrize("variant", VARIANTS)
def test_sign_p_is_that_of_dense_replicates(page, variant):
    fits = fits_of(page[1], "a1", VARIANTS[variant])
    level = row_of(page[1], "a1", variant, "ols", "intercept")
    assert level["p_signs"] == pytest.approx(
        p_of_level(fits["ols"], 3), abs=within_chance(level["p_signs"])
    )
    row = row_of(page[1], "a1", variant, "intercept", "slope")
    names = ("p_signs", "p_signs_variance", "p_signs_covariance")
    predictor = row["tested"].removeprefix("var(").removesuffix(")")
    for name, p in zip(names, p_of_slope(fits["intercept"], predictor, 3), strict=True):
        assert row[name] == pytest.approx(p, abs=within_chance(p))


def within_chance(p):
    """How far apart two p of 999 and 3,000 signs may be."""
    return 0.003 + 4 * np.sqrt(p * (1 - p) * (1 / 999 + 1 / 3_000))


def at_the_mean(one):
    """The same model, its slope that of the predictor in standard deviations from its mean: a grid
    suits it.
    """
    same = copy(one)
    x = one.Z[1].sum(1)
    same.Z = np.stack([one.Z[0], one.Z[0] * ((x - x.mean()) / x.std())[:, None]])
    return same


@pytest.mark.parametrize("anchor", ANALYSES)
@pytest.mark.parametrize("variant", VARIANTS)
def test_the_share_of_surveys_in_which_so_few_do_as_much_is_that_of_every_subset(
    page, anchor, variant
):
    folder, recoded = page[1], VARIANTS[variant]
    rows = table(folder, anchor, "influence_groups", variant).query("tested == 'intercept'")
    apart = set(rows["interviewers"].iloc[-1].split(";"))
    if not ANALYSES[anchor][2]:  # of the main test those who move an estimate stay out as well
        alone = table(folder, anchor, "influence", variant)
        far = alone.filter(like="shift of ").abs().max(axis=1) >= 0.5
        apart |= set(alone.loc[far, "interviewer"])
    whole, rest = (
        fitted(folder, anchor, recoded, without=who) for who in ((), tuple(sorted(apart)))
    )
    lam, T = whole.lam(whole.theta), rows["statistic"].to_numpy()
    found = np.mean(
        [chances(rest, lam, T, 119, stats.chi2.ppf(0.9, 1), seed) for seed in range(5)], axis=0
    )
    within = 0.03 + 4 * np.sqrt(found * (1 - found) / 39)
    assert (np.abs(rows["p_chance"].to_numpy()[1:] - found) <= within).all()


@pytest.mark.parametrize("anchor", ANALYSES)
def test_the_smallest_icc_is_found_four_times_in_five(page, anchor):
    folder = page[1]
    rows = table(folder, anchor, "power")
    rho = rows.loc[rows["detectable"].astype(bool) & (rows["quantity"] == "icc"), "value"].iloc[0]
    fits = fits_of(folder, anchor)
    bound, found = (
        statistics(
            fits["ols"],
            fits["intercept"],
            drawn(fits["intercept"], np.full((1, 1), ratio), MANY, seed),
        )
        for ratio, seed in ((0.0, 3), (np.sqrt(rho / (1 - rho)), 4))
    )
    assert (found > np.quantile(bound, 0.95)).mean() == pytest.approx(0.8, abs=0.04)
    assert any(near(rho, values) for values, _ in printed(page, anchor, "power"))


def test_the_smallest_shift_is_found_four_times_in_five(page):
    folder = page[1]
    rows = table(folder, "a2", "power")
    row = rows[rows["detectable"].astype(bool) & (rows["quantity"] == "shift")].iloc[0]
    one = fitted(folder, "a2")
    j = next(k for k in range(len(one.people)) if one.Z[0][:, k].sum() == row["workload"])
    ys = drawn(one, one.lam(one.theta), 1_500, 5) + row["value_sd"] * one.Z[0][:, j]
    share = outliers(Grid(one, (0.0, *np.geomspace(0.05, 4, 40))).lowest(ys)[1], j)
    assert share == pytest.approx(0.8, abs=4 * np.sqrt(0.16 / row["draws"] + 0.16 / 1_500) + 0.02)
    assert row["value"] / np.sqrt(one.solved[2]) == pytest.approx(row["value_sd"], rel=1e-3)


@pytest.mark.parametrize("anchor", ANALYSES)
def test_groups_and_interviews_left_out_move_the_test_as_dense_refits_do(page, anchor):
    folder = page[1]
    for variant, recoded in (("raw", False), ("recoded", True)):
        groups, single = (
            table(folder, anchor, f"influence_{name}", variant) for name in ("groups", "interviews")
        )
        for row in groups.itertuples():
            without = (
                tuple(row.interviewers.split(";")) if isinstance(row.interviewers, str) else ()
            )
            fits = fits_of(folder, anchor, recoded, without)
            pair = ("intercept", "slope") if row.tested == "slope" else ("ols", "intercept")
            T = lrt(*(fits[name] for name in pair))
            assert row.statistic == pytest.approx(T, abs=2e-3)
            assert row.p == pytest.approx(
                naive_and_mixture(row.statistic, 1 + (row.tested == "slope"))[1], abs=1e-9
            )
        of_one = single[single["set"].isna()]
        left_out = dict.fromkeys([*of_one["interview"].head(4), *of_one["interview"].tail(4)])
        told = of_one.set_index("interview")["slope_test_statistic"].loc[list(left_out)].to_dict()
        told = {(one,): T for one, T in told.items()}
        for _, rows in single.dropna(subset=["set"]).groupby("set"):
            told[tuple(rows["interview"])] = rows["slope_test_statistic"].iloc[0]
        for interviews, T in told.items():
            assert lrt(*without_interviews(folder, anchor, recoded, interviews)) == pytest.approx(
                T, abs=2e-3
            )


def without_interviews(folder, anchor, recoded, interviews):
    outcome, predictors, slope = ANALYSES[anchor]
    frame = read_survey(folder, recoded)
    kinds = list(models(anchor).values())[-2:]
    rest = frame[~frame["idno"].isin(interviews)]
    return [
        Model(rest, outcome, predictors, slope if k.get("slope") else None, k.get("random", True))
        for k in kinds
    ]


@pytest.mark.parametrize("anchor", ANALYSES)
def test_variances_without_the_most_extreme_are_those_of_dense_refits(page, anchor):
    folder, slope = page[1], ANALYSES[anchor][2]
    for row in table(folder, anchor, "shrinkage").itertuples():
        whole, rest = (
            fits_of(folder, anchor, True, who) for who in ((), tuple(row.interviewers.split(";")))
        )
        before, after = (component(fits, row.component, slope) for fits in (whole, rest))
        assert row.full == pytest.approx(before, rel=2e-3, abs=2e-3)
        assert row.trimmed == pytest.approx(after, rel=2e-3, abs=2e-3)
        assert row.observed_change == pytest.approx(after - before, rel=1e-2, abs=4e-3)
        z = main_model(whole).z().abs().max()
        assert row.k > 1 or z[row.interviewers] == pytest.approx(z.max(), abs=1e-3)


def component(fits, name, slope):
    """A variance of the main model, σ², or the statistic of a test."""
    if name.startswith("test of"):
        pair = ("intercept", "slope") if name == "test of slope" else ("ols", "intercept")
        return lrt(*(fits[one] for one in pair))
    one = main_model(fits)
    return one.solved[2] if name == "sigma2" else one.solved[3][(int(name == f"var({slope})"),) * 2]


def test_what_covariates_explain_is_the_change_of_the_dense_variances(page):
    folder = page[1]
    frame = read_survey(folder, True)
    with_rate = Model(frame, "help", ["trust", "rate"], "trust")
    before, after = (
        np.diag(one.solved[3]) for one in (fitted(folder, "a1", slope=True), with_rate)
    )
    own = printed(page, "a1", "explained")
    assert own
    assert all(near(value, 1 - after / before) for values, _ in own for value in values)


@pytest.mark.parametrize("anchor", ANALYSES)
def test_other_treatments_of_the_outcome_are_tested_as_dense_models_test_them(page, anchor):
    folder, (outcome, predictors, slope) = page[1], ANALYSES[anchor]
    frame = read_survey(folder, True).dropna(subset=["intnum", outcome, *predictors])
    rows = table(folder, anchor, "treatments").set_index(["treatment", "effect"])
    split = next(name for name in rows.index.levels[0] if name.startswith("at least"))
    ranks = frame[outcome].rank()
    treated = {
        "normal scores": stats.norm.ppf((ranks - 0.5) / len(frame)),
        split: (frame[outcome] >= float(split.split()[-1])).astype(float),
    }
    z = main_model(fits_of(folder, anchor)).z()
    for name, values in treated.items():
        own = frame.assign(**{outcome: values})
        ols, level = (Model(own, outcome, predictors, random=random) for random in (False, True))
        assert rows.loc[(name, "Intercept"), "statistic"] == pytest.approx(
            lrt(ols, level), abs=2e-3
        )
        main = Model(own, outcome, predictors, slope) if slope else level
        if slope:
            assert rows.loc[(name, "trust"), "statistic"] == pytest.approx(
                lrt(level, main), abs=2e-3
            )
        for k, effect in enumerate(["Intercept", *([slope] if slope else [])]):
            r = np.corrcoef(main.z().iloc[k], z.iloc[k])[0, 1]
            assert rows.loc[(name, effect), "correlation"] == pytest.approx(r, abs=2e-3)


@pytest.mark.parametrize("anchor", ANALYSES)
def test_the_latent_icc_is_that_of_a_quadrature_with_many_nodes(page, anchor):
    folder, (outcome, predictors, _) = page[1], ANALYSES[anchor]
    frame = read_survey(folder, True).dropna(subset=["intnum", outcome, *predictors])
    rows = table(folder, anchor, "treatments")
    split = next(name for name in rows["treatment"].unique() if name.startswith("at least"))
    X = pd.get_dummies(frame[predictors], drop_first=True, dtype=float)
    X = ((X - X.mean()) / X.std()).to_numpy()
    of = {
        "cumulative logit": Ordinal(frame[outcome], X, frame["intnum"]),
        split: Ordinal(
            frame[outcome] >= float(split.split()[-1]), np.empty((len(frame), 0)), frame["intnum"]
        ),
    }
    for name, model in of.items():
        row = rows[(rows["treatment"] == name) & (rows["effect"] == "Intercept")].iloc[0]
        sigma, lowest = model.best()
        assert row["icc_latent"] == pytest.approx(latent(sigma), abs=1e-3)
        for end in (row["latent_low"], row["latent_high"]):
            above = model.lowest(np.sqrt(end / (1 - end) * np.pi**2 / 3)) - lowest
            assert (
                above <= CRITICAL + 0.02 if end == 0 else above == pytest.approx(CRITICAL, abs=0.02)
            )


@pytest.mark.parametrize("anchor", ANALYSES)
def test_the_spread_of_answers_is_that_of_a_regression_for_each_interviewer(page, anchor):
    sd, differs, p = between(main_model(fits_of(page[1], anchor)))
    row = table(page[1], anchor, "spread", "recoded").dropna(subset=["ratio"]).iloc[0]
    assert row["sd_all"] == pytest.approx(sd, rel=0.01)  # both by draws
    assert row["between_sd"] == pytest.approx(differs, rel=0.1)
    assert row["between_p"] == pytest.approx(
        p, abs=0.1
    )  # by normal variables here, of chance's variance
    own = {value for values, _ in printed(page, anchor, "spread") for value in values}
    assert {row["sd_all"], row["between_sd"], row["between_p"]} <= own


@pytest.mark.parametrize("anchor", ANALYSES)
def test_the_checks_of_the_model_are_counted(page, anchor):
    rows = table(page[1], anchor, "diagnostics", "recoded")
    judged = rows[rows["verdict"] != "note"]
    known = {len(judged), int((judged["verdict"] == "doubtful").sum())}
    assert {
        value for values, _ in printed(page, anchor, "diagnostics") for value in values
    } <= known
