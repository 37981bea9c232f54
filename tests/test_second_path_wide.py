"""The numbers about areas, weights, unanswered items and scores over items, by a second path and by
place.
"""

import re

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.files import read_csv
from prose_templates import pattern
from scipy import stats
from second_path import Model, holm, read_survey
from second_path_simulated import latent
from second_path_tails import tails, z_of
from second_path_wide import Crossed, Pseudo, Silent, among_others, large, scaled

pytestmark = pytest.mark.whole

CRITICAL = stats.chi2.ppf(0.95, 1)
ITEMS = ["help", "q1", "q2", "q3", "q4"]
SECTIONS = (
    "a1-areas",
    "a1-overlap",
    "a1-weighting",
    "silence",
    "silence-interviewers",
    "interviewer_scores",
)


def table(wide, name):
    return read_csv(wide[2] / "results" / "wide" / "tables" / f"{name}.csv")


def recoded(wide, name, *keys):
    rows = table(wide, name)
    return rows[rows["variant"] == "recoded"].set_index(list(keys))


def survey(wide):
    return read_survey(wide[2], True).astype({"psu": str})


# ---- cells


@pytest.fixture(scope="module")
def crossed(wide):
    frame = survey(wide)
    groupings = {"both": ["intnum", "psu"], "interviewer": ["intnum"], "area": ["psu"]}
    models = {
        name: Crossed(frame["help"], frame[["age"]], [frame[g] for g in of])
        for name, of in groupings.items()
    }
    return {name: (one, *one.best()) for name, one in models.items()}


def test_interviewers_and_areas_are_those_of_a_dense_crossed_model(wide, crossed):
    rows = recoded(wide, "areas", "component")
    both, lowest, lams = crossed["both"]
    (who, area), sigma2 = both.variances(lams)
    alone, single = crossed["interviewer"][0].variances(crossed["interviewer"][2])
    assert rows.loc["interviewer", "without_areas"] == pytest.approx(alone[0], rel=2e-3)
    assert rows.loc["interviewer", "share_without"] == pytest.approx(
        alone[0] / (alone[0] + single), rel=2e-3
    )
    for name, variance, other in (("interviewer", who, "area"), ("area", area, "interviewer")):
        row, T = rows.loc[name], crossed[other][1] - lowest
        assert row["with_areas"] == pytest.approx(variance, rel=5e-3)
        assert row["share"] == pytest.approx(variance / (who + area + sigma2), rel=5e-3)
        assert row["statistic"] == pytest.approx(T, abs=1e-3)
        assert row["p_mixture"] == pytest.approx(0.5 * stats.chi2.sf(T, 1), rel=2e-3)


def test_the_headline_is_of_the_crossed_model_without_predictors(wide):
    frame = survey(wide)
    none = Crossed(frame["help"], frame[[]], [frame["intnum"], frame["psu"]])
    (interviewers, area), sigma2 = none.variances(none.best()[1])
    share = interviewers / (interviewers + area + sigma2)
    sizes = frame["intnum"].value_counts()
    row = recoded(wide, "areas", "component").loc["interviewer"]
    assert row["null_share"] == pytest.approx(share, rel=5e-3)
    deff = 1 + ((sizes**2).sum() / sizes.sum() - 1) * row["null_share"]
    assert row["null_deff"] == pytest.approx(deff, rel=1e-9)
    assert row["null_n_effective"] == pytest.approx(len(frame) / deff, rel=1e-9)


@pytest.mark.parametrize(("k", "name"), [(0, "interviewer"), (1, "area")])
def test_limits_of_crossed_variances_are_where_the_deviance_is_a_chi_squared_higher(
    wide, crossed, k, name
):
    row, (both, lowest, _) = recoded(wide, "areas", "component").loc[name], crossed["both"]
    for end in (row["with_low"], row["with_high"]):
        above = both.best((k, end))[0] - lowest
        assert above <= CRITICAL + 0.01 if end == 0 else above == pytest.approx(CRITICAL, abs=0.01)


def test_who_worked_where_is_counted(wide):
    told = recoded(wide, "overlap", "fact")["value"].groupby(level=0).first()
    pairs = survey(wide)[["intnum", "psu"]].drop_duplicates()
    by_area = pairs["psu"].value_counts()
    known = {
        "interviewers": pairs["intnum"].nunique(),
        "areas": len(by_area),
        "mean areas per interviewer": pairs["intnum"].value_counts().mean(),
        "areas with one interviewer": (by_area == 1).mean(),
    }
    assert told[list(known)].to_dict() == pytest.approx(known)


def weightings(frame):
    """The weights within interviewers and of interviewers under each weighting, and what an
    interview counts.
    """
    who, one, n = frame["intnum"], np.ones(frame["intnum"].nunique()), np.ones(len(frame))
    W = frame.groupby("intnum")["reach"].mean().to_numpy()
    W = W / W.mean()
    within = {method: scaled(frame["weight"].to_numpy(), who, method) for method in "AB"}
    final, reach = frame["weight"].to_numpy(), frame["reach"].to_numpy()
    return {
        "none": (n, one, n),
        "level1_A": (within["A"], one, final),
        "level1_B": (within["B"], one, final),
        "level2": (n, W, reach),
        "both_A": (within["A"], W, final),
        "both_B": (within["B"], W, final),
    }


@pytest.mark.parametrize("name", ["none", "level1_A", "level1_B", "level2", "both_A", "both_B"])
def test_weighted_estimates_are_those_of_their_pseudo_likelihood(wide, name):
    frame, rows = survey(wide), recoded(wide, "weighting", "weighting", "kind", "term").loc[name]
    w, W, counted = weightings(frame)[name]
    one = Pseudo(frame["help"], frame[["age"]], frame["intnum"], w, W)
    at = one.best()
    rho = at[-2] / (1 + at[-2])
    error = one.errors(at) if at[-2] > 1e-4 else None
    for k, term in enumerate(["Intercept", "age"]):
        assert rows.loc[("fixed", term), "estimate"] == pytest.approx(at[k], rel=1e-3)
        if error is not None:
            assert rows.loc[("fixed", term), "se"] == pytest.approx(error[k], rel=1e-2)
    assert rows.loc[("variance", "var(Intercept)"), "estimate"] == pytest.approx(
        at[-2] * at[-1], rel=5e-3, abs=1e-3
    )
    assert rows.loc[("variance", "sigma2"), "estimate"] == pytest.approx(at[-1], rel=1e-3)
    totals = pd.Series(counted).groupby(frame["intnum"].to_numpy()).sum()
    by_weights = len(counted) * (counted**2).sum() / counted.sum() ** 2
    by_people = 1 + ((totals**2).sum() / (counted**2).sum() - 1) * rho
    known = {"weights": by_weights, "interviewers": by_people, "both": by_weights * by_people}
    assert rows.loc["design effect"]["estimate"].to_dict() == pytest.approx(known, rel=5e-3)


def test_unanswered_items_are_those_of_quadratures(wide):
    frame, rows = survey(wide), table(wide, "silence").set_index("item")
    people = table(wide, "silence_interviewers").set_index(["item", "interviewer"])
    kinds = {item: frame[item].isna() for item in ITEMS[1:]} | {
        "any item": frame[ITEMS].isna().any(axis=1)
    }
    p = {}
    for item, missing in kinds.items():
        counts, n = (
            missing.groupby(frame["intnum"]).sum(),
            frame["intnum"].value_counts().sort_index(),
        )
        model, row = Silent(counts, n), rows.loc[item]
        sigma, lowest = model.best()
        T = max(model.lowest(0.0)[0] - lowest, 0)
        p[item] = 0.5 * stats.chi2.sf(T, 1) if T > 1e-3 else 1.0
        assert row["n_missing"] == missing.sum()
        assert row["p_mixture"] == pytest.approx(p[item], abs=2e-3)
        assert row["icc"] == pytest.approx(latent(sigma) if T > 1e-3 else 0, abs=2e-3)
        for end in (row["icc_low"], row["icc_high"]):
            above = model.lowest(np.sqrt(end / (1 - end) * np.pi**2 / 3))[0] - lowest
            assert (
                above <= CRITICAL + 0.03 if end == 0 else above == pytest.approx(CRITICAL, abs=0.03)
            )
        exact = among_others(counts.to_numpy(), n.to_numpy())
        assert people.loc[item]["p"].to_numpy() == pytest.approx(exact, rel=0.05, abs=0.003)
        assert people.loc[item]["p_adjusted"].to_numpy() == pytest.approx(
            holm(people.loc[item]["p"]), abs=1e-9
        )
    assert rows["p_adjusted"].to_numpy() == pytest.approx(
        stats.false_discovery_control(list(p.values())), abs=3e-3
    )


def test_the_middle_of_the_interviewers_is_that_of_the_model(wide):
    row, frame = table(wide, "silence").set_index("item").loc["any item"], survey(wide)
    by = frame[ITEMS].isna().any(axis=1).groupby(frame["intnum"])
    model = Silent(by.sum(), by.size())
    sigma, _ = model.best()
    ends = 1 / (
        1 + np.exp(-model.lowest(sigma)[1] + np.array([1, -1]) * stats.norm.ppf(0.975) * sigma)
    )
    assert [row["rate_low"], row["rate_high"]] == pytest.approx(ends, abs=2e-3)


def test_scores_over_items_are_those_of_dense_models(wide):
    frame, rows = survey(wide), table(wide, "interviewer_scores").set_index("interviewer")
    models = {item: Model(frame, item, []) for item in ITEMS}
    z = pd.DataFrame(
        {item: pd.Series(z_of(tails(one)[0]), one.people) for item, one in models.items()}
    )
    score, p = large(z)
    rows = rows.loc[z.index]
    assert rows["score"].to_numpy() == pytest.approx(score, rel=5e-3)
    assert rows["p"].to_numpy() == pytest.approx(p, abs=0.02)
    assert (rows["p_adjusted"] < 0.05).tolist() == (holm(p) < 0.05).tolist()


# ---- places


def of_models(wide):
    """Sentence -> the values that its words name, about areas and weights."""
    areas, facts = recoded(wide, "areas", "component"), recoded(wide, "overlap", "fact")["value"]
    facts = facts.groupby(level=0).first()
    weights = recoded(wide, "weighting", "weighting", "kind", "term")
    fixed = weights.xs("fixed", level="kind")
    away = (
        (fixed["estimate"] - fixed.loc["none"]["estimate"].reindex(fixed.index, level="term"))
        / fixed["se"]
    ).abs()
    top = away.idxmax()
    last = weights.xs("design effect", level="kind")["estimate"].loc["both_B"]
    who, area = areas.loc["interviewer"], areas.loc["area"]
    spread = weights.xs("variance", level="kind")["estimate"]
    factors = np.log(spread / spread.loc["none"].reindex(spread.index, level="term")).abs()
    changed = factors.idxmax()
    return {
        "Effective sample size for a mean, with areas in the model: {} of {} interviews": [
            [who["null_n_effective"]],
            [who["n"]],
        ],
        "Interviewers account for {} of the variance with areas in the model and for {} without; "
        "areas for {}": [
            [who["share"]],
            [who["share_without"]],
            [area["share"]],
        ],
        "{} interviewers worked in {} areas, {} each on average; {} of the areas were worked by "
        "one": [
            [facts[name]]
            for name in (
                "interviewers",
                "areas",
                "mean areas per interviewer",
                "areas with one interviewer",
            )
        ],
        "By interviewer the variance is {} without areas and {} in the crossed model (95 % "
        "interval {}; {}).": [
            [who["without_areas"]],
            [who["with_areas"]],
            [who["with_low"], who["with_high"]],
            [who["p_mixture"]],
        ],
        "Areas: {} ({}; {}).": [
            [area["with_areas"]],
            [area["with_low"], area["with_high"]],
            [area["p_mixture"]],
        ],
        "How large are interviewer effects? {} of the variance is between interviewers.": [
            [who["null_share"]]
        ],
        "is {} (95 % interval {}), with areas in the model.": [
            [who["null_share"]],
            [who["null_low"], who["null_high"]],
        ],
        "Design effect {} ({}): the effective sample size for a mean is {} of {} interviews.": [
            [who["null_deff"]],
            [who["null_deff_low"], who["null_deff_high"]],
            [who["n"] / who["null_deff"]],
            [who["n"]],
        ],
        "standard errors of means that ignore interviewers must be multiplied by {} (deft).": [
            [np.sqrt(who["null_deff"])]
        ],
        "Largest change: Intercept is {} unweighted and {} with both weighted (B), {} standard "
        "errors apart.": [
            [fixed.loc[("none", top[1]), "estimate"]],
            [fixed.loc[top, "estimate"]],
            [away[top]],
        ],
        f"{changed[1]} is {{}} unweighted and {{}} with both weighted ({changed[0][-1]}).": [
            [spread.loc["none", changed[1]]],
            [spread.loc[changed]],
        ],
        "design effect of a weighted mean is {}: {} for unequal weights times {} for "
        "interviewers.": [
            [last["both"]],
            [last["weights"]],
            [last["interviewers"]],
        ],
    }


def of_items(wide):
    """The same about unanswered items and scores over items."""
    silence = table(wide, "silence")
    head, items = silence.iloc[-1], silence[silence["item"] != "any item"]
    people = table(wide, "silence_interviewers")
    unanswered = people[people["item"] == "any item"]
    rates = unanswered["n_missing"] / unanswered["n"]
    out = unanswered[unanswered["flag"].notna()].iloc[0]
    score = table(wide, "interviewer_scores").iloc[0]
    return {
        "95 % of interviewers have a true share of {} to {}; observed are {} to {}.": [
            [head["rate_low"]], [head["rate_high"]], [rates.min()], [rates.max()]
        ],
        "{} of {} interviews leave at least one item "
        "unanswered": [[head["n_missing"]], [head["n"]]],
        "Of the variance behind it, {} lies between interviewers (95 % interval {}; {}).": [
            [head["icc"]], [head["icc_low"], head["icc_high"]], [head["p_mixture"]]
        ],
        "Of {} pairs of an item and a reason that were tested, interviewers differ in {} after "
        "adjustment": [
            [items["p_adjusted"].notna().sum()], [(items["p_adjusted"] < 0.05).sum()]
        ],
        f"the share of {out['interviewer']} ({{}} of {{}}, more than the others) is unusual": [
            [out["n_missing"]], [out["n"]]
        ],
        f"who differ as the others do: {out['interviewer']} ({{}} of {{}}, more than the "
        "others).": [
            [out["n_missing"]], [out["n"]]
        ],
        f"effects are unusually large for {score['interviewer']} ({{}} times the expected "
        "value).": [[score["score"]]],
    }  # fmt: skip


def test_every_number_about_them_is_the_cell_that_its_words_name(wide):
    links, words, _ = wide
    named, wrong = set(), []
    for template, values in (of_models(wide) | of_items(wide)).items():
        for match in pattern(template).finditer(words):
            for k, known in zip(map(int, match.groups()), values, strict=True):
                named.add(k)
                if links[k][1] != pytest.approx([float(v) for v in known], rel=1e-9, abs=1e-12):
                    wrong.append((template, links[k], known))
    assert wrong == []
    own = {k for k, (to, *_) in enumerate(links) if re.fullmatch("|".join(SECTIONS), to)}
    assert [links[k] for k in sorted(own - named)] == []
    assert len(own) > 30
