"""With pseudonyms no raw id is in anything that leaves the house: tables, reports, figures,
provenance, logs.
"""

import re

import pandas as pd
import pytest
from test_workflow import ROOT, snakemake

pytestmark = pytest.mark.whole

CONFIG = """
surveys:
  tiny:
    data: survey.csv
    columns: {interview: idno, interviewer: intnum, area: place}
    analyses: {helping: {outcome: help, predictors: [trust]}}
    screen: [help, trust]
tests: {bootstrap: 0, seed: 1}
privacy: {pseudonyms: true}
"""
PUBLISHED = (
    "results/*/tables/**/*",
    "results/*/figures/**/*",
    "results/**/*.json",
    "reports/**/*",
    "logs/**/*",
)
BESIDE = "remark"  # a column that the config does not name


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The files of an audit that leave the house, and every raw id and remark of its survey."""
    folder = tmp_path_factory.mktemp("pseudonyms")
    frame = pd.read_csv(ROOT / "tests/tiny/survey.csv", dtype={"intnum": str})
    frame["idno"] = [f"case-{k}-x" for k in frame["idno"]]
    frame["intnum"] = [f"int-{k}-y" for k in frame["intnum"]]
    frame["place"] = [f"psu-{k % 6}-z" for k in range(len(frame))]
    frame[BESIDE] = [f"remark-{k % 4}-w" for k in range(len(frame))]
    frame.to_csv(folder / "survey.csv", index=False)
    (folder / "config.yaml").write_text(CONFIG)
    said = snakemake(folder)
    assert said.returncode == 0, said.stdout + said.stderr
    files = {path for pattern in PUBLISHED for path in folder.glob(pattern) if path.is_file()}
    raw = {value for column in ("idno", "intnum", "place", BESIDE) for value in frame[column]}
    return folder, files, raw, said.stdout + said.stderr


def test_every_published_file_is_free_of_every_raw_id_and_of_columns_that_the_config_does_not_name(
    published,
):
    folder, files, raw, said = published
    assert len(files) > 40
    assert len(raw) > 100
    leaks = re.compile("|".join(map(re.escape, sorted(raw))))
    texts = {
        str(path.relative_to(folder)): path.read_text("utf-8", errors="replace") for path in files
    }
    assert {
        name: set(leaks.findall(text)) for name, text in texts.items() if leaks.search(text)
    } == {}
    assert leaks.findall(said) == []


def test_what_undoes_the_pseudonyms_is_its_owners_alone(published):
    folder, _, raw, _ = published
    undoing = folder / "private" / "tiny.csv"
    ids = set(pd.read_csv(undoing, dtype=str)["id"])
    assert ids == {value for value in raw if not value.startswith("remark")}
    assert undoing.stat().st_mode & 0o777 == 0o600
    assert undoing.parent.stat().st_mode & 0o777 == 0o700
