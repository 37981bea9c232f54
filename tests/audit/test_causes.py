"""Causes: each kind planted by itself is found and named, nothing is found in clean surveys, and
refits are exact.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.explanations.candidates import Observed
from interviewer_effects.audit.explanations.conclusions import NONE
from interviewer_effects.audit.explanations.exact_counts import exact_tests, upper_tail
from interviewer_effects.audit.explanations.interview_kinds import (
    answer_cuts,
    heaping_kinds,
    nonresponse_kinds,
    share_kinds,
)
from interviewer_effects.audit.flags.flags import effect_table
from interviewer_effects.audit.models.level_at_means import at_means
from planted import CODEBOOK, ITEMS, SETTINGS, answered, audited
from scipy import stats
from small_surveys import analysis, main_fit

WHO = "007"
FREE = {item: entry | {"valid": None, "missing": {}} for item, entry in CODEBOOK.items()}


def planted(seed, change):
    """A survey in which `change` edits the answers of one interviewer, given as a frame."""
    frame = answered(seed)
    own = frame.index[frame["interviewer"] == WHO]
    part = frame.loc[own].copy()
    change(part)
    frame.loc[own, ITEMS] = part[ITEMS].astype(float)
    return frame


def low(part):
    part["q0"] = np.clip(part["q0"] - 3, 0, 10)


def high(part):
    part["q0"] = np.clip(part["q0"] + 4, 0, 10)


def code(part):
    part.iloc[:3, part.columns.get_loc("q1")] = 88


def same(part):
    part[ITEMS] = 1


def copied(part):
    part.iloc[1:8] = part.iloc[0]
    part.iloc[:8, part.columns.get_loc("q0")] = 0


def wrong(part):
    part.iloc[0, part.columns.get_loc("q0")] = 45


def refused(part):
    part.iloc[:10, [part.columns.get_loc(item) for item in ("q5", "q6", "q7")]] = 77
    part.iloc[:10, part.columns.get_loc("q0")] = 0


def unknown(part):
    part.iloc[:10, [part.columns.get_loc(item) for item in ("q5", "q6", "q7")]] = 88
    part.iloc[:10, part.columns.get_loc("q0")] = 10


def middle(part):
    part["q0"] = np.where(np.arange(len(part)) % 2, 4, 6)


def narrow(part):
    rng = np.random.default_rng(1)
    part[ITEMS[1:]] = np.round(5 + 0.5 * rng.normal(size=(len(part), 9)))
    part["q0"] = np.round(8 + 0.5 * rng.normal(size=len(part)))


def heaped(part):
    part["q0"] = np.where(np.arange(len(part)) % 7 < 6, 10, 5)


PLANTED = [
    (code, "missing code", CODEBOOK, "raw"),
    (code, "suspected value", FREE, "recoded"),
    (wrong, "suspected value", CODEBOOK, "recoded"),
    (wrong, "one interview", FREE, "recoded"),
    (copied, "near-duplicates", CODEBOOK, "recoded"),
    (same, "straight-lining", CODEBOOK, "recoded"),
    (narrow, "low variance", CODEBOOK, "recoded"),
    (heaped, "heaping", CODEBOOK, "recoded"),
    (refused, "item nonresponse", CODEBOOK, "recoded"),
    (unknown, "item nonresponse", CODEBOOK, "recoded"),
    (low, "low answers", CODEBOOK, "recoded"),
    (high, "high answers", CODEBOOK, "recoded"),
]


@pytest.mark.parametrize(
    ("change", "cause", "codebook", "variant"),
    PLANTED,
    ids=[f"{p[1]}-{p[0].__name__}" for p in PLANTED],
)
def test_a_planted_cause_is_found_and_resolves(change, cause, codebook, variant):
    table, said = audited(planted(3, change), codebook, looked_at=[WHO])
    own = said[(said["interviewer"] == WHO) & (said["variant"] == variant)].iloc[0]
    assert (own["cause"], own["grade"], own["resolves"]) == (cause, "established", True)
    assert cause.split()[0].split("-")[0][:4].lower() in own["sentence"].lower()
    first = table[(table["interviewer"] == WHO) & (table["variant"] == variant)].iloc[0]
    assert (first["strength"], first["cause"]) == (1, cause)
    # codes in a predictor turn a line about its mean: the level there is as ordinary as before
    if change is not code and np.isfinite(first["z_after"]):
        assert abs(first["z_after"]) < abs(first["z_before"])


@pytest.mark.parametrize("seed", [1, 2, 4, 5])
def test_clean_surveys_have_no_cause(seed):
    table, said = audited(answered(seed), looked_at=["000", "011", "022"])
    assert (said["cause"] == "").all()
    assert said["sentence"].str.startswith(NONE).all()
    assert not (table["grade"] == "established").any()


def test_every_candidate_is_listed_for_everybody_looked_at():
    table, _ = audited(planted(3, code))
    counts = table.groupby(["variant", "interviewer"])["cause"].agg(["size", "nunique"])
    assert (counts == 15).all(axis=None)
    assert (table.groupby(["variant", "interviewer"])["strength"].max() == 15).all()


def test_a_refit_without_the_code_is_the_fit_of_the_survey_without_those_rows():
    raw = planted(3, code)
    table, _ = audited(raw)
    row = table[
        (table["interviewer"] == WHO)
        & (table["variant"] == "raw")
        & (table["cause"] == "missing code")
    ].iloc[0]
    rest = raw[~raw["interview"].isin(row["interviews"].split(";"))].reset_index(drop=True)
    assert len(raw) - len(rest) == 3
    ladder, fit, terms = main_fit(rest, SETTINGS)
    judged = at_means(ladder, "slope", fit)
    by_hand = effect_table(fit, ladder.products.groups, terms, "holm", 0.05, None, judged)
    own = by_hand[(by_hand["interviewer"] == WHO) & (by_hand["effect"] == row["effect"])].iloc[0]
    assert row["z_after"] == pytest.approx(own["z_at_means"], abs=1e-6)
    assert row["statistic_after"] == pytest.approx(
        ladder.fit("intercept", True).deviance - fit.deviance, abs=1e-6
    )


def test_the_interviews_of_a_cause_are_named_in_their_order():
    """Not in that of a set, which differs from one start of Python to the next."""
    table, _ = audited(planted(3, code))
    row = table.query("interviewer == @WHO and cause == 'missing code' and variant == 'raw'").iloc[
        0
    ]
    assert row["interviews"] == "i0098;i0099;i0100"


def test_interviewers_with_the_same_fault_are_tried_together():
    raw = planted(3, code)
    other = raw.index[raw["interviewer"] == "020"][:2]
    raw.loc[other, "q1"] = 88
    raw.loc[other, "q0"] = [9, 10]
    table, said = audited(raw)
    row = table[(table["interviewer"] == WHO) & (table["cause"] == "missing code")].iloc[0]
    assert row["tried_with"] == "020"
    rest = raw[raw["q1"] != 88].reset_index(drop=True)
    ladder, fit, _ = main_fit(rest, SETTINGS)
    gone = ladder.fit("intercept", True).deviance - fit.deviance
    assert row["statistic_together"] == pytest.approx(gone, abs=1e-6)
    assert (
        "without the same at 020 too it is" in said[said["interviewer"] == WHO].iloc[0]["sentence"]
    )


def test_a_mix_of_respondents_that_shifts_the_level_is_seen_through():
    rng = np.random.default_rng(9)
    raw = answered(9)
    who = raw["interviewer"].astype(int).to_numpy()
    area = 1.6 * rng.normal(size=50)
    area[7] = 4.5
    raw["q1"] = np.clip(np.round(5 + area[who] + rng.normal(size=len(raw))), 0, 10)
    raw["q0"] = np.clip(np.round(5 + 0.9 * area[who] + 1.2 * rng.normal(size=len(raw))), 0, 10)
    table, _ = audited(
        raw, settings=analysis(outcome="q0", predictors=["q1"], random_slopes=[]), looked_at=[WHO]
    )
    row = table[(table["interviewer"] == WHO) & (table["cause"] == "respondent mix")].iloc[0]
    assert row["resolves"]
    assert row["grade"] == "established"
    assert abs(row["z_after"]) < abs(row["z_before"])


def with_age(seed, effect, oldest=WHO):
    """A survey in which answers fall by `effect` per year of age, one interviewer met old people,
    and some ages and genders are not known.
    """
    rng = np.random.default_rng(seed)
    raw = answered(seed)
    own = (raw["interviewer"] == oldest).to_numpy()
    age = np.where(own, rng.integers(65, 95, len(raw)), rng.integers(18, 80, len(raw))).astype(
        float
    )
    raw["q0"] = np.clip(np.round(raw["q0"] - effect * (age - 48)), -20, 20)
    age[rng.random(len(raw)) < 0.1] = np.nan
    return raw.assign(
        age=age,
        gender=np.where(rng.random(len(raw)) < 0.05, None, rng.choice(["f", "m"], len(raw))),
    )


KNOWN = analysis(
    outcome="q0", predictors=["q1"], random_slopes=[], respondent_covariates=["age", "gender"]
)


def test_a_flag_that_goes_with_the_age_of_the_respondents_does_not_survive_it():
    table, said = audited(with_age(9, 0.08), FREE, KNOWN)
    row = table[(table["interviewer"] == WHO) & (table["cause"] == "respondent mix")].iloc[0]
    assert row["reasons"] in ("extreme", "extreme;outlier")
    assert row[["resolves", "grade"]].tolist() == [True, "established"]
    assert row["z_before"] < -2.3 < -1.5 < row["z_after"]
    assert "respondents have age above" in row["evidence"]
    assert "age moves their mean answer farthest, by -" in row["evidence"].replace("\u2212", "-")
    own = said[said["interviewer"] == WHO].iloc[0]
    assert own["cause"] == "respondent mix"
    assert (
        "With age, gender and each interviewer's mean of q1 in the model z in level goes from"
        in own["sentence"]
    )


def test_without_the_covariates_the_same_flag_stays():
    table, _ = audited(with_age(9, 0.08), FREE, replace(KNOWN, respondent_covariates=[]))
    row = table[(table["interviewer"] == WHO) & (table["cause"] == "respondent mix")].iloc[0]
    assert not row["resolves"]
    assert row["adjusted_for"] == "each interviewer's mean of q1"


def test_a_flag_that_has_nothing_to_do_with_age_survives_it():
    raw = with_age(9, 0.0)
    raw.loc[raw["interviewer"] == WHO, "q0"] -= 3
    table, said = audited(raw, FREE, KNOWN)
    row = table[(table["interviewer"] == WHO) & (table["cause"] == "respondent mix")].iloc[0]
    assert not row["resolves"]
    assert (
        row["grade"] == "established"
    )  # their respondents are old, and that does not explain the flag
    assert (said[said["interviewer"] == WHO]["cause"] != "respondent mix").all()


def test_a_level_that_goes_with_is_explained_by_it():
    raw = answered(12)
    who = raw["interviewer"].astype(int).to_numpy()
    rate = np.round(0.6 + 0.05 * np.random.default_rng(2).normal(size=50), 3)
    rate[7] = 0.2
    raw["q0"] = np.clip(np.round(raw["q0"] + 10 * (0.6 - rate[who])), 0, 10)
    settings = analysis(
        outcome="q0", predictors=["q1"], random_slopes=[], interviewer_covariates=["rate"]
    )
    table, said = audited(raw.assign(rate=rate[who]), settings=settings)
    row = table[(table["interviewer"] == WHO) & (table["cause"] == "interviewer covariates")].iloc[
        0
    ]
    assert row[["resolves", "grade"]].tolist() == [True, "established"]
    assert "rate is 0.200; half of the interviewers have" in row["evidence"]
    assert "interviewer covariates" in said[said["interviewer"] == WHO].iloc[0]["sentence"].lower()


@pytest.mark.slow
def test_items_without_an_answer_are_counted_by_reason():
    for change, reason in ((refused, "refusal"), (unknown, "don't know")):
        table, _ = audited(planted(3, change), looked_at=[WHO])
        row = table[(table["interviewer"] == WHO) & (table["cause"] == "item nonresponse")].iloc[0]
        assert row["evidence"].startswith("10 of 14 interviews have")
        assert f"({reason})" in row["evidence"]


def test_middle_answers_are_described_and_few_interviews_said():
    table, _ = audited(planted(3, middle), looked_at=[WHO])
    rows = table[table["interviewer"] == WHO].set_index("cause")
    assert (
        rows.loc["middle answers", "grade"].tolist() == ["possible"] * 2
    )  # so many in 14 interviews: p 0.00003
    assert rows.loc["middle answers", "evidence"].iloc[0].startswith("14 of 14 answers")
    assert rows.loc["small workload", "evidence"].iloc[0].startswith("14 complete interviews; half")


def test_the_exact_test_is_fishers():
    frame = answered(5)
    kinds = list(share_kinds(frame, "q0", [0, 10]))
    table = exact_tests(kinds, "holm")
    row = table[(table["interviewer"] == WHO) & (table["cause"] == "low answers")].iloc[0]
    own, inside = frame["interviewer"] == WHO, frame["q0"] < 4
    cells = [
        [(inside & own).sum(), (~inside & own).sum()],
        [(inside & ~own).sum(), (~inside & ~own).sum()],
    ]
    assert row["p"] == pytest.approx(stats.fisher_exact(cells)[1], rel=1e-9)
    assert row[["count", "n"]].tolist() == [cells[0][0], 14]
    heap = exact_tests(heaping_kinds(frame, "q0", [0, 10], None), "none")
    own_heap, heaps = heap[heap["interviewer"] == WHO].iloc[0], frame["q0"].isin([0, 5, 10])
    cells = [
        [(heaps & own).sum(), (~heaps & own).sum()],
        [(heaps & ~own).sum(), (~heaps & ~own).sum()],
    ]
    assert own_heap["p"] == pytest.approx(
        stats.fisher_exact(cells, alternative="greater")[1], rel=1e-9
    )


def test_shares_are_adjusted_over_interviewers_and_kinds():
    table = exact_tests(list(share_kinds(answered(5), "q0", [0, 10])), "holm")
    assert table["p_adjusted"].min() == pytest.approx(min(1, table["p"].min() * 150))


@pytest.mark.parametrize(
    ("valid", "cuts"),
    [([0, 10], (4, 6)), ([1, 5], (2.6, 3.4)), (None, (3, 7)), ([1, 2], (1.4, 1.6))],
)
def test_low_and_high_answers_are_two_fifths_from_the_ends(valid, cuts):
    import pandas as pd

    assert answer_cuts(pd.Series(np.arange(11.0)), valid) == pytest.approx(cuts)


def test_the_upper_tail_is_a_tenth_or_what_is_rare():
    assert upper_tail(np.arange(100.0)).sum() == 10
    assert upper_tail(np.r_[np.zeros(95), np.ones(5)]).sum() == 5
    assert upper_tail(np.r_[np.zeros(50), np.ones(50)]).sum() == 0


def test_nobody_to_look_at_is_an_empty_table():
    frame = answered(1)
    seen = Observed(
        frame, frame, frame.iloc[:0], {}, SETTINGS, ITEMS, {"recoded": frame}, "holm", 0.05, 1
    )
    from interviewer_effects.audit.explanations.causes import COLUMNS, causes
    from interviewer_effects.audit.explanations.conclusions import conclusions
    from interviewer_effects.audit.flags.counterfactuals import make_case

    ladder, fit, terms = main_fit(frame, SETTINGS)
    effects = effect_table(fit, ladder.products.groups, terms, "holm", 0.05).assign(reasons="")
    fits = {("slope", "REML"): fit, ("intercept", "REML"): ladder.fit("intercept", True)}
    case = make_case("recoded", frame, ladder, fits, effects, frame.iloc[:0], "holm", 0.05)
    table = causes(seen, [case])
    assert table.columns.tolist() == COLUMNS
    assert table.empty
    assert conclusions(table, 50).empty


def test_a_predictor_that_is_no_item_has_no_suspected_codes():
    # A weight or an area may be a predictor; only items have codes.
    frame = answered(1)
    settings = replace(SETTINGS, predictors=[*SETTINGS.predictors, "area"])
    seen = Observed(
        frame, frame, frame.iloc[:0], {}, settings, ITEMS, {"recoded": frame}, "holm", 0.05, 1
    )
    assert seen.suspects.columns.tolist() == ["interview", "interviewer", "value", "item", "why"]
    assert "area" not in set(seen.suspects["item"])


def test_what_was_not_applicable_is_no_item_nonresponse_whether_confirmed_or_not():
    frame = answered(3, J=4, size=5)
    ids = frame["interview"].iloc[:3].tolist()
    who = frame["interviewer"].iloc[0]
    reasons = ["suspected not applicable", "not applicable", "suspected refusal"]
    cells = pd.DataFrame(
        [[name, who, "q3", "8", reason] for name, reason in zip(ids, reasons, strict=True)],
        columns=["interview", "interviewer", "item", "code", "reason"],
    )
    frame.loc[:2, "q3"] = np.nan
    kinds = list(nonresponse_kinds(frame, cells, CODEBOOK))
    assert [kind.what for kind in kinds] == [
        "interviews have 1 or more items without an answer (suspected refusal)"
    ]
    assert kinds[0].marked(who) == {ids[2]}
