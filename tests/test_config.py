from itertools import combinations
from pathlib import Path

import pytest
import yaml
from interviewer_effects.config import load_config, load_config_dict
from interviewer_effects.plain_yaml import load_yaml, plain_values
from interviewer_effects.problems import AuditError
from interviewer_effects.schema import load_schema

ROOT = Path(__file__).parents[1]
SMALLEST = {
    "surveys": {
        "s": {"data": "s.csv", "columns": {"interviewer": "j"}, "analyses": {"a": {"outcome": "y"}}}
    }
}
BILLION = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (letter + 1, letter + 1, b",".join([b"*%c" % letter] * 9))
    for letter in range(97, 105)
)


def refused(content):
    with pytest.raises(AuditError) as caught:
        load_config_dict(content, "config.yaml")
    return [str(problem) for problem in caught.value.problems]


def analysis(**keys):
    return {
        "surveys": {
            "s": {"data": "s.csv", "columns": {"interviewer": "j"}, "analyses": {"a": keys}}
        }
    }


def test_everything_else_has_a_default():
    config = load_config_dict(SMALLEST)
    assert config["tests"] == {"bootstrap": 999, "seed": 20101, "alpha": 0.05}
    assert config["surveys"]["s"]["analyses"]["a"] == {
        "outcome": "y",
        "predictors": [],
        "random_slopes": [],
        "centre": "none",
        "random_intercept": True,
        "covariance": "unstructured",
        "interviewer_covariates": [],
        "respondent_covariates": [],
        "weights": "none",
    }
    assert config["surveys"]["s"]["columns"] == {
        **dict.fromkeys(("interview", "weight", "interviewer_weight", "area")),
        "interviewer": "j",
    }


def test_filling_the_defaults_twice_changes_nothing_and_copies():
    once = load_config_dict(SMALLEST)
    assert load_config_dict(once) == once
    once["surveys"]["s"]["screen"].append("y")
    assert load_config_dict(SMALLEST)["surveys"]["s"]["screen"] == []


def test_an_empty_key_means_its_default():
    config = load_config_dict(
        analysis(outcome="y", predictors=None, covariance=None) | {"tests": None}
    )
    assert config["surveys"]["s"]["analyses"]["a"]["predictors"] == []
    assert config["tests"]["alpha"] == 0.05


def test_a_simulated_survey_knows_its_columns():
    survey = {
        "data": "simulate",
        "columns": {"area": "region"},
        "analyses": {"a": {"outcome": "pplhlp"}},
    }
    columns = load_config_dict({"surveys": {"s": survey}})["surveys"]["s"]["columns"]
    roles = {
        "interview": "idno",
        "interviewer": "intnum",
        "weight": "weight",
        "interviewer_weight": None,
    }
    assert columns == {**roles, "area": "region"}


def test_the_committed_config_names_and_explains_every_key():
    config = load_config(ROOT / "config.yaml")
    assert config == load_yaml(ROOT / "config.yaml")
    lines = (ROOT / "config.yaml").read_text().splitlines()
    bare = [
        line.strip()
        for line in lines
        if line.strip() and "#" not in line and not line.strip().startswith("-")
    ]
    assert set(bare) <= {
        "surveys:",
        "simulate:",
        "columns:",
        "analyses:",
        "tests:",
        "flags:",
        "privacy:",
    }


def test_the_schema_describes_every_key_and_defaults_every_optional_one():
    def walk(schema):
        for name, part in schema.get("properties", {}).items():
            assert part["description"], name
            assert "default" in part or name in schema["required"], name
            walk(part)
        if isinstance(schema.get("additionalProperties"), dict):
            walk(schema["additionalProperties"])

    walk(load_schema("config"))


def test_all_problems_come_at_once_and_name_the_key_meant():
    content = {
        "surveys": {
            "s": {
                "data": "s.csv",
                "colums": {"interviewer": "j"},
                "analyses": {"a": {"outcom": "y"}, "b": {"outcome": "y", "weights": "level_A"}},
            }
        },
        "tests": {"alpha": 2},
        "flags": {"max_group": 0},
    }
    said = refused(content)
    assert len(said) == 7
    assert any("'surveys.s.colums': Unknown key. Did you mean 'columns'?" in line for line in said)
    assert any(
        "'surveys.s.analyses.a.outcom': Unknown key. Did you mean 'outcome'?" in line
        for line in said
    )
    assert any("'surveys.s.analyses.a.outcome': This key is missing." in line for line in said)
    assert any("weights', value 'level_A': Must be none or level1_A" in line for line in said)
    assert any("alpha', value '2': Must be at most 0.25" in line for line in said)
    assert any("max_group', value '0': Must be at least 1" in line for line in said)
    assert any("'surveys.s.columns.interviewer': This key is missing" in line for line in said)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "Must be a mapping"),
        ([], "Must be a mapping"),
        ({}, "'surveys': This key is missing"),
        ({"surveys": {}}, "Is empty"),
        ({"surveys": {"../x": SMALLEST["surveys"]["s"]}}, "cannot name a file"),
        ({"surveys": {"x\n": SMALLEST["surveys"]["s"]}}, "cannot name a file"),
        ({**SMALLEST, "tests": {"bootstrap": 1.5}}, "Must be a whole number, not a decimal number"),
        ({"surveys": {"x" * 61: SMALLEST["surveys"]["s"]}}, "too long"),
        ({"surveys": {True: SMALLEST["surveys"]["s"]}}, "read as yes/no"),
        ({"surveys": {"s": None}}, "Must be a mapping (key: value), not empty"),
        (
            {"surveys": {"s": SMALLEST["surveys"]["s"], "S": SMALLEST["surveys"]["s"]}},
            "upper and lower case",
        ),
        (
            {"surveys": {"s": {**SMALLEST["surveys"]["s"], "interviewers": "i.csv"}}},
            "Must be a mapping (key: value) or",
        ),
        (
            {"surveys": {"s": {**SMALLEST["surveys"]["s"], "interviewers": {"data": "i.csv"}}}},
            "interviewers.on': This",
        ),
        (
            {
                "surveys": {
                    "s": {**SMALLEST["surveys"]["s"], "interviewers": {"data": "i.csv", "on": []}}
                }
            },
            "too few",
        ),
        ({"surveys": {"Index": SMALLEST["surveys"]["s"]}}, "the page of all surveys"),
        (
            {"surveys": {"s": {**SMALLEST["surveys"]["s"], "data": "simulate", "split_by": "x"}}},
            "no parts",
        ),
        (
            {
                "surveys": {
                    "s": {
                        **SMALLEST["surveys"]["s"],
                        "columns": {"interview": "j", "interviewer": "j"},
                    }
                }
            },
            "too",
        ),
        ({**SMALLEST, "privacy": {"pseudonyms": "yes please"}}, "true or false"),
        ({**SMALLEST, "tests": {"seed": 1.5}}, "Must be a whole number"),
        ({**SMALLEST, "tests": {"alpha": "5%"}}, "Must be a number, not text"),
        (analysis(outcome=3), "Must be text, not a number"),
        (analysis(outcome="y", predictors="x"), "Must be a list [a, b], not text"),
        (analysis(outcome="y", predictors=["x", "x"]), "Has an entry twice"),
        (analysis(outcome="y", predictors=["y"]), "Is the outcome too"),
        (analysis(outcome="y", interviewer_covariates=["y"]), "Is the outcome too"),
        (
            analysis(outcome="y", predictors=["x"], interviewer_covariates=["x"]),
            "Is a predictor too",
        ),
        (analysis(outcome="y", respondent_covariates=["y"]), "Is the outcome too"),
        (
            analysis(outcome="y", predictors=["x"], respondent_covariates=["x"]),
            "Is a predictor too",
        ),
        (
            analysis(outcome="y", interviewer_covariates=["r"], respondent_covariates=["r"]),
            "Is an interviewer covariate too",
        ),
        (
            analysis(outcome="y", respondent_covariates=["j"]),
            "An id cannot be an outcome or a predictor",
        ),
        (analysis(outcome="y", random_slopes=["x"]), "Is not one of the predictors"),
        (
            analysis(outcome="y", predictors=["x"], centre="median"),
            "Must be none or grand or within",
        ),
        (
            analysis(outcome="y", predictors=["x"], centre={"x": "mean"}),
            "Must be none or grand or within",
        ),
        (
            analysis(outcome="y", predictors=["x"], centre={"z": "grand"}),
            "Is not one of the predictors, which alone",
        ),
        (analysis(outcome="y", predictors=["x"], centre=["x"]), "Must be text or a mapping"),
        (analysis(outcome="y", predictors=["j"]), "An id cannot be"),
        (analysis(outcome="y", random_intercept=False), "no random effect"),
        (
            {
                "surveys": {
                    "s": {**SMALLEST["surveys"]["s"], "analyses": {"Tables": {"outcome": "y"}}}
                }
            },
            "a folder of",
        ),
    ],
)
def test_a_faulty_config_is_refused_in_one_line(content, words):
    said = refused(content)
    assert len(said) == 1, said
    assert words in said[0]
    assert said[0].startswith("config.yaml")


ROLES = {
    "interviewer": "j",
    "interview": "i",
    "weight": "w",
    "interviewer_weight": "v",
    "area": "p",
}


def in_roles(columns, **others):
    """A survey with these columns beside those of every role."""
    survey = {
        "data": "d.csv",
        "columns": ROLES | columns,
        "analyses": {"a": {"outcome": "y", "predictors": ["x"]}},
    }
    return {"surveys": {"s": survey | others}}


@pytest.mark.parametrize(("first", "later"), list(combinations(ROLES, 2)))
def test_one_column_in_two_roles_is_refused(first, later):
    said = refused(in_roles({later: ROLES[first]}))
    assert len(said) == 1
    words = f"value '{ROLES[first]}': Is the {first.replace('_', ' ')} column too."
    assert f"'surveys.s.columns.{later}', {words}" in said[0]


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({"analyses": {"a": {"outcome": "w"}}}, "a.outcome', value 'w': Is the weight column too."),
        (
            {"analyses": {"a": {"outcome": "v"}}},
            "a.outcome', value 'v': Is the interviewer weight column too.",
        ),
        ({"analyses": {"a": {"outcome": "p"}}}, "a.outcome', value 'p': Is the area column too."),
        ({"screen": ["y", "w"]}, "s.screen', value 'w': Is the weight column, not an item."),
        ({"screen": ["y", "i"]}, "s.screen', value 'i': Is the interview column, not an item."),
        (
            {"split_by": "y"},
            "a.outcome', value 'y': Is split_by too, so it is constant in each part.",
        ),
        (
            {"split_by": "x"},
            "a.predictors', value 'x': Is split_by too, so it is constant in each part.",
        ),
    ],
)
def test_an_answer_in_another_role_is_refused(others, words):
    said = refused(in_roles({}, **others))
    assert len(said) == 1
    assert words in said[0]


def test_a_column_for_each_role_is_accepted_and_a_weight_may_explain():
    weighted = {"a": {"outcome": "y", "predictors": ["w"]}}
    assert load_config_dict(in_roles({}, analyses=weighted))["surveys"]["s"]["columns"] == ROLES


def test_random_slopes_without_a_random_intercept_are_legal():
    config = load_config_dict(
        analysis(outcome="y", predictors=["x"], random_slopes=["x"], random_intercept=False)
    )
    assert config["surveys"]["s"]["analyses"]["a"]["random_intercept"] is False


def test_yaml_keeps_the_words_of_the_user(tmp_path):
    (tmp_path / "c.yaml").write_text(
        "NO: {on: yes, code: 010, time: 12:30, 88: 1e-3, 7.0: 0.5, flag: true, none: null}\n"
    )
    assert load_yaml(tmp_path / "c.yaml") == {
        "NO": {
            "on": "yes",
            "code": "010",
            "time": "12:30",
            "88": 1e-3,
            "7": 0.5,
            "flag": True,
            "none": None,
        }
    }


def test_plain_yaml_reads_the_committed_files_as_yaml_does():
    for path in (ROOT / "config.yaml", *(ROOT / "workflow" / "schemas").glob("*.yaml")):
        assert load_yaml(path) == yaml.safe_load(path.read_text())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"a: 1\nb: {c: 1}\na: 2\n", "row 3, value 'a': This key stands twice"),
        (b"a: [1\n", "Is not valid YAML"),
        (b"a: &x [*x]\n", "nested without end"),
        (b"a: !!python/object/apply:os.system [ls]\n", "Is not valid YAML"),
        (b"\xff\xfe\x00", "Cannot be read as UTF-8"),
        (b"\x07", "Is not valid YAML"),
        (b"a: " + b"[" * 3000, "nested without end"),
        (BILLION, "Too large"),
    ],
)
def test_hostile_yaml_is_one_clear_problem(tmp_path, text, words):
    (tmp_path / "c.yaml").write_bytes(text)
    with pytest.raises(AuditError, match=words):
        load_config(tmp_path / "c.yaml")


def test_an_absent_config_is_said(tmp_path):
    with pytest.raises(AuditError, match="There is no such file"):
        load_config(tmp_path / "c.yaml")
    with pytest.raises(AuditError, match="Cannot be read"):
        load_config(tmp_path)


def test_texts_of_the_command_line_become_values():
    given = {
        "tests": {"bootstrap": "8", "alpha": "0.01"},
        "flags": {"adjust": "NO"},
        "list": ["true", "x", "010", 3],
    }
    assert plain_values(given) == {
        "tests": {"bootstrap": 8, "alpha": 0.01},
        "flags": {"adjust": "NO"},
        "list": [True, "x", "010", 3],
    }
    numbers = ["1", "-2", "1.", ".5", "1.5e3", "1e-3", "+0.1"]
    assert plain_values(numbers) == [float(text) for text in numbers]
    texts = [".", "-", "e5", "1e", "+e5", "..", "1.2.3", "0x10", "12:30", "01"]
    assert plain_values(texts) == texts
