"""Attacks on what is published of random surveys with min_cell: nothing hidden can be solved
for.
"""

import re
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.disclosure.coarsening import resolution, steps_of
from interviewer_effects.audit.disclosure.confidential import Confidential
from interviewer_effects.audit.disclosure.published import published
from interviewer_effects.audit.flags.nonresponse import silence
from interviewer_effects.audit.items.interviewer_scores import (
    interviewer_scores,
    item_cells,
    with_adjusted,
)
from interviewer_effects.audit.items.screening import item_products, null_fit
from interviewer_effects.files import read_csv
from interviewer_effects.survey.codes.recode import count_recodes, recode, recoded_cells
from interviewer_effects.survey.describe import describe_distributions, describe_items
from small_surveys import analysis
from stages import audit
from stages import tables as analysis_tables

pytestmark = pytest.mark.slow

SCALE = np.arange(11)
CODES = {"77": "refusal", "88": "don't know"}
ROLES = {"interview": "interview", "interviewer": "interviewer"}
COUNTED = re.compile(r"^(\d+|<\d+|x)$")


@dataclass(frozen=True)
class Published:
    """A survey, its tables, and what is published of them."""

    k: int
    frame: pd.DataFrame
    items: list
    tables: dict
    shown: dict
    workload: pd.Series
    fits: dict = field(default_factory=dict)

    @property
    def hidden(self) -> set:
        """The interviewers of the file whom no table shows."""
        return set(self.workload.index) - set(self.shown["screening_interviewers"]["interviewer"])


def random_survey(seed):
    """3 to 60 interviewers with 1 to 20 interviews, 1 to 8 items from 0 to 10 with refusals,
    don't-knows and blanks.
    """
    rng = np.random.default_rng(seed)
    J, n_items = int(rng.integers(3, 61)), int(rng.integers(1, 9))
    g = np.repeat(np.arange(J), rng.integers(1, 21, J))
    frame = pd.DataFrame(
        {"interview": [f"r{i:04d}" for i in range(len(g))], "interviewer": [f"p{j:02d}" for j in g]}
    )
    for i in range(n_items):
        level = rng.normal(0, rng.choice([0.0, 0.6, 1.2]), J)[g]
        answers = np.clip(
            np.round(rng.uniform(2, 8) + level + rng.choice([1, 2]) * rng.normal(size=len(g))),
            0,
            10,
        )
        u = rng.random(len(g))
        answers[u < 0.03] = 77
        answers[(u >= 0.03) & (u < 0.05)] = 88
        answers[u > 1 - rng.choice([0, 0.02])] = np.nan
        frame[f"q{i}"] = answers
    return frame


def counted(frame, items):
    """Tables of the survey itself, as the rules make them, without the slow test of a variance."""
    codebook = {
        item: {"label": item, "kind": "numeric", "valid": [0, 10], "missing": CODES}
        for item in items
    }
    cells = recoded_cells(frame, codebook, "interview", "interviewer")
    answers = recode(frame, codebook)
    fits = {
        item: null_fit(products)
        for item, products in item_products([answers], "interviewer", items).items()
    }
    who = {
        item: products.groups
        for item, products in item_products([answers], "interviewer", items).items()
    }
    people = with_adjusted(
        pd.concat([item_cells(item, fit, who[item]) for item, fit in fits.items()])
    )
    silent, silent_people = silence(answers, cells, ROLES, items, "holm", 0.05)
    tables = {
        "items": describe_items(frame, codebook),
        "distributions": describe_distributions(frame, codebook),
        "recodes": count_recodes(cells),
        "recoded_cells": cells,
        "screening_interviewers": people,
        "interviewer_scores": interviewer_scores(people, "holm", 0.05, 1),
        "silence": silent,
        "silence_interviewers": silent_people,
    }
    return tables, fits


def publish(frame, k=5, **more):
    """What is published of a survey, beside what was to be hidden."""
    items = [name for name in frame if name.startswith("q")]
    tables, fits = counted(frame, items)
    tables |= more
    workload = frame["interviewer"].value_counts()
    return Published(k, frame, items, tables, published(tables, workload, k), workload, fits)


@cache
def random_published(seed):
    """What is published of a random survey."""
    return publish(random_survey(seed), k=(5, 5, 3, 10)[seed % 4])


def n_possible(low, high):
    """How many answers of the scale lie between these."""
    return int(((low - 1e-9 < SCALE) & (high + 1e-9 > SCALE)).sum())


def step_at(value, share):
    """The step to which a value is rounded."""
    return float(steps_of([value], share)[0]) if value else 0.0


@pytest.mark.parametrize("seed", range(8))
def test_hidden_interviewers_are_two_with_k_interviews_and_everywhere_the_same(seed):
    given = random_published(seed)
    hidden, shown = given.hidden, set(given.shown["screening_interviewers"]["interviewer"])
    assert (given.workload[list(shown)] >= given.k).all()
    assert not hidden or (len(hidden) > 1 and given.workload[list(hidden)].sum() >= given.k)
    for item, rows in given.shown["screening_interviewers"].groupby("item"):
        left = given.frame[
            given.frame[item].between(0, 10) & ~given.frame["interviewer"].isin(rows["interviewer"])
        ]
        assert left.empty or (left["interviewer"].nunique() > 1 and len(left) >= given.k)
        assert rows["n"].map(lambda n: n == "x" or n % given.k == 0).all()
    assert not set(given.shown["interviewer_scores"]["interviewer"]) & hidden


@pytest.mark.parametrize("seed", range(8))
def test_every_hidden_answer_may_be_one_of_three(seed):
    """Predicted effects sum to zero over interviewers, so those of the hidden are known together,
    within what is rounded: each is a shrunken mean, and its interviews' answers are bounded by it
    alone.
    """
    given = random_published(seed)
    for item, fit in given.fits.items():
        people = given.shown["screening_interviewers"].query("item == @item")
        known = (
            given.tables["screening_interviewers"].query("item == @item").set_index("interviewer")
        )
        D, mean = float(fit.D[0, 0]), float(fit.beta[0])
        gone = known[~known.index.isin(people["interviewer"])]
        if D == 0 or gone.empty:
            continue
        half = sum(step_at(value, 0.1) / 2 for value in people["eblup"])
        total = -people["eblup"].sum()
        weights = gone["n"] * D / (gone["n"] * D + fit.sigma2)
        for who, weight in weights[gone["n"] < given.k].items():
            others = weights.drop(who)
            free = (others * (10 - mean)).sum(), (others * (0 - mean)).sum()
            low = mean + (total - half - free[0]) / weight
            high = mean + (total + half - free[1]) / weight
            assert n_possible(low, high) >= 3, (item, who)


@pytest.mark.parametrize("seed", range(2))
def test_one_interview_more_does_not_give_its_answer_away(seed):
    """Two runs of a survey that differ by one interview: who knows how many there are learns at
    most which side of the mean its answer is on.
    """
    frame = random_survey(seed)
    own = frame.tail(1).assign(
        interview="r9999", **{item: 9.0 for item in frame if item.startswith("q")}
    )
    runs = [
        random_published(seed),
        publish(pd.concat([frame, own], ignore_index=True), k=(5, 5, 3, 10)[seed % 4]),
    ]
    for item in runs[0].items:
        sums = [_sum(one, item) for one in runs]
        assert n_possible(sums[1][0] - sums[0][1], sums[1][1] - sums[0][0]) >= 3


def _sum(given, item):
    """What the sum of the answers to an item may be, of so many answers and their rounded mean."""
    shown, true = (
        tables["items"].set_index("item").loc[item] for tables in (given.shown, given.tables)
    )
    if not np.isfinite(shown["mean"]):
        return -np.inf, np.inf
    times = Confidential(given.k, given.workload, given.tables).counts.coarser[item]
    half = step_at(true["mean"], resolution(true["n_valid"], given.k) * times) / 2
    return true["n_valid"] * (shown["mean"] - half), true["n_valid"] * (shown["mean"] + half)


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """A survey through the whole chain: interviewer 000 has one interview, and five of 12 have
    single codes.
    """
    rng = np.random.default_rng(7)
    sizes = np.r_[1, rng.integers(6, 16, 11)]
    g = np.repeat(np.arange(12), sizes)
    x = np.clip(np.round(5 + 2 * rng.normal(size=len(g))), 0, 10)
    y = np.clip(
        np.round(5 + 0.3 * (x - 5) + rng.normal(0, 1, 12)[g] + 1.5 * rng.normal(size=len(g))), 0, 10
    )
    frame = pd.DataFrame(
        {
            "interview": [f"r{i:04d}" for i in range(len(g))],
            "interviewer": [f"{j:03d}" for j in g],
            "y": y,
            "x": x,
        }
    )
    folder = tmp_path_factory.mktemp("audited")
    coded = [int(np.flatnonzero(g == j)[0]) for j in (2, 4, 6, 8, 10)]
    audit(folder, frame, analysis(random_slopes=[]), codes={"y": coded})
    place = analysis_tables(folder)
    tables = {
        path.stem: read_csv(path) for path in place.glob("*.csv") if path.stem != "recoded_cells"
    }
    raw = frame.assign(q0=frame["y"], q1=frame["x"])
    raw.loc[coded, ["q0"]] = 88.0
    own, _ = counted(raw[["interview", "interviewer", "q0", "q1"]], ["q0", "q1"])
    own = {name: table.replace({"item": {"q0": "y", "q1": "x"}}) for name, table in own.items()}
    return (
        tables | own,
        frame["interviewer"].value_counts(),
        published(tables | own, frame["interviewer"].value_counts(), 5),
    )


def test_nobody_hidden_is_named_in_any_table(audited):
    tables, workload, shown = audited
    hidden = set(workload.index) - set(shown["effects"]["interviewer"])
    assert hidden == {"000", "008", "009"}  # 1 and the two smallest others: 9 interviews at least
    for name, table in shown.items():
        cells = table.select_dtypes(exclude="number").astype(str).to_numpy().ravel()
        words = {word for cell in cells for word in re.split(r"[^\w]+", str(cell))}
        assert not words & hidden, name
    assert len(tables["effects"]) > len(shown["effects"])


def test_raw_and_recoded_together_count_nobodys_codes(audited):
    _, _, shown = audited
    raw = shown["effects"].query("variant == 'raw'")
    assert raw["z"].isna().all()
    assert (raw["reasons"] == "").all()
    assert shown["recodes"].empty
    assert shown["influence"].query("variant == 'raw'")["cooks_d"].isna().all()
    assert (shown["causes"]["variant"] != "raw").all()


def test_no_table_tells_the_exact_number_of_interviews(audited):
    _, workload, shown = audited
    n = int(workload.sum())
    for name, table in shown.items():
        for column in table.select_dtypes("number"):
            if column in ("draws", "replicates", "newton_steps", "step"):
                continue
            told = table[column].dropna()
            assert not told.isin([n, n - 1, n - 2, n - 5, n - 6]).any() or n % 5 == 0, (
                name,
                column,
            )
    fits = shown["fits"]
    assert fits[["deviance", "aic", "bic"]].isna().all(axis=None)
    assert (fits["n"] % 5 == 0).all()


def test_without_min_cell_no_wall_is_passed(audited):
    tables, workload, _ = audited
    assert tables["effects"]["n"].sum() > 0
    assert (tables["fits"]["n"] == workload.sum() - 5).any()
