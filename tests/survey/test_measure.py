"""Amounts and names of groups: what SPSS calls nominal, yes/no items, scales that archives call
nominal too.
"""

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from interviewer_effects.audit.models.interviews import categories_of, complete_interviews
from interviewer_effects.audit.models.model_sequence import make_ladder
from interviewer_effects.check import examine
from interviewer_effects.init import write_first_config
from interviewer_effects.plain_yaml import load_yaml
from interviewer_effects.specification import AnalysisSpec
from interviewer_effects.survey.codes.measure import group_names, is_ordered, is_yes_no
from interviewer_effects.survey.codes.recode import recode
from interviewer_effects.survey.load import load_survey

PAIRS = [
    ("Yes", "No"),
    ("Ja", "Nein"),
    ("oui", "Non"),
    ("Sí", "No"),
    ("Да", "Нет"),
    ("Yes, at least once", "No, never"),
    ("Mentioned", "Not mentioned"),
    ("Genannt", "Nicht genannt"),
    ("Marked", "Unmarked"),
    ("Cité", "Non cité"),
]
ORDERS = [
    ("Very good", "Good", "Fair", "Bad", "Very bad"),
    ("Agree strongly", "Agree", "Neither", "Disagree", "Disagree strongly"),
    ("0 No trust", "1", "2", "3 Complete trust"),
    ("15-24", "25-34", "35 or older"),
    ("Stimme voll zu", "Stimme eher zu", "Stimme eher nicht zu"),
    ("Every day", "Once a week", "Less often", "Never"),
    ("Très satisfait", "Plutôt satisfait", "Pas du tout satisfait"),
    ("Bardzo ważne", "Raczej ważne", "Nieważne"),
]
GROUPS = [
    ("Roman Catholic", "Protestant", "Eastern Orthodox", "Jewish", "Islam", "Other"),
    ("Employed", "Unemployed", "Retired", "Student", "Housework", "Other"),
    ("Never married", "Married", "Divorced", "Widowed"),
    ("Flanders", "Wallonia", "Brussels"),
    ("Male", "Female"),
    ("CDU", "SPD", "Grüne", "AfD"),
]


@pytest.mark.parametrize("labels", PAIRS)
def test_yes_and_no_are_known_in_any_order(labels):
    assert is_yes_no(labels)
    assert is_yes_no(labels[::-1])


@pytest.mark.parametrize("labels", [*GROUPS, ("No", "Never"), ("Yes", "Perhaps")])
def test_other_labels_are_not_yes_and_no(labels):
    assert not is_yes_no(labels)


@pytest.mark.parametrize("labels", ORDERS)
def test_labels_in_an_order_are_known(labels):
    assert is_ordered(labels)


@pytest.mark.parametrize("labels", GROUPS)
def test_labels_of_groups_are_in_none(labels):
    assert not is_ordered(labels)


def test_two_groups_of_one_label_keep_their_codes():
    names = group_names({"1": "North ", "2": "Other", "3": "Other", "4": ""})
    assert names == {"1": "North", "2": "Other (2)", "3": "Other (3)"}


VALUES = {
    "voted": {1: "Yes", 2: "No", 8: "Don't know"},
    "region": {1: "Wallonia", 2: "Brussels", 3: "Flanders", 9: "Refusal"},
    "health": {1: "Very good", 2: "Good", 3: "Bad"},
    "gndr": {1: "Male", 2: "Female"},
    "works": {0: "Not mentioned", 1: "Mentioned"},
}


def saved(folder):
    """A survey in which SPSS calls everything nominal but the trust."""
    rng = np.random.default_rng(5)
    n = 240
    frame = pd.DataFrame(
        {"idno": np.arange(n) + 1, "intnum": np.arange(n) // 12, "trust": rng.integers(0, 11, n)}
    )
    for item, labels in VALUES.items():
        frame[item] = rng.choice([code for code in labels if code < 8], n)
    frame.loc[5, "voted"], frame.loc[6, "region"] = 8, 9
    pyreadstat.write_sav(
        frame, folder / "s.sav", variable_value_labels=VALUES,
        variable_measure=dict.fromkeys(VALUES, "nominal") | {"trust": "ordinal"},
    )  # fmt: skip
    return frame


def test_yes_no_items_and_scales_are_screened_and_nominal_items_are_not(tmp_path):
    saved(tmp_path)
    write_first_config("s.sav", None, tmp_path)
    config = load_yaml(tmp_path / "config.yaml")["surveys"]["s"]
    assert config["screen"] == ["trust", "voted", "health", "works"]
    assert "such as trust, voted, health, works" in (tmp_path / "config.yaml").read_text()
    kinds = {
        item: entry.get("kind") for item, entry in load_yaml(tmp_path / "codebook.yaml").items()
    }
    assert kinds == dict.fromkeys(["trust", "voted", "health", "works"]) | dict.fromkeys(
        ["region", "gndr"], "categorical"
    )


def entry(outcome, predictors, codebook=None):
    settings = {"outcome": outcome, "predictors": predictors}
    columns = {"interview": "idno", "interviewer": "intnum"}
    return {"data": "s.sav", "columns": columns, "codebook": codebook, "analyses": {"a": settings}}


def test_a_nominal_predictor_becomes_categories_with_their_labels_as_names(tmp_path):
    frame = saved(tmp_path)
    columns = {"interview": "idno", "interviewer": "intnum", "area": None, "weight": None}
    survey = load_survey(
        entry("trust", ["region"]) | {"columns": columns}, "s", tmp_path, "config.yaml"
    )
    kinds = {item: one["kind"] for item, one in survey.codebook.items()}
    assert kinds == dict.fromkeys(frame.columns[2:], "numeric") | dict.fromkeys(
        ["region", "gndr"], "categorical"
    )
    analysis = AnalysisSpec("trust", ["region", "voted"])
    recoded = recode(survey.frame, survey.codebook)
    used = complete_interviews(recoded, analysis, columns, categories_of(survey.codebook))
    ladder = make_ladder(used, analysis)
    assert ladder.models["intercept"].fixed == (
        None,
        "region[Flanders]",
        "region[Wallonia]",
        "voted",
    )
    flanders = (frame["region"] == 3)[~frame.index.isin([5, 6])].to_numpy(dtype=float)
    assert ladder.columns["region[Flanders]"].tolist() == flanders.tolist()


@pytest.mark.parametrize(
    ("codebook", "said"),
    [
        (None, "The file calls this item nominal, so it has no mean."),
        (
            {"region": {"kind": "categorical"}},
            "The codebook calls this item categorical, so it has no mean.",
        ),
        ({"region": {"kind": "numeric"}}, None),
    ],
)
def test_a_nominal_outcome_is_refused_unless_the_codebook_says_that_it_is_an_amount(
    tmp_path, codebook, said
):
    import json

    saved(tmp_path)
    path = tmp_path / "config.yaml"
    path.write_text(json.dumps({"surveys": {"s": entry("region", [], codebook)}}))
    assert [problem.message for problem in examine(path)[0]] == ([] if said is None else [said])
