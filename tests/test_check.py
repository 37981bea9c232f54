"""Every bad input: one clear line naming file, column, value, row and remedy, and exit code 2
before anything runs.
"""

import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from click.testing import CliRunner
from interviewer_effects.check import check_config, check_once, check_survey, examine
from interviewer_effects.cli import main
from interviewer_effects.config import load_config
from interviewer_effects.plain_yaml import load_yaml
from interviewer_effects.problems import AuditError

sys.path.insert(0, str(Path(__file__).parent / "survey"))
from formats import write_survey

NAMED = {"interview": "id", "interviewer": "who", "weight": "weight"}


def frame(**changes):
    """A sound survey of 6 interviewers × 5 interviews, with some columns replaced or (None) left
    out.
    """
    rng = np.random.default_rng(5)
    who = np.repeat(np.arange(6), 5)
    columns = {
        "id": np.arange(30),
        "who": who,
        "y": rng.integers(0, 11, 30),
        "x": rng.integers(0, 11, 30),
        "age": rng.integers(18, 90, 30),
        "region": np.tile(["north", "south", "west"], 10),
        "rate": 40.0 + who**2,
        "weight": 1.0 + who,
    }
    return pd.DataFrame(
        {name: value for name, value in (columns | changes).items() if value is not None}
    )


def settings(**changes):
    """A config for that survey: `a` holds changes of the analysis, everything else changes of the
    survey.
    """
    analysis = {
        "outcome": "y",
        "predictors": ["x"],
        "random_slopes": ["x"],
        "interviewer_covariates": ["rate"],
    }
    analysis |= changes.pop("a", {})
    codes = {"77": "refusal", "88": "don't know"}
    survey = {
        "data": "s.csv",
        "columns": NAMED,
        "codebook": {
            "y": {"valid": [0, 10], "missing": codes},
            "x": {"valid": [0, 10], "missing": codes},
        },
        "analyses": {"a": analysis},
        "screen": ["y", "x"],
    }
    return {"surveys": {"s": survey | changes}}


def write(folder, data, config):
    if isinstance(data, pd.DataFrame):
        data.to_csv(folder / "s.csv", index=False)
    elif data is not None:
        (folder / "s.csv").write_bytes(data)
    (folder / "config.yaml").write_text(yaml.safe_dump(config))
    return folder / "config.yaml"


def put(name, places, value):
    """Replace some cells of one column."""
    column = frame()[name].astype(object)
    column[places] = value
    return {name: column}


def check(folder, data, config):
    return [str(problem) for problem in check_config(write(folder, data, config))]


def test_a_sound_survey_has_no_problem_and_is_summed_up(tmp_path):
    columns = {"interview": "id", "interviewer": "who"}
    problems, notes = examine(write(tmp_path, frame(weight=None), settings(columns=columns)))
    assert problems == []
    assert notes == [
        "s: 30 interviews by 6 interviewers; 5 items, 2 with missing codes; analyses: a; "
        "2 items to screen: no problem found."
    ]


ONE_LINE = {
    "missing column": (
        frame(x=None, xx=1),
        settings(codebook=None, screen=[]),
        "s.csv: column 'x': There is no such",
    ),
    "missing interviewer column": (
        frame(who=None, hwo=frame()["who"]),
        settings(),
        "column 'who': There is no such column",
    ),
    "unknown key": (
        frame(),
        settings(screeen=[]),
        "'surveys.s.screeen': Unknown key. Did you mean 'screen'?",
    ),
    "unknown key of an analysis": (
        frame(),
        settings(a={"outcom": "y"}),
        "outcom': Unknown key. Did you mean 'outcome'?",
    ),
    "outcome text": (
        frame(),
        settings(a={"outcome": "region"}),
        "'region', row 2, value 'north': This column is not numeric",
    ),
    "outcome mixed": (
        frame(**put("age", 7, "old")),
        settings(a={"outcome": "age"}),
        "'age', row 9, value 'old'",
    ),
    "outcome categorical": (
        frame(),
        settings(a={"outcome": "age"}, codebook={"age": {"kind": "categorical"}}),
        "column 'age': The codebook calls this item categorical",
    ),
    "constant predictor": (
        frame(x=3),
        settings(screen=[]),
        "column 'x', value '3': This column is constant",
    ),
    "constant outcome": (
        frame(y=3),
        settings(screen=[]),
        "column 'y', value '3': This column is constant",
    ),
    "constant after recoding": (
        frame(x=[5] * 29 + [88]),
        settings(screen=[]),
        "column 'x', value '5': This column is constant",
    ),
    "one interviewer": (
        frame(who=7, rate=5.5),
        settings(a={"interviewer_covariates": []}),
        "'who', value '7': There is one",
    ),
    "one interview each": (
        frame(who=np.arange(30), rate=frame()["age"]),
        settings(),
        "column 'who', row 2, value '0': Every interviewer has one interview",
    ),
    "all missing": (frame(y=np.nan), settings(screen=[]), "column 'y': All values are missing"),
    "all codes": (
        frame(y=88),
        settings(screen=[]),
        "column 'y': All values are missing, counting the codes",
    ),
    "outside the range": (
        frame(**put("y", [4, 9], 99)),
        settings(),
        "s.csv: column 'y', row 6, value '99': Outside the valid range 0 to 10 and no missing "
        "code (2 cells: 99)",
    ),
    "duplicate interviews": (
        frame(**put("id", [8, 9], 3)),
        settings(),
        "column 'id', row 10, value '3': This interview id stands in row 5 already; 2 rows "
        "repeat an id",
    ),
    "empty file": (b"", settings(), "s.csv: The file is empty."),
    "header only": (
        b"id,who,y,x,rate,weight\n",
        settings(),
        "s.csv: The file is empty: a header and no rows.",
    ),
    "absent file": (None, settings(), "s.csv: There is no such file."),
    "unreadable encoding": (
        b"id,who\n1,\xff\x81\n",
        settings(),
        "s.csv: row 2: The encoding cannot be read",
    ),
    "unknown format": (
        frame(),
        settings(data="s.doc"),
        "s.doc: value '.doc': Files of this kind cannot be read",
    ),
    "duplicate columns": (
        b"id,who,y,y\n1,2,3,4\n",
        settings(),
        "column 'y', row 1: Two columns have this name",
    ),
    "ragged": (b"id,who\n1,2\n1,2,3\n", settings(), "row 3: Has 3 fields where the header has 2"),
    "infinite outcome": (
        frame(**put("y", 3, np.inf)),
        settings(codebook=None, screen=[]),
        "column 'y', row 5, value 'inf': This value is infinite",
    ),
    "infinite elsewhere": (
        frame(**put("age", 3, "-inf")),
        settings(),
        "column 'age', row 5, value '-inf': This value is",
    ),
    "huge predictor": (
        frame(**put("x", 3, 1e200)),
        settings(codebook=None, screen=[]),
        "column 'x', row 5, value '1e+200': This value is infinite or too large",
    ),
    "text among numbers": (
        frame(**put("x", 3, "many")),
        settings(codebook=None, screen=[]),
        "column 'x', row 5, value 'many': This cell is text among numbers",
    ),
    "too many categories": (
        pd.concat([frame(id=np.arange(30 * k, 30 * k + 30)) for k in range(3)]).assign(
            region=[f"place {k}" for k in range(90)]
        ),
        settings(a={"predictors": ["region"], "random_slopes": []}),
        "column 'region', value 'place 0': This column holds 90 different values",
    ),
    "covariate varies": (
        frame(**put("rate", 7, 1.5)),
        settings(),
        "'rate', row 9, value '1.5': This interviewer covariate varies within interviewer 1 (1 "
        "interviewer has several",
    ),
    "collinear": (
        frame(age=2 * frame()["x"] + 1),
        settings(a={"predictors": ["x", "age"]}),
        "column 'age': This column is an exact linear function of x",
    ),
    "outcome explained": (
        frame(age=2 * frame()["x"] + 1),
        settings(a={"outcome": "age"}),
        "column 'age': This column is an exact linear function of x, rate",
    ),
    "outcome of the interviewer": (
        frame(),
        settings(a={"outcome": "rate", "interviewer_covariates": []}),
        "column 'rate': The outcome never differs within an interviewer",
    ),
    "slope of an interviewer": (
        frame(),
        settings(
            a={"predictors": ["rate"], "random_slopes": ["rate"], "interviewer_covariates": []}
        ),
        "column 'rate': A random slope needs a predictor that differs within interviewers",
    ),
    "no such respondent covariate": (
        frame(),
        settings(a={"respondent_covariates": ["agee"]}),
        "column 'agee': There is no such column. Did you mean 'age'? Correct "
        "surveys.s.analyses.a.respondent_cov",
    ),
    "respondent covariate of text among numbers": (
        frame(age=["old" if k == 3 else str(20 + k) for k in range(30)]),
        settings(a={"respondent_covariates": ["age"]}),
        "column 'age', row 5, value 'old': This cell is text among numbers",
    ),
    "respondent covariate of the interviewer": (
        frame(),
        settings(a={"interviewer_covariates": [], "respondent_covariates": ["rate"]}),
        "column 'rate': This respondent covariate never differs within an interviewer",
    ),
    "no complete interview": (
        frame(
            age=[np.nan if k % 2 else 30 + k for k in range(30)],
            x=[5 + k % 3 if k % 2 else 88 for k in range(30)],
        ),
        settings(a={"predictors": ["x", "age"]}),
        "column 'y': No interview has every variable of the analysis (y, x, age, rate)",
    ),
    "one interviewer left": (
        frame(x=[k % 7 if k < 5 else np.nan for k in range(30)]),
        settings(a={"interviewer_covariates": []}, screen=[]),
        "column 'who', value '0': There is one interviewer only among the interviews that have "
        "every variable",
    ),
    "empty interviewer": (
        frame(**put("who", [3, 4], None)),
        settings(),
        "column 'who', row 5: The interviewer id is empty in 2 of 30 rows",
    ),
    "empty interview": (
        frame(**put("id", 3, None)),
        settings(),
        "column 'id', row 5: The interview id is empty in 1 of 30",
    ),
    "weight text": (
        frame(weight="heavy"),
        settings(),
        "column 'weight', row 2, value 'heavy': This column is not numeric",
    ),
    "missing weight": (frame(weight=None), settings(), "column 'weight': There is no such column"),
    "missing area": (
        frame(),
        settings(columns={"interview": "id", "interviewer": "who", "area": "psu"}),
        "column 'psu': There is no such column",
    ),
    "codebook item": (
        frame(),
        settings(codebook={"reigon": {"label": "Region"}}),
        "'surveys.s.codebook.reigon': This item is not in the data. Did you mean 'region'?",
    ),
    "code inside": (
        frame(),
        settings(codebook={"y": {"valid": [0, 10], "missing": {"8": "don't know"}}}),
        "'surveys.s.codebook.y.missing', value '8': This missing code lies inside the valid "
        "range 0 to 10",
    ),
    "codebook absent": (
        frame(),
        settings(codebook="book.yaml"),
        "book.yaml: There is no such file",
    ),
    "range of text": (
        frame(),
        settings(codebook={"region": {"valid": [0, 10]}}),
        "column 'region', row 2, value 'north': This column is not numeric",
    ),
    "screen missing": (
        frame(),
        settings(screen=["agee"]),
        "column 'agee': There is no such column. Did you mean 'age'?",
    ),
    "screen text": (
        frame(),
        settings(screen=["region"]),
        "column 'region', row 2, value 'north': This column is not numeric",
    ),
    "weight of interviewers differs": (
        frame(rate=1.0 + np.arange(30)),
        settings(columns=NAMED | {"interviewer_weight": "rate"}, a={"interviewer_covariates": []}),
        "column 'rate', row 3, value '2': Interviewer 0 has other weights in earlier interviews",
    ),
    "weight of interviewers text": (
        frame(region="heavy"),
        settings(columns=NAMED | {"interviewer_weight": "region"}),
        "column 'region', row 2, value 'heavy': This column is not numeric",
    ),
    "weight of interviewers negative": (
        frame(age=-1),
        settings(columns=NAMED | {"interviewer_weight": "age"}),
        "A weight cannot be negative. Correct the cell, or set columns.interviewer_weight to null.",
    ),
    "weight negative": (
        frame(**put("weight", 3, -1)),
        settings(),
        "column 'weight', row 5, value '-1': A weight cannot be negative",
    ),
    "reserved name": (
        frame(interviewer=frame()["age"]),
        settings(a={"predictors": ["x", "interviewer"]}),
        "column 'interviewer': The results use this name for something else",
    ),
    "one name twice": (
        frame(**{"x:rate": frame()["age"]}),
        settings(a={"predictors": ["x", "x:rate"]}),
        "Two columns of the models would be called 'x:rate'",
    ),
    "interaction collinear": (
        frame(x=[k % 2 if k < 5 else 0 for k in range(30)], rate=[1] * 5 + [0] * 25),
        settings(a={"random_slopes": []}),
        "The model 'interaction' cannot be fitted. Among the fixed effects, column 'x:rate'",
    ),
    "interviewers told apart": (
        frame(region=np.repeat([f"district {k}" for k in range(6)], 5)),
        settings(a={"predictors": ["region"], "random_slopes": [], "interviewer_covariates": []}),
        "The variance of Intercept in the model 'intercept' cannot be estimated",
    ),
    "two waves with slopes": (
        pd.concat(
            [frame(who=np.arange(30), x=wave, id=np.arange(30) + 30 * wave) for wave in (0, 1)]
        ).assign(y=np.random.default_rng(1).integers(0, 11, 60), rate=5.5),
        settings(a={"interviewer_covariates": []}, screen=[]),
        "The random effects and predictors reproduce all 60 interviews exactly",
    ),
    "category slope alone": (
        frame(),
        settings(
            a={
                "predictors": ["region"],
                "random_slopes": ["region"],
                "random_intercept": False,
                "interviewer_covariates": [],
            }
        ),
        "column 'region': Without a random intercept the interviewers would be alike in the "
        "first category",
    ),
    "too many random effects": (
        frame(region=[f"place {k % 7}" for k in range(30)]),
        settings(
            a={"predictors": ["region"], "random_slopes": ["region"], "interviewer_covariates": []}
        ),
        "column 'region': The random slopes make 7 random effects, too many to estimate (at most "
        "6)",
    ),
    "outcome a predictor": (
        frame(),
        settings(a={"predictors": ["x", "y"]}),
        "value 'y': Is the outcome too",
    ),
    "slope no predictor": (
        frame(),
        settings(a={"random_slopes": ["age"]}),
        "value 'age': Is not one of the predictors",
    ),
}


@pytest.mark.parametrize("case", ONE_LINE)
def test_a_bad_input_is_one_line_with_a_remedy_and_exit_code_2(tmp_path, monkeypatch, case):
    data, config, words = ONE_LINE[case]
    said = check(tmp_path, data, config)
    assert len(said) == 1, said
    assert words in said[0]
    assert said[0].rstrip().endswith((".", "?"))
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 2
    assert words in result.output
    assert "Traceback" not in result.output
    assert result.output.rstrip().endswith("1 problem found; nothing was run.")


def test_what_is_worth_knowing_is_said_beside_the_problems(tmp_path):
    problems, notes = examine(
        write(tmp_path, frame(**put("x", [2, 3], 88), y="a"), settings(codebook=None))
    )
    assert {problem.column for problem in problems} == {"y"}
    assert notes[0].startswith(
        "s: 30 interviews by 6 interviewers; 5 items, 0 with missing codes; analyses: a; "
    )
    assert (
        "2 items to screen: 1 problem found. Suspected and not declared, so not recoded: 88 (in "
        "1 item: x)" in notes[0]
    )


SINGLE = [40 + k if k % 5 == 0 else np.nan for k in range(30)]


@pytest.mark.parametrize(
    ("data", "item", "said"),
    [
        (frame(age=5), "age", "age is not screened. This column is constant."),
        (
            frame(age=SINGLE),
            "age",
            "age is not screened. Every interviewer has one interview among the interviews",
        ),
        (frame(), "rate", "rate is not screened. The outcome never differs within an interviewer."),
    ],
)
def test_an_item_that_cannot_be_screened_ends_no_audit_and_is_said(tmp_path, data, item, said):
    problems, notes = examine(write(tmp_path, data, settings(screen=["y", item])))
    assert problems == []
    assert [note for note in notes if note.startswith(f"s: {said}")]


def test_who_is_in_no_model_is_said(tmp_path):
    rate = frame()["rate"].where(frame()["who"] != frame()["who"].iloc[0])
    problems, notes = examine(write(tmp_path, frame(rate=rate), settings()))
    assert problems == []
    assert (
        "s, a: Interviewer 0 is in no model with interviewer covariates: rate is not known."
        in notes
    )


def test_a_weight_that_says_nothing_is_pointed_out(tmp_path):
    problems, notes = examine(write(tmp_path, frame(weight=100 / frame()["rate"]), settings()))
    assert problems == []
    assert "s: The weight is 100 / rate exactly." in notes
    assert any(
        note.startswith("s: The weight is constant within every interviewer") for note in notes
    )


def test_all_problems_of_all_surveys_come_at_once(tmp_path):
    config = settings(screeen=[], codebook="book.yaml", data="none.csv")
    config["surveys"]["t"] = settings(
        a={"outcome": "region", "predictors": ["z"], "random_slopes": []}
    )["surveys"]["s"]
    said = check(tmp_path, frame(**put("id", 1, 0)), config)
    for words in (
        "screeen",
        "none.csv: There is no",
        "book.yaml: There is no",
        "value '0': This interview id",
        "'region', row 2, value 'north'",
        "column 'z': There is no such column",
    ):
        assert sum(words in line for line in said) == 1, (words, said)
    assert len(said) == 6


def test_rows_of_parquet_are_counted_from_one(tmp_path):
    write(tmp_path, None, settings(data="s.parquet"))
    frame(**put("y", 4, 99)).astype({"y": int}).to_parquet(tmp_path / "s.parquet")
    assert "row 5, value '99'" in str(check_config(tmp_path / "config.yaml")[0])


def test_suspected_codes_are_pointed_out_where_nobody_declared_them(tmp_path):
    problems, notes = examine(
        write(tmp_path, frame(**put("x", [2, 3], 88)), settings(codebook=None))
    )
    assert problems == []
    assert "Suspected and not declared, so not recoded: 88 (in 1 item: x)" in notes[0]


def test_answers_far_from_a_scale_are_pointed_out_unless_a_range_holds_them(tmp_path):
    far = frame(**put("x", [2, 3], 40))
    problems, notes = examine(write(tmp_path, far, settings(codebook=None)))
    assert problems == []
    assert notes[0].endswith(
        "Far from all other answers, and read as answers: 40 (in 1 item: x). Declare those that "
        "are none."
    )
    ranged = settings(codebook={"x": {"valid": [0, 40]}})
    assert "Far from" not in examine(write(tmp_path, far, ranged))[1][0]


def test_a_made_up_interview_id_is_not_among_the_columns_suggested(tmp_path):
    said = check(tmp_path, frame(), settings(columns={"interviewer": "int"}, codebook=None))
    assert all("There is: id, who, y, x, age, region, rate, weight." in line for line in said), said


def test_paths_are_relative_to_the_config_and_may_lead_anywhere_it_says(tmp_path):
    (tmp_path / "deep").mkdir()
    write(tmp_path, frame(), settings())
    write(tmp_path / "deep", None, settings(data="../s.csv"))
    assert check_config(tmp_path / "deep" / "config.yaml") == []


def test_one_survey_of_a_filled_config_can_be_checked(tmp_path):
    config = load_config(write(tmp_path, frame(y="x"), settings(codebook=None)))
    assert [problem.column for problem in check_survey(config, "s", tmp_path)] == ["y"]


def test_a_sound_survey_is_checked_once_until_something_changes(tmp_path):
    path, stamp = write(tmp_path, frame(), settings()), tmp_path / "stamp.json"
    assert check_once(load_yaml(path), path, stamp) == load_config(path)
    written = stamp.stat().st_mtime_ns
    assert check_once(load_yaml(path), path, stamp) == load_config(path)
    assert stamp.stat().st_mtime_ns == written
    write(tmp_path, frame(**put("y", 0, 99)), settings())
    for _ in range(2):
        with pytest.raises(AuditError, match="Outside the valid range"):
            check_once(load_yaml(path), path, stamp)


def test_config_and_data_problems_end_the_workflow_together(tmp_path):
    path = write(tmp_path, frame(**put("y", 0, 99)), settings(screeen=["y"]))
    with pytest.raises(AuditError) as caught:
        check_once(load_yaml(path), path, tmp_path / "stamp.json")
    assert caught.value.problems == check_config(path)
    assert len(caught.value.problems) == 2
    assert not (tmp_path / "stamp.json").exists()


def test_the_command_says_what_it_checked(tmp_path):
    path = write(tmp_path, frame(), settings())
    result = CliRunner().invoke(main, ["check", str(path)])
    assert result.exit_code == 0
    assert result.output.startswith("s: 30 interviews by 6 interviewers")
    assert CliRunner().invoke(main, ["check", str(tmp_path / "none.yaml")]).exit_code == 2


def test_categories_and_students_in_schools_are_fine(tmp_path):
    config = settings(
        columns={"interviewer": "who"},
        a={"predictors": ["region", "age"], "random_slopes": [], "interviewer_covariates": []},
        codebook={"age": {"kind": "numeric"}, "region": {"kind": "categorical"}},
    )
    assert check(tmp_path, frame(), config) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("suffix", "n", "n_items"), [(".csv", 50_000, 24), (".sav", 50_000, 24), (".sav", 2_000, 620)]
)
def test_large_files_take_about_a_second(tmp_path, suffix, n, n_items):
    rng = np.random.default_rng(1)
    items = {f"item{k}": rng.integers(0, 11, n) for k in range(n_items)}
    who = rng.integers(0, 1000, n)
    data = pd.DataFrame({"id": np.arange(n), "who": who, "rate": who % 50 + 0.5, **items})
    book = {name: {"valid": [0, 10], "missing": {"88": "don't know"}} for name in items}
    analysis = {
        "outcome": "item0",
        "predictors": ["item1"],
        "random_slopes": ["item1"],
        "interviewer_covariates": ["rate"],
    }
    columns = {"interview": "id", "interviewer": "who"}
    changes = {
        "data": f"s{suffix}",
        "columns": columns,
        "codebook": book,
        "a": analysis,
        "screen": list(items),
    }
    path = write(tmp_path, None, settings(**changes))
    write_survey(data, tmp_path / f"s{suffix}")
    assert check_config(path) == []
    start = time.process_time()
    check_config(path)
    assert time.process_time() - start < 2


ONE_WEIGHTED = [
    ({"weight": np.repeat([1, 0, 0, 0, 0, 0], 5)}, "There is one interviewer only"),
    ({"weight": np.repeat([1, 0, 0, 0, 0, 0], 5), "rate": None}, "There is one interviewer only"),
    ({"weight": np.tile([1, 0, 0, 0, 0], 6)}, "Every interviewer has one interview"),
    ({"weight": np.tile([1, 1, 0, 0, 0], 6), "y": np.tile([3, 3, 4, 5, 6], 6)}, "column 'y'"),
]


@pytest.mark.parametrize(("changes", "said"), ONE_WEIGHTED)
def test_weights_that_leave_too_few_interviews_are_refused_where_they_are_asked_for(
    tmp_path, changes, said
):
    plain = {"random_slopes": [], "interviewer_covariates": []}
    problems = check(tmp_path, frame(**changes), settings(a=plain | {"weights": "all"}))
    assert len(problems) == 1
    assert said in problems[0]
    assert "among the interviews that have a weight (weight) above zero." in problems[0]
    assert check(tmp_path, frame(**changes), settings(a=plain)) == []
