"""A Parquet file of which some interviews are drawn gives the models of the file read as a
whole.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from interviewer_effects.audit.models.interpretation import WILD
from interviewer_effects.check import check_config, check_once, unaudited
from interviewer_effects.config import load_config
from interviewer_effects.files import read_csv, read_json
from interviewer_effects.plain_yaml import load_yaml
from interviewer_effects.problems import AuditError
from interviewer_effects.survey.identities.pseudonyms import with_pseudonyms
from interviewer_effects.survey.load import load_survey
from interviewer_effects.survey.reading import large
from interviewer_effects.survey.reading.files import read_file
from interviewer_effects.survey.reading.stored import n_drawn, read_interviews
from test_formats import CODEBOOK, audited, config

pytestmark = pytest.mark.slow

N, J, SAMPLE = 24_000, 40, 1_000
SEARCHED = ("gradient_norm", "newton_steps", "starts_agreed", "starts_tried")
SAME = ("fits", "parameters", "tests", "intervals", "recodes", "join", "dropped")
ANALYSIS = {
    "outcome": "help",
    "predictors": ["trust", "region"],
    "random_slopes": ["trust"],
    "interviewer_covariates": ["rate"],
}


def survey():
    """24,000 interviews by 40 interviewers in the order of the interviewers, with codes, three
    interviewers without a partner or with the id 999999, and a region that stands in a single
    interview.
    """
    rng = np.random.default_rng(5)
    who = np.sort(rng.integers(0, J, N))
    trust = rng.integers(0, 11, N).astype(float)
    level, slope = rng.normal(0, 1, J), rng.normal(0, 0.1, J)
    answer = np.clip(
        np.rint(3 + 0.2 * trust + level[who] + slope[who] * trust + rng.normal(0, 2, N)), 0, 10
    )
    for column, share in ((trust, 0.01), (answer, 0.02)):
        column[rng.random(N) < share] = 88
    trust[rng.random(N) < 0.01] = np.nan
    region = np.where(rng.random(N) < 0.5, "north", "south").astype(object)
    region[17] = "island"
    ids = np.array([f"{j:03d}" for j in range(J)])
    answers = {"help": answer, "trust": trust, "region": region}
    return pd.DataFrame({"idno": np.arange(N) + 1, "intnum": ids[who], **answers})


def interviewers():
    """Of all but two, and of one who did nothing."""
    ids = [f"{j:03d}" for j in range(J) if j not in (3, 4)]
    return pd.DataFrame({"intnum": [*ids, "900"], "rate": np.linspace(40, 70, J - 1)})


@pytest.fixture(scope="module")
def small_blocks():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(large, "BLOCK", 700)
        yield


def written(folder, sample, frame=None, **more):
    frame = survey() if frame is None else frame
    frame.to_parquet(folder / "s.parquet", row_group_size=5_000)
    interviewers().to_csv(folder / "i.csv", index=False)
    entry = {
        "interviewers": {"data": "i.csv", "on": ["intnum"]},
        "sample": sample,
        "analyses": {"a": ANALYSIS},
    }
    return config(folder, "s.parquet", CODEBOOK, **entry, **more)


@pytest.fixture(scope="module")
def whole(tmp_path_factory, small_blocks):
    folder = tmp_path_factory.mktemp("whole")
    written(folder, N)
    return audited(folder)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory, small_blocks):
    folder = tmp_path_factory.mktemp("drawn")
    assert check_config(written(folder, SAMPLE)) == []
    return audited(folder)


@pytest.mark.parametrize("table", SAME)
def test_all_interviews_count_in_what_is_estimated(whole, drawn, table):
    ours, theirs = read_csv(drawn / f"{table}.csv"), read_csv(whole / f"{table}.csv")
    if (
        table == "intervals"
    ):  # random signs need every interview at hand: the profile is quoted where they are not
        theirs = theirs[theirs["method"] != WILD].reset_index(drop=True)
    loose = [name for name in ours if name in SEARCHED or "signs" in name or name == "quoted"]
    if (
        table == "tests"
    ):  # the sign test too: which p is quoted follows from it, and is the same where there is none
        has_signs = theirs["p_signs"].notna() & (theirs["statistic"] > 0)
        assert (theirs.loc[has_signs, "quote"] == "sign test").all()
        assert not (ours["quote"] == "sign test").any()
        loose += ["p_quote", "quote", "why", "disagreement"]
        rest = [frame.loc[~has_signs, loose[-4:-1]] for frame in (ours, theirs)]
        pd.testing.assert_frame_equal(*rest, rtol=1e-6)
    pd.testing.assert_frame_equal(
        ours.drop(columns=loose), theirs.drop(columns=loose), rtol=1e-6, check_dtype=False
    )


def test_a_level_that_was_not_drawn_is_in_the_models(drawn):
    assert "island" not in set(read_interviews(drawn / "survey.parquet")["region"])
    terms = read_csv(drawn / "parameters.csv")["term"]
    assert {"region[north]", "region[south]"} <= set(terms)


def test_what_is_read_says_how_much_was_drawn(drawn, whole):
    facts, all_of_them = read_json(drawn / "source.json"), read_json(whole / "source.json")
    assert facts["n_rows"] == N
    assert facts["n_unmatched"] == all_of_them["n_unmatched"]
    assert facts["sha256"] == all_of_them["sha256"]
    kept = read_interviews(drawn / "survey.parquet")
    assert facts["n_drawn"] == len(kept) == n_drawn(drawn / "survey.parquet") <= SAMPLE
    assert "n_drawn" not in all_of_them
    assert n_drawn(whole / "survey.parquet") is None


def test_every_interview_is_stored_once(drawn, whole):
    for name in ("survey", "recoded"):
        ours = pd.read_parquet(drawn / f"{name}.parquet").sort_values(
            "idno", key=lambda ids: ids.astype(int)
        )
        theirs = pd.read_parquet(whole / f"{name}.parquet")
        pd.testing.assert_frame_equal(ours.reset_index(drop=True), theirs, check_dtype=False)


def test_interviews_are_drawn_from_everywhere():
    rows = large.Large(Path("s.parquet"), "s.parquet", 10_000_019, 1_000, frozenset()).drawn
    assert len(rows) == 1_000
    assert (np.diff(rows) > 0).all()
    assert np.diff(rows).max() < 2 * 10_000_019 / 1_000
    for period in (2, 3, 7, 10):  # interviewers who take turns in the file
        share = np.bincount(rows % period, minlength=period) / len(rows)
        np.testing.assert_allclose(share, 1 / period, atol=0.05)


def test_ids_are_the_same_text_in_every_block(tmp_path, small_blocks):
    ids = pd.Series(["1.0", "2.0"] * 2_000)
    frame = pd.DataFrame({"id": ids, "text": [*ids[:-1], "A7"], "y": 1.0})
    frame.to_parquet(tmp_path / "s.parquet")
    whole = read_file(tmp_path / "s.parquet", "s.parquet", {"id", "text"}).frame
    file = read_file(tmp_path / "s.parquet", "s.parquet", {"id", "text"}, 1_000)
    parts = [(file.large.drawn, file.frame), *file.large.others()]
    every = pd.concat([part.set_axis(rows) for rows, part in parts]).sort_index()
    pd.testing.assert_frame_equal(every, whole)
    assert set(every["id"]) == {"1", "2"}
    assert "1.0" in set(every["text"])


NONE_DRAWN = "None of its interviews is among those drawn from the file."
ALONE = "It has one interviewer, and a comparison needs two."


@pytest.mark.parametrize(
    ("n", "other", "names", "reasons"),
    [
        (2_000, "039", ["s-BE", "s-NL"], {}),
        (20, "039", ["s-BE"], {"s-NL": NONE_DRAWN}),
        (2_000, "000", ["s-BE"], {"s-NL": ALONE}),
    ],
    ids=["audited", "none drawn", "one interviewer"],
)
def test_the_parts_of_a_split_survey_are_judged_by_all_rows(
    tmp_path, small_blocks, n, other, names, reasons
):
    frame = survey().assign(cntry="BE")
    part = frame.index[5 : 5 + n]
    frame.loc[part, ["cntry", "intnum"]] = ["NL", "000"]
    frame.loc[part[-1], "intnum"] = other  # one row, which need not be among those drawn
    assert check_config(written(tmp_path, SAMPLE, frame, split_by="cntry")) == []
    stamp = tmp_path / "stamp.json"
    config = check_once(load_yaml(tmp_path / "config.yaml"), tmp_path / "config.yaml", stamp)
    assert list(config["surveys"]) == names
    assert unaudited(stamp) == reasons


def test_ids_are_replaced_in_every_block(tmp_path, small_blocks):
    settings = load_config(written(tmp_path, SAMPLE))["surveys"]["s"]
    changed, table = with_pseudonyms(load_survey(settings, "s", tmp_path, "config.yaml"), b"key")
    known = set(table["pseudonym"])
    blocks = list(changed.others())
    assert len(blocks) > 10
    assert all(block.frame["intnum"].str.startswith("I-").all() for block in blocks)
    assert set().union(*(block.frame["intnum"] for block in blocks)) <= known


def test_a_damaged_large_file_is_one_clear_problem(tmp_path, small_blocks):
    written(tmp_path, SAMPLE)
    path = tmp_path / "s.parquet"
    at = pq.read_metadata(path).row_group(2).column(2).data_page_offset
    raw = bytearray(path.read_bytes())
    raw[at : at + 400] = b"\xff" * 400
    path.write_bytes(raw)
    with pytest.raises(AuditError, match=r"s\.parquet.*Is not a readable Parquet file"):
        read_file(path, "s.parquet", {"intnum"}, SAMPLE)
