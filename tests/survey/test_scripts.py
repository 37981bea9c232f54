import hashlib
import json
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from interviewer_effects.config import load_config
from interviewer_effects.files import read_csv
from interviewer_effects.inputs import fingerprints_of, labels_of
from interviewer_effects.survey.identities.pseudonyms import pseudonym

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests" / "tiny"
sys.path.insert(0, str(ROOT / "scripts"))

import describe_items  # noqa: E402
import read_survey  # noqa: E402
import recode_codes  # noqa: E402


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the three stages of the survey room on a folder with a config; return the folder of the
    results.
    """
    for path in TINY.glob("*.*"):
        shutil.copy(path, tmp_path)
    monkeypatch.chdir(tmp_path)

    def stages(name="tiny", pseudonyms=False, keyed=False, **changes):
        survey = load_config("config.yaml")["surveys"]["tiny"] | changes
        labels = labels_of(survey, fingerprints_of({"surveys": {name: survey}}, Path()))
        out = Path("results") / name
        made = SimpleNamespace(
            survey=out / "survey.parquet",
            source=out / "source.json",
            codebook=out / "codebook.json",
            summary=out / "tables" / "items.csv",
            distributions=out / "tables" / "distributions.csv",
            extended=out / "extended.parquet",
            codes=out / "tables" / "codes.csv",
            join=out / "tables" / "join.csv",
            weights=out / "tables" / "weights.csv",
            recoded=out / "recoded.parquet",
            recodes=out / "tables" / "recodes.csv",
            cells=out / "recoded_cells.csv",
        )
        for script in (read_survey, describe_items, recode_codes):
            script.main(
                SimpleNamespace(
                    wildcards=SimpleNamespace(survey=name),
                    params=SimpleNamespace(
                        survey=survey,
                        base=".",
                        pseudonyms=pseudonyms,
                        keyed=pseudonyms,
                        inputs={},
                        labels=labels,
                    ),
                    input=made,
                    output=made,
                    log=[out / "log" / f"{script.__name__}.log"],
                )
            )
        return out

    return stages


def test_the_tiny_survey_is_what_its_script_makes(run):
    import importlib.util

    spec = importlib.util.spec_from_file_location("make_survey", TINY / "make_survey.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    pd.testing.assert_frame_equal(
        module.make(), pd.read_csv(TINY / "survey.csv", dtype={"intnum": str})
    )


def test_under_pseudonyms_no_file_of_the_results_holds_an_id(run):
    """The ids are made unmistakable first; what stages after these read is what these write."""
    table = pd.read_csv("survey.csv", dtype=str)
    table["intnum"], table["idno"] = "boss" + table["intnum"], "person" + table["idno"]
    table.to_csv("survey.csv", index=False)
    out = run(pseudonyms=True)
    written = [path for path in out.rglob("*") if path.is_file()]
    assert len(written) >= 10
    texts = [path.read_bytes() for path in written if path.suffix != ".parquet"]
    texts += [
        pd.read_parquet(path).to_csv().encode() for path in written if path.suffix == ".parquet"
    ]
    assert not any(b"boss" in text or b"person" in text for text in texts)
    assert Path("private/pseudonyms.key").stat().st_mode & 0o077 == 0
    undo = read_csv(Path("private/tiny.csv")).set_index("pseudonym")["id"]
    frame, plain = pd.read_parquet(out / "survey.parquet"), pd.read_csv("survey.csv", dtype=str)
    assert frame["intnum"].map(undo).tolist() == plain["intnum"].tolist()
    assert frame["idno"].map(undo).tolist() == plain["idno"].tolist()
    assert frame["idno"].str.match("R-[A-Z2-7]{12}$").all()
    assert pd.read_parquet(run("again", pseudonyms=True) / "survey.parquet").equals(frame)


def test_another_key_makes_other_pseudonyms():
    one, other = (pseudonym("7", "interviewer", bytes([k] * 32)) for k in (1, 2))
    assert one != other
    assert pseudonym("7", "interview", bytes([1] * 32))[2:9] != one[2:]


def test_a_file_becomes_tables(run):
    out = run()
    raw, recoded = pd.read_parquet(out / "survey.parquet"), pd.read_parquet(out / "recoded.parquet")
    assert raw["intnum"].unique().tolist()[:3] == ["007", "008", "009"]
    assert raw["trust"].isin([77, 88]).sum() == recoded["trust"].isna().sum() == 3
    assert recoded["age"].isin([66, 77, 88]).sum() == raw["age"].isin([66, 77, 88]).sum() >= 3
    cells = read_csv(out / "recoded_cells.csv")
    assert cells["interview"].tolist() == ["130", "109", "112", "150"]
    assert read_csv(out / "tables" / "recodes.csv")[["interviewer", "n"]].to_numpy().tolist() == [
        ["010", 1], ["013", 1], ["008", 2],
    ]  # fmt: skip
    items = read_csv(out / "tables" / "items.csv").set_index("item")
    assert items.index.tolist() == ["help", "trust", "age", "region", "rate"]
    assert items.loc["trust", "n_missing"] == 3
    assert items.loc["trust", "label"] == "Trust in the police"


def test_the_source_names_roles_hash_and_codebook(run):
    source = json.loads((run() / "source.json").read_text())
    roles = {"interview": "idno", "interviewer": "intnum", "weight": "weight"}
    assert source["columns"] == roles | {"interviewer_weight": None, "area": None}
    assert source["sha256"] == hashlib.sha256((TINY / "survey.csv").read_bytes()).hexdigest()
    assert (source["synthetic"], source["codebook"], source["n_rows"]) == (
        False,
        "codebook.yaml",
        96,
    )


def test_without_a_codebook_codes_are_suspected_and_recoded_equals_raw(run):
    out = run(codebook=None)
    pd.testing.assert_frame_equal(
        pd.read_parquet(out / "survey.parquet"), pd.read_parquet(out / "recoded.parquet")
    )
    items = read_csv(out / "tables" / "items.csv").set_index("item")
    assert items.loc[["help", "trust"], "suspected_codes"].astype(str).tolist() == ["99", "77;88"]
    assert items.loc["age", "n_suspected"] == 0
    assert "recoded equals raw" in (out / "log" / "recode_codes.log").read_text()
    assert json.loads((out / "source.json").read_text())["codebook"] == "none"


def test_rows_are_numbered_where_no_column_identifies_the_interview(run):
    out = run(columns={"interview": None, "interviewer": "intnum", "weight": None, "area": None})
    columns = json.loads((out / "source.json").read_text())["columns"]
    assert pd.read_parquet(out / "survey.parquet")[columns["interview"]].tolist()[:2] == ["1", "2"]
    assert read_csv(out / "recoded_cells.csv")["interview"].tolist()[0] == "31"


def test_a_stage_leaves_the_same_bytes_twice(run):
    one, two = run("one"), run("two")
    files = sorted(path.relative_to(one) for path in one.rglob("*.*") if path.parent.name != "log")
    assert len(files) == 12
    assert all((one / path).read_bytes() == (two / path).read_bytes() for path in files)


def test_a_simulated_survey_brings_its_codebook_and_its_truth(run):
    columns = {"interview": "idno", "interviewer": "intnum", "weight": "weight", "area": None}
    out = run(data="simulate", simulate={"seed": 3}, codebook=None, columns=columns)
    truth, source = (json.loads((out / name).read_text()) for name in ("truth.json", "source.json"))
    assert truth["seed"] == 3
    assert (source["synthetic"], source["codebook"]) == (True, "simulated")
    cells = read_csv(out / "recoded_cells.csv")
    planted = [interview for fault in truth["faults"][1:] for interview in fault["interviews"]]
    assert sorted(cells.loc[cells["item"] == "trstplc", "interview"]) == sorted(planted)
    run()
    assert not (out / "truth.json").exists()
