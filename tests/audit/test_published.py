"""The wall of small cells: what it hides, that totals do not give it away, and what it lets pass."""

import ast
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.disclosure import hidden, rounded, suppressed
from interviewer_effects.audit.published import RULES, published

RULE_FILES = Path(__file__).parents[2] / "workflow" / "rules"
LISTS = ("PARTS", "READ", "OF_SURVEY", "OTHERS", "OF_AREAS")
WORKLOAD = pd.Series({"a": 20, "b": 12, "c": 3})


def effects(**n):
    """Effects of a, b and c; n is raw=(...), recoded=(...)."""
    rows = [
        {"analysis": "h", "variant": variant, "interviewer": who, "n": size, "z": 1.5}
        for variant, sizes in n.items()
        for who, size in zip("abc", sizes, strict=True)
    ]
    return pd.DataFrame(rows)


def shown(k=5, raw=(20, 12, 3), recoded=(18, 12, 3), **tables):
    """Tables as they are published."""
    return published({"effects": effects(raw=raw, recoded=recoded)} | tables, WORKLOAD, k)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([10, 2, 30, 7], [10, "<5", 30, "x"]),  # one alone would follow from the total
        ([10, 2, 30, 3], [10, "<5", 30, "<5"]),  # two hide each other
        ([4], ["<5"]),
        ([0, 0, 4, 9], [0, 0, "<5", "x"]),
        ([5, 9], [5, 9]),
        ([0, 0], [0, 0]),
    ],
)
def test_one_hidden_count_takes_the_next_smallest_with_it(counts, said):
    assert suppressed(pd.Series(counts), 5, [np.zeros(len(counts))]).tolist() == said


@pytest.mark.parametrize("seed", range(20))
def test_no_hidden_count_follows_from_a_total(seed):
    counts = np.random.default_rng(seed).poisson(4, 8)
    small, also = hidden(counts, 5)
    assert not (small & also).any()
    gone = small | also
    assert gone.sum() != 1 or (counts > 0).sum() == 1
    assert (counts[~gone & (counts > 0)] >= 5).all()


def test_a_total_beside_another_is_rounded_only_where_it_gives_something_away():
    assert rounded(1700, 1703, 5) == 1700
    assert rounded(1701, 1703, 5) == 1700
    assert rounded(1703, 1703, 5) == 1703
    assert rounded(1691, 1703, 5) == 1691


def test_k_of_one_is_not_asked_here_and_a_table_without_a_rule_is_empty():
    assert published({"new": pd.DataFrame({"interview": ["r1"]}), "effects": effects(raw=(1, 1, 1))}, WORKLOAD, 2)[
        "new"
    ].empty


def test_every_table_of_the_workflow_has_a_rule_and_whatever_publishes_passes_the_wall():
    head = (RULE_FILES / "common.smk").read_text(encoding="utf-8").partition("\nwildcard_constraints")[0]
    lists = {node.targets[0].id: node.value for node in ast.parse(head).body if isinstance(node, ast.Assign)}
    texts = [part.value for name in LISTS for part in ast.walk(lists[name]) if isinstance(part, ast.Constant)]
    names = {name for text in texts for name in text.split()}
    assert {"fits", "recodes", "recoded_cells", "causes", "screening"} <= names
    assert names - set(RULES) == set(), "say in audit/published.py what is hidden of a new table"
    scripts = [script for path in RULE_FILES.glob("*.smk") for script in _writers(path.read_text(encoding="utf-8"))]
    assert sorted(scripts) == ["cross_areas.py", "record_tables.py", "weigh_interviews.py"]
    texts = [(RULE_FILES.parents[1] / "scripts" / script).read_text(encoding="utf-8") for script in scripts]
    assert all("import published" in text and "published(" in text for text in texts)


def _writers(text):
    """The scripts of the rules with an output in the folder of the published tables."""
    rules = re.findall(r"output:(.*?)\n    log:.*?scripts/(\w+\.py)", text, re.S)
    return [script for output, script in rules if "/tables/" in output]


def test_few_interviews_without_an_area_are_not_counted():
    facts = pd.DataFrame({"fact": ["interviewers", "interviews without an area"], "value": [3.0, 2.0], "n": [3, 2]})
    out = shown(overlap=facts, areas=pd.DataFrame({"n": [33, 35]}))
    assert out["overlap"]["n"].tolist() == [3, "<5"]
    assert out["overlap"]["value"].isna().tolist() == [False, True]
    assert out["areas"]["n"].tolist() == [35, 35]


def test_recodes_hide_small_counts_and_interviewers_with_few_interviews():
    recodes = pd.DataFrame(
        {"item": ["x"] * 3 + ["y"], "code": "88", "reason": "don't know", "interviewer": ["a", "b", "c", "a"],
         "n": [2, 7, 1, 9]}
    )  # fmt: skip
    out = shown(recodes=recodes)["recodes"]
    assert out["interviewer"].tolist() == ["a", "b", "a"]
    assert out["n"].tolist() == ["<5", "x", 9]


def test_interviewers_with_few_interviews_are_not_listed_and_differences_between_variants_are_hidden():
    out = shown()["effects"]
    assert set(out["interviewer"]) == {"a", "b"}
    by = out.set_index(["variant", "interviewer"])["n"]
    assert by["raw", "a"] == "x"  # 20 beside 18 counts two interviews with codes
    assert by["recoded", "a"] == 18
    assert by["raw", "b"] == 12


def test_no_interview_is_named():
    cells = pd.DataFrame({"interview": ["r1", "r2"], "interviewer": "a", "item": "x", "code": "88", "reason": "dk"})
    single = pd.DataFrame({"analysis": "h", "interview": ["r1"], "interviewer": ["a"]})
    out = shown(recoded_cells=cells, influence_interviews=single)
    assert out["influence_interviews"].empty
    assert out["recoded_cells"].to_dict("records") == [
        {"interview": "withheld", "interviewer": "withheld", "item": "x", "code": "88", "reason": "dk"}
    ]


def test_of_low_middle_and_high_answers_no_two_give_the_third_away():
    said = [f"{n} of 18 answers to y are so." for n in (11, 6, 1)]
    causes = pd.DataFrame(
        {"analysis": "h", "variant": "recoded", "interviewer": "a", "grade": "", "resolves": False, "evidence": said,
         "cause": ["low answers", "middle answers", "high answers"], "interviews": ""}
    )  # fmt: skip
    assert shown(causes=causes)["causes"]["evidence"].tolist() == [said[0], "withheld", "withheld"]


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
        {"analysis": "h", "variant": "recoded", "interviewer": "a", "cause": "heaping", "grade": "possible",
         "resolves": True, "evidence": list(EVIDENCE), "interviews": "r1"}
    )  # fmt: skip
    said = "A missing code left in explains the flag: x holds the code 88 in interview r1. Without it z goes down."
    told = {"analysis": "h", "variant": "recoded", "interviewer": ["a"], "cause": "", "nearest": "heaping"}
    told = pd.DataFrame(told | {"sentence": [said]})
    out = shown(causes=causes, conclusions=told)
    assert (out["causes"]["evidence"] != "withheld").tolist() == list(EVIDENCE.values())
    assert set(out["causes"]["interviews"]) == {""}
    assert out["conclusions"]["sentence"].tolist() == ["A missing code left in explains the flag."]


def test_items_and_answers_hide_small_counts_and_what_they_follow_from():
    items = pd.DataFrame(
        {"item": ["x", "y"], "n_valid": [33, 20], "n_missing": [2, 15], "n_empty": [0, 12], "n_not_applicable": 0,
         "n_outside_valid": 0,
         "n_suspected": 0, "suspected_evidence": "", "mean": 4.12345, "sd": 1.0, "min": 0, "max": 10}
    )  # fmt: skip
    rows = [("x", "valid", "0", 3), ("x", "valid", "1", 10), ("x", "valid", "2", 20), ("x", "missing", "88", 2)]
    answers = pd.DataFrame(rows, columns=["item", "kind", "value", "n"]).assign(value_high=np.nan)
    out = shown(items=items, distributions=answers)
    assert out["items"][["n_valid", "n_missing"]].to_numpy().tolist() == [["x", "<5"], [20, 15]]
    assert out["items"]["mean"].tolist() == [4.12, 4.12345]
    assert out["items"]["n_empty"].tolist() == [0, "x"]  # 15 without 12 are three codes
    assert out["items"][["min", "max"]].isna().all(axis=None)
    assert out["distributions"]["n"].tolist() == ["<5", "x", 20, "<5"]
    assert pd.isna(out["distributions"]["value"][0])  # who answers 0 is one of few
    assert out["distributions"]["value"][3] == "88"


def test_the_interviews_of_a_model_do_not_tell_how_few_left_it():
    fits = pd.DataFrame(
        {"analysis": "h", "variant": ["raw", "recoded"], "model": "null", "criterion": "REML", "n": [35, 33],
         "deff": 2.0, "n_effective": [17.5, 16.5], "bic": 100.0, "n_interviewers": 3, "workload_mean": [35 / 3, 11]}
    )  # fmt: skip
    size = {"quantity": "effective sample size", "estimate": 16.5, "lower": 10.0, "upper": 20.0, "sentence": "33"}
    rest = pd.DataFrame([{"analysis": "h", "variant": "recoded", "model": "null", "criterion": "REML"} | size])
    out = shown(fits=fits, intervals=rest)
    assert out["fits"]["n"].tolist() == [35, 35]
    assert out["fits"]["n_effective"].tolist() == [17.5, 17.5]
    assert out["fits"]["workload_mean"].tolist() == [35 / 3, 35 / 3]
    assert out["fits"]["bic"].isna().tolist() == [False, True]
    assert out["intervals"]["estimate"].item() == pytest.approx(17.5)
    assert out["intervals"]["sentence"].item().startswith("About a mean, the 35 interviews")
