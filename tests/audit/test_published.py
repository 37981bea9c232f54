"""The wall of small cells: what it hides, that totals do not give it away, and what it lets
pass.
"""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.disclosure.coarsening import coarse, coarse_text
from interviewer_effects.audit.disclosure.edges import Edges
from interviewer_effects.audit.disclosure.published import RULES, published
from interviewer_effects.audit.disclosure.small_cells import hidden, hidden_people, suppressed
from interviewer_effects.pipeline.stages.publishing import without_small_cells
from interviewer_effects.tables import TABLES

RULE_FILES = Path(__file__).parents[2] / "workflow" / "rules"
WORKLOAD = pd.Series({"a": 20, "b": 12, "c": 3, "d": 8})


def effects(**n):
    """Effects of a, b, c and d; n is raw=(...), recoded=(...)."""
    rows = [
        {"analysis": "h", "variant": variant, "interviewer": who, "n": size, "z": 1.5}
        for variant, sizes in n.items()
        for who, size in zip("abcd", sizes, strict=True)
    ]
    return pd.DataFrame(rows)


def shown(k=5, raw=(20, 12, 3, 8), recoded=(18, 12, 3, 8), **tables):
    """Tables as they are published."""
    return published({"effects": effects(raw=raw, recoded=recoded)} | tables, WORKLOAD, k)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([10, 2, 30, 7], [10, "<5", 30, "x"]),  # one alone would follow from the total
        ([10, 2, 30, 3], [10, "<5", 30, "<5"]),  # two hide each other
        ([4], ["<5"]),
        ([0, 0, 4, 9], [0, 0, "<5", "x"]),
        ([5, 9], [5, 10]),
        (
            [1, 1, 5, 6, 20],
            ["<5", "<5", 5, 5, "x"],
        ),  # 5 and 6 beside two single ones would leave them no room
        ([4, 4, 9], ["<5", "<5", "x"]),  # two that are as large as they can be
        ([0, 0], [0, 0]),
    ],
)
def test_one_hidden_count_takes_the_next_smallest_with_it(counts, said):
    assert suppressed(pd.Series(counts), 5, [np.zeros(len(counts))]).tolist() == said


@pytest.mark.parametrize("seed", range(20))
def test_a_hidden_count_may_be_anything_below_k_even_beside_exact_ones(seed):
    counts, k = np.random.default_rng(seed).poisson(4, 8), 5
    small, also = hidden(counts, k)
    assert not (small & also).any()
    total, h, m = counts[small | also].sum(), small.sum(), also.sum()
    if h and (counts[~small & ~also] == 0).all() and not m:
        return  # nothing but small ones: their total is not shown
    assert not h or total - (h - 1) - m * k >= k - 1  # all the others as few as they can be
    assert not h or m or total - (h - 1) * (k - 1) <= 1  # as many as they can be


def test_who_is_hidden_is_never_alone():
    workload = pd.Series({"a": 1, "b": 30, "c": 9, "d": 6, "e": 12})
    assert hidden_people(workload, 5, workload) == {"a", "d", "c"}  # 1 and 6 are 7, fewer than 9
    assert hidden_people(workload[["b", "c"]], 5, workload) == set()
    few = pd.Series({"a": 4, "b": 4, "c": 4, "d": 40})
    assert hidden_people(few, 5, few) == {"a", "b", "c"}
    assert hidden_people(few[["a", "d"]], 5, few) == {"a", "d"}


def test_k_of_one_is_not_asked_here_and_a_table_without_a_rule_is_empty():
    assert published(
        {"new": pd.DataFrame({"interview": ["r1"]}), "effects": effects(raw=(1, 1, 1, 1))},
        WORKLOAD,
        2,
    )["new"].empty


def test_every_table_of_the_workflow_has_a_rule_and_whatever_publishes_passes_the_wall():
    names = {table.name for table in TABLES.values() if table.is_published}
    assert names - set(RULES) == set(), (
        "say in audit/disclosure/published.py what is hidden of a new table"
    )
    scripts = {
        script
        for path in RULE_FILES.glob("*.smk")
        for script in _writers(path.read_text(encoding="utf-8"))
    }
    header_lines_only = {"describe_tables.py"}
    assert scripts - header_lines_only == {
        "cross_areas.py",
        "record_tables.py",
        "weigh_interviews.py",
    }
    scripts -= header_lines_only
    texts = [
        (RULE_FILES.parents[1] / "scripts" / script).read_text(encoding="utf-8")
        for script in scripts
    ]
    assert all(
        "import without_small_cells" in text and " without_small_cells(" in text for text in texts
    )


def test_the_wall_hides_what_the_rules_hide_and_nothing_where_nothing_is_asked_for():
    """By the edges that the facts of the survey draw."""
    source = {"rounding": "ab" * 32}
    workload = pd.Series({"a": 3, "b": 9})
    dropped = pd.DataFrame({"item": ["y", "x"], "n_missing": [2, 40], "n_missing_alone": [2, 40]})
    tables = {"new": pd.DataFrame({"n": [1]}), "dropped": dropped}
    assert without_small_cells(tables, workload, source, min_cell=1) is tables
    shown = without_small_cells(tables, workload, source, min_cell=5)
    expected = published(tables, workload, 5, Edges.of_source(source))
    assert shown.keys() == expected.keys()
    assert shown["new"].empty
    pd.testing.assert_frame_equal(shown["dropped"], expected["dropped"])


def _writers(text):
    """The scripts of the rules with an output in the folder of the published tables."""
    rules = re.findall(r"output:(.*?)\n    log:.*?scripts/(\w+\.py)", text, re.S)
    return [script for output, script in rules if "/tables/" in output]


def test_few_interviews_without_an_area_are_not_counted():
    facts = pd.DataFrame(
        {"fact": ["interviewers", "interviews without an area"], "value": [3.0, 2.0], "n": [3, 2]}
    )
    out = shown(overlap=facts, areas=pd.DataFrame({"n": [33, 35]}))
    assert out["overlap"]["n"].tolist() == [3, "<5"]
    assert out["overlap"]["value"].isna().tolist() == [False, True]
    assert (
        out["areas"]["n"].isna().all()
    )  # fits.csv has it: rounded twice it would be told better than once


def test_recodes_name_nobody_for_fewer_than_k_codes():
    recodes = pd.DataFrame(
        {
            "item": ["x"] * 4 + ["y"],
            "code": "88",
            "reason": "don't know",
            "interviewer": ["a", "b", "c", "d", "a"],
            "n": [2, 7, 1, 9, 11],
        }
    )
    out = shown(recodes=recodes)["recodes"]
    assert out.to_dict("records") == [
        {"item": "x", "code": "88", "reason": "don't know", "interviewer": "b", "n": 5},
        {"item": "y", "code": "88", "reason": "don't know", "interviewer": "a", "n": 10},
    ]


def test_an_interviewer_has_one_rounded_number_of_interviews_in_all_variants():
    out = shown()["effects"]
    assert set(out["interviewer"]) == {"a", "b"}  # c has few, and d goes with them
    by = out.set_index(["variant", "interviewer"])["n"]
    assert by.to_dict() == {
        ("raw", "a"): 20,
        ("raw", "b"): 10,
        ("recoded", "a"): 20,
        ("recoded", "b"): 10,
    }
    assert shown(recoded=(9, 12, 3, 8))["effects"].query("variant == 'recoded'")["n"].tolist() == [
        "x",
        10,
    ]


def test_raw_data_with_codes_say_nothing_of_single_interviewers():
    recodes = pd.DataFrame(
        {"item": "y", "code": "88", "reason": "don't know", "interviewer": ["a", "b"], "n": [2, 6]}
    )
    dropped = pd.DataFrame(
        {"analysis": "h", "variant": "raw", "item": ["y"], "n_missing": [0], "n_missing_alone": [0]}
    )
    given = effects(raw=(20, 12, 3, 8), recoded=(18, 6, 3, 8))
    given["reasons"] = ["coded;outlier", "coded", "", "", "extreme", "", "", ""]
    out = published({"effects": given, "recodes": recodes, "dropped": dropped}, WORKLOAD, 5)[
        "effects"
    ]
    assert out["z"].isna().tolist() == [True, True, False, False]
    assert out["reasons"].tolist() == [
        "",
        "coded",
        "extreme",
        "",
    ]  # 2 codes of a are not to be told


def test_no_interview_is_named():
    cells = pd.DataFrame(
        {"interview": ["r1", "r2"], "interviewer": "a", "item": "x", "code": "88", "reason": "dk"}
    )
    single = pd.DataFrame({"analysis": "h", "interview": ["r1"], "interviewer": ["a"]})
    out = shown(recoded_cells=cells, influence_interviews=single)
    assert out["influence_interviews"].empty
    assert out["recoded_cells"].to_dict("records") == [
        {
            "interview": "withheld",
            "interviewer": "withheld",
            "item": "x",
            "code": "88",
            "reason": "dk",
        }
    ]


def test_of_low_middle_and_high_answers_no_two_give_the_third_away():
    said = [f"{n} of 18 answers to y are so." for n in (11, 6, 1)]
    causes = pd.DataFrame(
        {
            "analysis": "h",
            "variant": "recoded",
            "interviewer": "a",
            "grade": "",
            "resolves": False,
            "evidence": said,
            "cause": ["low answers", "middle answers", "high answers"],
            "interviews": "",
            "tried_with": "",
        }
    )
    shown_share = "About 35 % of answers to y are so."  # 6 of 18; 11 goes with 1
    assert shown(causes=causes)["causes"]["evidence"].tolist() == [
        "withheld",
        shown_share,
        "withheld",
    ]


EVIDENCE = {
    "12 of 18 answers to y are below 4 (67 %).": True,
    "2 of 18 answers to y are below 4 (11 %).": False,
    "16 of 18 answers to y are below 4 (89 %).": False,  # two are not
    "18 of 18 answers to y are below 4 (100 %).": True,
    "x holds the code 88 (don't know) in interview r1.": False,
    "No declared code among their answers.": True,
}


def test_evidence_that_counts_few_answers_is_withheld_with_the_conclusion_that_rests_on_it():
    causes = pd.DataFrame(
        {
            "analysis": "h",
            "variant": "recoded",
            "interviewer": "a",
            "cause": "heaping",
            "grade": "possible",
            "resolves": True,
            "evidence": list(EVIDENCE),
            "interviews": "r1",
            "tried_with": "",
        }
    )
    said = (
        "A missing code left in explains the flag: x holds the code 88 in interview r1. Without "
        "it z goes down."
    )
    told = {
        "analysis": "h",
        "variant": "recoded",
        "interviewer": ["a"],
        "cause": "",
        "nearest": "heaping",
    }
    told = pd.DataFrame(told | {"sentence": [said]})
    out = shown(causes=causes, conclusions=told)
    assert (out["causes"]["evidence"] != "withheld").tolist() == list(EVIDENCE.values())
    assert set(out["causes"]["interviews"]) == {""}
    assert out["conclusions"]["sentence"].tolist() == ["A missing code left in explains the flag."]


def test_items_and_answers_hide_small_counts_and_what_they_follow_from():
    items = pd.DataFrame(
        {
            "item": ["x", "y"],
            "n_valid": [41, 28],
            "n_missing": [2, 15],
            "n_empty": [0, 12],
            "n_not_applicable": 0,
            "n_outside_valid": 0,
            "n_suspected": 0,
            "suspected_evidence": "",
            "mean": 4.12345,
            "sd": 1.03,
            "min": 0,
            "max": 10,
        }
    )
    rows = [
        ("x", "valid", "3", 3),
        ("x", "valid", "4", 12),
        ("x", "valid", "5", 26),
        ("x", "missing", "88", 2),
    ]
    answers = pd.DataFrame(rows, columns=["item", "kind", "value", "n"]).assign(value_high=np.nan)
    recodes = pd.DataFrame(
        {
            "item": ["x", "y"],
            "code": "88",
            "reason": "don't know",
            "interviewer": ["a", "b"],
            "n": [2, 3],
        }
    )
    out = shown(items=items, distributions=answers, recodes=recodes)
    assert out["items"][["n_valid", "n_missing", "n_empty"]].to_numpy().tolist() == [
        [40, "<5", 0],
        [30, "x", 10],
    ]
    assert out["items"][["min", "max"]].isna().all(axis=None)
    assert out["items"]["mean"].tolist() == [4, 4]
    assert out["distributions"]["n"].tolist() == [25, "x", "<5"]
    assert out["distributions"]["value"].fillna("").tolist() == [
        "5",
        "",
        "88",
    ]  # who answers 3 is one of few


def test_answers_that_are_hidden_are_one_row_which_is_there_where_nobody_gave_them():
    rows = [
        ("x", "valid", "3", 30),
        ("x", "valid", "4", 40),
        ("y", "valid", "1", 1),
        ("y", "valid", "2", 2),
    ]
    answers = pd.DataFrame(rows, columns=["item", "kind", "value", "n"]).assign(value_high=np.nan)
    out = shown(distributions=answers)["distributions"]
    assert out["n"].tolist() == [30, 40, "x", "x"]
    assert out["value"].fillna("").tolist() == ["3", "4", "", ""]


def test_a_mean_that_counts_a_rare_answer_is_rounded_further_or_withheld():
    rows = [("x", "valid", "0", 3), ("x", "valid", "1", 40)]
    answers = pd.DataFrame(rows, columns=["item", "kind", "value", "n"]).assign(value_high=np.nan)
    items = pd.DataFrame(
        {
            "item": ["x"],
            "n_valid": 43,
            "n_missing": 0,
            "n_empty": 0,
            "n_outside_valid": 0,
            "n_suspected": 0,
            "suspected_evidence": "",
            "mean": 40 / 43,
            "sd": 0.2577,
            "min": 0,
            "max": 1,
        }
    )
    out = shown(items=items, distributions=answers)["items"]
    assert (
        out["mean"].item() == 1.0
    )  # in steps of 0.2: beside 0.9 and 40 there would be 3 to 5 who answer 0
    assert out["sd"].item() == 0.2


def test_the_interviews_of_a_model_do_not_tell_how_few_left_it():
    fits = pd.DataFrame(
        {
            "analysis": "h",
            "variant": ["raw", "recoded"],
            "model": "null",
            "criterion": "REML",
            "n": [43, 41],
            "deff": 2.0,
            "n_effective": [21.5, 20.5],
            "deviance": 150.3,
            "aic": 156.3,
            "bic": [161.2, 161.0],
            "sigma2": 1.234,
            "n_interviewers": 4,
            "workload_mean": [43 / 4, 41 / 4],
        }
    )
    size = {
        "quantity": "effective sample size",
        "estimate": 20.5,
        "lower": 10.0,
        "upper": 22.0,
        "sentence": "41",
    }
    rest = pd.DataFrame(
        [{"analysis": "h", "variant": "recoded", "model": "null", "criterion": "REML"} | size]
    )
    out = shown(fits=fits, intervals=rest)
    assert out["fits"]["n"].tolist() == [45, 40]
    assert out["fits"]["n_effective"].tolist() == [20, 20]
    assert out["fits"]["workload_mean"].tolist() == [12, 10]
    assert out["fits"]["sigma2"].tolist() == [1.2, 1.2]
    assert out["fits"][["deviance", "aic", "bic"]].isna().all(axis=None)
    assert out["intervals"]["estimate"].item() == 20
    assert out["intervals"]["sentence"].item().startswith("About a mean, the 40 interviews")


def test_a_sentence_loses_its_counts_and_its_digits():
    said = (
        "12 of 19 answers to q1 are below 4 (63 %; 26 % over all; exact test: p = 0.0463, 0.57 "
        "adjusted)."
    )
    shown = (
        "About 65 % of answers to q1 are below 4 (65 %; 25 % over all; exact test: p = 0.046, "
        "0.56 adjusted)."
    )
    assert coarse_text(said, 0.02) == shown


@pytest.mark.parametrize(
    ("value", "share", "said"),
    [
        (4.123, 0.01, 4.1),
        (0.04567, 0.1, 0.045),
        (401, 0.0125, 400),
        (-2.2647, 0.02, -2.25),
        (0, 0.1, 0),
        (88, 0.5, 100),
    ],
)
def test_a_number_is_rounded_to_a_step_of_a_share_of_its_size(value, share, said):
    assert coarse([value], share).tolist() == [said]


def test_a_p_value_is_rounded_down_so_that_it_stays_on_its_side_of_5_percent():
    assert coarse([0.0497, 0.0512, 1.0, 0.999], 0.05, downwards=True).tolist() == [
        0.045,
        0.05,
        1.0,
        0.95,
    ]
