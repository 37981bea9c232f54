"""Each script's main on a temporary folder: the whole chain, and surveys at the edge of what can be
modelled.
"""

from functools import cache

import numpy as np
import pandas as pd
import pytest
import recode_trimmed
from interviewer_effects.audit.items import screening
from interviewer_effects.audit.items.screening import (
    SCREENING,
    item_products,
    null_fit,
    screen_item,
)
from interviewer_effects.audit.models import comparisons, diagnostics, power, shifted_interviewer
from interviewer_effects.files import read_csv, read_json, write_csv, write_json, write_parquet
from interviewer_effects.mixed.inference import bootstrap, profile
from small_surveys import analysis, level_means, survey, write_survey
from stages import OF_VARIANT, audit, model, run, screened, tables

pytestmark = pytest.mark.slow

CODES = {"x": [3, 4], "y": [60]}
BY_VARIANT = ("raw", "recoded", "trimmed")


@pytest.fixture(autouse=True, scope="module")
def quick():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparisons, "DRAWS", 500)
        patch.setattr(screening, "DRAWS", 500)
        patch.setattr(bootstrap, "CHUNK", 9)
        patch.setattr(power, "MOST", 500)
        patch.setattr(shifted_interviewer, "FEWEST", 20)
        patch.setattr(shifted_interviewer, "MOST", 20)
        patch.setattr(diagnostics, "REPLICATES", 111)
        yield


@pytest.fixture(scope="module")
def coded():
    """A survey with three codes and one interviewer who is far from the others."""
    frame = survey(12, 24, 0.4, 0.2, 5, 12)
    frame.loc[frame["interviewer"] == "007", "y"] -= 4
    return frame


@pytest.fixture(scope="module")
def folder(coded, tmp_path_factory):
    return audit(tmp_path_factory.mktemp("audit"), coded, analysis(), codes=CODES)


def read(folder, variant, name):
    return read_csv(folder / variant / f"{name}.csv")


def test_every_stage_leaves_its_files_and_a_log(folder):
    for variant in BY_VARIANT:
        names = {path.name for path in (folder / variant).iterdir()} - {
            "excluded.csv",
            "kept.csv",
            "second_look.csv",
            "power.csv",
        }
        assert names == {*(f"{name}.csv" for name in OF_VARIANT), "data.parquet", "fits.json"}
    for log in (folder / "logs").iterdir():
        assert log.read_text(encoding="utf-8").strip()


def test_codes_are_numbers_in_raw_and_gone_in_recoded(folder, coded):
    raw, recoded = (pd.read_parquet(folder / v / "data.parquet") for v in ("raw", "recoded"))
    assert len(raw) == len(coded)
    assert (raw["x"] == 88).sum() == 2
    assert raw["interview"].drop(CODES["x"] + CODES["y"]).tolist() == recoded["interview"].tolist()
    lost = read(folder, "recoded", "dropped").set_index("item")
    assert lost["n_missing"].to_dict() == {"y": 1, "x": 2}


def test_stored_fits_are_what_the_later_stages_use(folder):
    fits, records = (
        read(folder, "recoded", "fits"),
        read_json(folder / "recoded" / "fits.json")["models"],
    )
    assert [(r["model"], r["criterion"]) for r in records] == list(
        zip(fits["model"], fits["criterion"], strict=True)
    )
    np.testing.assert_array_equal(fits["deviance"], [r["deviance"] for r in records])
    deviance = fits.set_index(["model", "criterion"])["deviance"]
    for row in read(folder, "recoded", "tests").itertuples():
        gain = deviance[row.null, row.criterion] - deviance[row.alternative, row.criterion]
        assert row.statistic == pytest.approx(gain, abs=1e-7)


def test_residuals_stand_beside_their_interview(folder, coded):
    table = read(folder, "recoded", "residuals").set_index("interview")
    y = coded.set_index("interview")["y"]
    np.testing.assert_allclose(table["fitted"] + table["resid"], y[table.index])
    assert (
        table["interviewer"].tolist()
        == coded.set_index("interview")["interviewer"][table.index].tolist()
    )


def test_who_is_looked_at_and_why(folder, coded):
    raw, recoded = (read(folder, v, "effects").fillna({"reasons": ""}) for v in ("raw", "recoded"))
    planted = recoded[(recoded["interviewer"] == "007") & (recoded["effect"] == "Intercept")]
    assert planted["reasons"].item() == "outlier;extreme"
    with_codes = set(coded.loc[CODES["x"] + CODES["y"], "interviewer"])
    assert set(raw.loc[raw["reasons"].str.contains("coded"), "interviewer"]) == with_codes
    assert not recoded["reasons"].str.contains("coded").any()


def test_trimmed_leaves_out_who_is_outlier_or_extreme(folder):
    excluded, effects = read(folder, "trimmed", "excluded"), read(folder, "recoded", "effects")
    flagged = effects.loc[effects["reasons"].notna(), "interviewer"]
    assert set(excluded["interviewer"]) == set(flagged) >= {"007"}
    left = set(pd.read_parquet(folder / "trimmed" / "data.parquet")["interviewer"])
    assert left == set(effects["interviewer"]) - set(flagged)


def test_the_drill_down_is_about_those_with_a_reason(folder):
    drill = read_csv(folder / "drill.csv")
    again = read(folder, "trimmed", "second_look")
    reasons = pd.concat([*(read(folder, v, "effects") for v in ("raw", "recoded")), again])
    assert set(drill["interviewer"]) == set(reasons.loc[reasons["reasons"].notna(), "interviewer"])
    assert drill["interviewer"].iloc[0] == "007"
    assert not drill["sentence"].str.contains("nan").any()


def test_tables_join_the_parts(folder):
    joined = tables(folder)
    for name in ("fits", "effects", "tests", "diagnostics"):
        table = read_csv(joined / f"{name}.csv")
        assert table.columns[:2].tolist() == ["analysis", "variant"]
        assert len(table) == sum(len(read(folder, variant, name)) for variant in BY_VARIANT)
        assert table["variant"].drop_duplicates().tolist() == list(BY_VARIANT)
    drill = read_csv(joined / "drill.csv")
    assert drill.columns[:2].tolist() == ["analysis", "interviewer"]
    sensitivity = read_csv(joined / "sensitivity.csv")
    assert sensitivity.groupby("variant").size().to_dict() == dict.fromkeys(BY_VARIANT, 7)
    original = read(folder, "raw", "parameters")
    again = read_csv(joined / "parameters.csv").iloc[: len(original), 2:]
    pd.testing.assert_frame_equal(again, original, check_dtype=False)


def test_items_are_screened_on_the_recoded_survey(folder, coded):
    table = read_csv(screened(folder, ["y", "x2"]))
    assert table.columns.tolist() == SCREENING
    known = coded.drop(CODES["y"])
    alone = screen_item("y", null_fit(item_products([known], "interviewer", ["y"])["y"]), 0.05, 1)
    assert table.loc[0, "icc"] == alone["icc"]
    assert table["n"].tolist() == [len(known), len(coded)]
    assert read_csv(screened(folder, [])).columns.tolist() == SCREENING


def test_the_same_survey_gives_the_same_files(folder, coded, tmp_path):
    write_survey(coded, tmp_path, CODES)
    model(tmp_path, "raw", analysis())
    for path in (folder / "raw").iterdir():
        assert (tmp_path / "raw" / path.name).read_bytes() == path.read_bytes(), path.name


def without(frame, item, who):
    """All answers of an interviewer to an item missing."""
    return frame.assign(**{item: frame[item].mask(frame["interviewer"] == who)})


SURVEY = survey(13, 14, 0.5, 0.3, 3, 8)
STRANGE = {"y": "help 'me': a \"scale\", 0-10", "x": "=trust:police", "w": "response rate %"}
EDGES = {
    "no variance at all": (level_means(3), analysis()),
    "no variance, diagonal": (level_means(3), analysis(covariance="diagonal")),
    "no variance, slope alone": (level_means(3), analysis(random_intercept=False)),
    "no variance, nothing else": (level_means(3), analysis(predictors=[], random_slopes=[])),
    "slope alone": (SURVEY, analysis(random_intercept=False)),
    "no random slope": (SURVEY, analysis(random_slopes=[])),
    "no predictors": (SURVEY, analysis(predictors=[], random_slopes=[])),
    "covariates without predictors": (
        SURVEY,
        analysis(predictors=[], random_slopes=[], interviewer_covariates=["w", "team"]),
    ),
    "category with a slope": (SURVEY, analysis(predictors=["region"], random_slopes=["region"])),
    "two slopes": (
        SURVEY,
        analysis(predictors=["x", "x2"], random_slopes=["x", "x2"], covariance="diagonal"),
    ),
    "two interviewers": (survey(1, 2, 1, 0.5, 6, 9), analysis()),
    "three interviewers": (survey(1, 3, 1, 0.5, 6, 9), analysis()),
    "someone without answers": (without(SURVEY, "y", "004"), analysis()),
    "a covariate that is not known of someone": (
        without(SURVEY, "team", "004"),
        analysis(interviewer_covariates=["w", "team"]),
    ),
    "strange names": (
        SURVEY.rename(columns=STRANGE),
        analysis(
            outcome=STRANGE["y"],
            predictors=[STRANGE["x"]],
            random_slopes=[STRANGE["x"]],
            interviewer_covariates=[STRANGE["w"]],
        ),
    ),
    "numbers as names": (
        SURVEY.rename(columns={"x": "007", "y": "1"}),
        analysis(outcome="1", predictors=["007"], random_slopes=["007"], random_intercept=False),
    ),
}


@pytest.fixture
def no_intervals(monkeypatch):
    """Without the search for intervals, which test_fits holds."""
    for name in ("rho", "variance", "sigma2", "correlation"):
        monkeypatch.setattr(profile, f"{name}_interval", lambda *_: (0.0, 1.0))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return cache(lambda edge: audit(tmp_path_factory.mktemp("edge"), *EDGES[edge]))


@pytest.fixture
def at_the_edge(made, no_intervals):
    """The files of an edge, made once."""
    return made


@pytest.mark.parametrize("edge", EDGES)
def test_a_survey_at_the_edge_goes_through_every_stage(edge, at_the_edge):
    folder = at_the_edge(edge)
    fits, tests, effects = (read(folder, "trimmed", name) for name in ("fits", "tests", "effects"))
    assert np.isfinite(fits["deviance"]).all()
    assert tests["p_naive"].between(0, 1).all()
    assert effects[["eblup", "z", "p", "p_adjusted", "distance_p"]].notna().all(axis=None)
    assert fits.loc[fits["model"] != "ols", "icc"].between(0, 1).all()
    sentences = pd.concat([read(folder, "recoded", "diagnostics"), read_csv(folder / "drill.csv")])[
        "sentence"
    ]
    assert not sentences.astype(str).str.contains(r"\bnan\b").any()


@pytest.mark.parametrize("edge", [edge for edge in EDGES if edge.startswith("no variance")])
def test_no_variance_is_a_boundary_in_every_table(edge, at_the_edge):
    joined = tables(at_the_edge(edge))
    fits, tests, effects = (
        read_csv(joined / f"{name}.csv") for name in ("fits", "tests", "effects")
    )
    main = fits[fits["model"] == ("intercept" if "nothing" in edge else "slope")]
    assert (main["status"] == "boundary").all()
    assert (tests.loc[tests["kind"] == "variance", "statistic"] == 0).all()
    assert effects["reasons"].isna().all()
    assert read_csv(joined / "drill.csv").columns[:2].tolist() == ["analysis", "interviewer"]
    assert read_csv(joined / "excluded.csv").empty


def test_names_survive_the_tables(at_the_edge):
    joined = tables(at_the_edge("strange names"))
    x, w = STRANGE["x"], STRANGE["w"]
    assert set(read_csv(joined / "effects.csv")["effect"]) == {"Intercept", x}
    terms = read_csv(joined / "parameters.csv")["term"]
    assert {x, w, f"{x}:{w}", f"var({x})", f"cov(Intercept,{x})"} <= set(terms)
    assert f"var({x})" in read_csv(joined / "tests.csv")["tested"].tolist()
    sensitivity = read_csv(joined / "sensitivity.csv")
    assert sensitivity.loc[sensitivity["term"] == f"var({x})", "p"].notna().all()


def test_names_that_look_like_numbers_stay_names(at_the_edge):
    joined = tables(at_the_edge("numbers as names"))
    assert set(read_csv(joined / "effects.csv")["effect"]) == {"007"}
    assert "007" in read_csv(joined / "parameters.csv")["term"].tolist()
    drill = read_csv(joined / "drill.csv")
    lines = drill[drill["fact"].str.startswith("slope of 007")]
    assert (lines["value"] != lines["reference"]).any()


def test_someone_without_answers_is_in_no_table(at_the_edge):
    effects = read(at_the_edge("someone without answers"), "recoded", "effects")
    assert "004" not in effects["interviewer"].tolist()
    assert effects["interviewer"].nunique() == 13


def test_someone_of_unknown_team_is_in_all_other_models(at_the_edge):
    folder = at_the_edge("a covariate that is not known of someone")
    joined = tables(folder)
    fits = (
        read_csv(joined / "fits.csv")
        .drop_duplicates(["model"])
        .set_index("model")["n_interviewers"]
    )
    assert fits.to_dict() == {
        "ols": 14,
        "null": 14,
        "intercept": 14,
        "slope": 14,
        "covariates": 13,
        "interaction": 13,
    }
    assert "004" in read_csv(joined / "effects.csv")["interviewer"].tolist()
    assert "004" in read_csv(joined / "influence.csv")["interviewer"].tolist()
    absent = read_csv(joined / "absent.csv").drop_duplicates(["interviewer", "models"])
    assert absent[["interviewer", "item", "reason"]].to_numpy().tolist() == [
        ["004", "team", "team is not known"]
    ]
    assert set(read_csv(joined / "explained.csv")["n_interviewers"]) == {13}


def test_someone_with_nothing_but_codes_vanishes_after_recoding(tmp_path, no_intervals):
    rows = SURVEY.index[SURVEY["interviewer"] == "004"].tolist()
    audit(tmp_path, SURVEY, analysis(random_slopes=[]), codes={"y": rows})
    raw, recoded = (read(tmp_path, v, "effects") for v in ("raw", "recoded"))
    assert "coded" in raw.loc[raw["interviewer"] == "004", "reasons"].item()
    assert "004" not in recoded["interviewer"].tolist()
    facts = (
        read_csv(tmp_path / "drill.csv")
        .set_index("interviewer")
        .loc["004"]
        .set_index("fact")["value"]
    )
    assert facts["workload"] == 0
    assert facts["missing codes"] == len(rows)


def test_coded_and_nobody_else_is_looked_at(tmp_path, no_intervals):
    """Who vanishes is the only one with a reason: effects of recoded hold no reason at all."""
    frame = level_means(3)
    rows = frame.index[frame["interviewer"] == "004"].tolist()
    audit(tmp_path, frame, analysis(), codes={"y": rows})
    drill = read_csv(tmp_path / "drill.csv")
    assert "004" in drill["interviewer"].tolist()


def test_categories_by_the_codebook_are_categories_in_the_models(tmp_path, no_intervals):
    frame = SURVEY.assign(region=np.resize([1.0, 2.0, 10.0], len(SURVEY)))
    settings = analysis(predictors=["region"], random_slopes=[])
    audit(tmp_path, frame, settings, kinds={"region": "categorical"})
    terms = read(tmp_path, "recoded", "parameters")["term"]
    assert [t for t in dict.fromkeys(terms) if t.startswith("region")] == [
        "region[2]",
        "region[10]",
    ]


def test_trimming_that_would_lose_a_covariate_leaves_nobody_out(tmp_path, no_intervals):
    frame = survey(12, 24, 0.3, 0, 6, 9)
    frame["only"] = (frame["interviewer"] == "007").astype(float)
    frame.loc[frame["interviewer"] == "007", "y"] -= 6
    audit(tmp_path, frame, analysis(random_slopes=[], interviewer_covariates=["only"]))
    assert (
        "007"
        in read(tmp_path, "recoded", "effects").dropna(subset="reasons")["interviewer"].tolist()
    )
    assert read(tmp_path, "trimmed", "excluded").empty
    assert "nobody left out: only would not vary" in (
        tmp_path / "logs" / "recode_trimmed.log"
    ).read_text("utf-8")
    assert read(tmp_path, "trimmed", "fits").equals(read(tmp_path, "recoded", "fits"))


def excluded(folder, frame, reasons):
    """recode_trimmed on a survey, with the reasons of its first interviewers."""
    sizes = frame["interviewer"].value_counts().sort_index()
    table = pd.DataFrame(
        {"interviewer": sizes.index, "n": sizes.to_numpy(), "effect": "Intercept", "z": 1.0}
    )
    table["reasons"] = pd.Series(reasons).reindex(range(len(table)))
    write_csv(table, folder / "effects.csv")
    write_parquet(frame, folder / "data.parquet")
    write_json({"models": []}, folder / "fits.json")
    files = {"effects": "effects.csv", "data": "data.parquet", "records": "fits.json"}
    made = {name: f"{name}.csv" for name in ("excluded", "kept", "second_look")}
    run(
        recode_trimmed,
        folder,
        files,
        made,
        analysis=analysis().section(),
        adjust="holm",
        alpha=0.05,
    )
    return read_csv(folder / "excluded.csv"), (folder / "logs" / "recode_trimmed.log").read_text(
        encoding="utf-8"
    )


def test_only_outlier_and_extreme_are_left_out(tmp_path):
    table, log = excluded(
        tmp_path, SURVEY, ["outlier;extreme", "extreme;coded", "coded", "influential", ""]
    )
    assert table[["interviewer", "reason"]].to_numpy().tolist() == [
        ["000", "outlier;extreme"],
        ["001", "extreme"],
    ]
    assert log.startswith("2 interviewers left out\n")


@pytest.mark.parametrize(("J", "left_out"), [(6, 1), (5, 0)])
def test_nobody_is_left_out_when_too_few_would_remain(tmp_path, J, left_out):
    table, log = excluded(tmp_path, survey(1, J, 1, 0.5, 6, 9), ["extreme"])
    assert len(table) == left_out
    assert ("nobody left out: only 4" in log) == (not left_out)


def test_nobody_flagged_is_an_empty_table(tmp_path):
    table, log = excluded(tmp_path, SURVEY, [""])
    assert table.columns.tolist() == ["interviewer", "effect", "z", "n", "reason"]
    assert (len(table), log.splitlines()[0]) == (0, "0 interviewers left out")
