"""Attacks on whole folders: three surveys with hidden interviewers (one, several, all), with
pseudonyms, areas, weights and their index. Each attack is made on the working copies too, where it
must succeed.
"""

import re

import numpy as np
import pandas as pd
import pytest
import yaml
from attacker import Release
from attacker_together import answers_told_together, counts_told_together, sum_of
from published_folder import Folder
from random_surveys import CODES, field_survey
from test_workflow import snakemake

pytestmark = [pytest.mark.whole, pytest.mark.filterwarnings("ignore")]

K = 5
SCALE = np.arange(11)
UNNAMED = ("phone", "remark")
IDS = ("rid", "iid", "psu")
SURVEYS = {
    "lone": field_survey(1, (1, 9, 13, 8, 17, 12, 20, 7, 11, 16, 14, 19, 10, 15, 18, 13)),
    "few": field_survey(2, (3, 2, 4, 9, 13, 8, 17, 12, 20, 7, 11, 16, 14, 19), has_areas=False),
    "small": field_survey(3, (4, 3, 4, 2, 4, 4, 3, 4), has_areas=False, n_items=2),
}


def entry(name, frame):
    """The survey of a frame in the config."""
    items = [column for column in frame if column.startswith("q")]
    roles = {"interview": "rid", "interviewer": "iid", "weight": "w"}
    roles |= {"area": "psu"} if "psu" in frame else {}
    analysis = {
        "outcome": items[0],
        "predictors": items[1:2],
        "random_slopes": items[1:2] if name == "lone" else [],
        "interviewer_covariates": ["irate"],
        "respondent_covariates": ["age"],
    }
    return {
        "data": f"{name}.csv",
        "columns": roles,
        "codebook": {item: {"valid": [0, 10], "missing": CODES} for item in items},
        "analyses": {"a": analysis},
        "screen": items,
    }


def write(root):
    """The surveys and their config."""
    for name, frame in SURVEYS.items():
        frame.to_csv(root / f"{name}.csv", index=False)
    config = {
        "surveys": {name: entry(name, frame) for name, frame in SURVEYS.items()},
        "tests": {"bootstrap": 0, "seed": 1},
        "privacy": {"pseudonyms": True, "min_cell": K},
    }
    (root / "config.yaml").write_text(yaml.safe_dump(config))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("published")
    write(root)
    said = snakemake(root)
    assert said.returncode == 0, said.stdout + said.stderr
    return Folder(root, K)


def test_no_file_holds_a_raw_id_or_a_column_that_the_config_does_not_name(folder):
    kept = [
        str(value)
        for frame in SURVEYS.values()
        for column in (*IDS, *UNNAMED)
        if column in frame
        for value in frame[column].unique()
    ]
    leaks = re.compile("|".join(map(re.escape, sorted(kept))))
    assert len(kept) > 500
    assert {
        name: leaks.findall(text) for name, text in folder.texts.items() if leaks.search(text)
    } == {}
    assert leaks.search((folder.root / "private" / "lone.csv").read_text())


@pytest.mark.parametrize("survey", SURVEYS)
def test_nobody_with_few_interviews_and_no_interview_is_named(folder, survey):
    workload = folder.workload(survey)
    few = set(workload[workload < K].index)
    frame = pd.read_parquet(folder.root / "results" / survey / "survey.parquet")
    names = few | set(frame["rid"])
    leaks = re.compile("|".join(map(re.escape, sorted(names))))
    own = {name: text for name, text in folder.sent.items() if of_survey(name, survey)}
    assert few
    assert {name: leaks.findall(text) for name, text in own.items() if leaks.search(text)} == {}
    assert leaks.search(folder.working_text(survey))


@pytest.mark.parametrize("survey", SURVEYS)
def test_every_count_of_interviews_is_a_multiple_of_k_or_a_label(folder, survey):
    labels, odd = {"x", f"<{K}"}, []
    for name, table in folder.published(survey).items():
        for column in COUNTED.intersection(table) if name != "overlap" else ():
            said = {str(cell) for cell in table[column].dropna()} - labels
            odd += [(name, column, cell) for cell in said if float(cell) % K]
    assert odd == []


COUNTED = {"n", "n_valid", "n_missing", "n_empty", "n_outside_valid", "n_missing_alone",
           "workload", "workload_max"}  # fmt: skip


@pytest.mark.parametrize("survey", SURVEYS)
def test_no_exact_number_of_interviews_is_said_anywhere(folder, survey):
    exact = exact_totals(folder, survey)
    own = [name for name in folder.sent if of_survey(name, survey)]
    assert {
        name: exact & folder.numbers(name) for name in own if exact & folder.numbers(name)
    } == {}
    assert not exact or exact & set(re.findall(r"\d+", folder.working_text(survey)))


def of_survey(name, survey):
    """Whether a file is about a survey, or about all."""
    return survey in name.replace(".", "/").split("/") or "index" in name


def exact_totals(folder, survey):
    """Totals over interviewers that no rounding gives: no multiples of k, and large enough not to
    be there for another reason.
    """
    tables = folder.working(survey)
    columns = [("fits", "n"), ("screening", "n"), ("items", "n_valid"), ("silence", "n")]
    n = {int(value) for table, column in columns for value in tables[table][column].dropna()}
    n.add(int(folder.workload(survey).sum()))
    return {str(value) for value in n if value % K and value > 100}


@pytest.mark.parametrize("survey", SURVEYS)
def test_hidden_counts_stay_open_beside_all_tables_of_all_variants(folder, survey):
    assert counts_told_together(folder.release(survey)) == []


def test_the_same_program_solves_a_folder_that_hides_small_counts_and_nothing_else(folder):
    release = folder.release("lone")
    cells = release.tables["distributions"]
    n = cells["n"].astype(object).mask(cells["n"].between(1, K - 1), f"<{K}")
    told = {name: release.tables[name] for name in ("items", "silence", "fits")}
    told |= {"distributions": cells.assign(n=n)}
    bare = Exact(K, told, release.tables, release.workload, release.edges)
    assert len(counts_told_together(bare)) >= 3


class Exact(Release):
    """A release in which every number that is shown is exact."""

    def box(self, label, step, least=1):
        """The counts that are published as this."""
        if isinstance(label, str) or pd.isna(label):
            return super().box(label, step, least)
        return float(label), float(label)


@pytest.mark.parametrize("survey", SURVEYS)
def test_hidden_answers_stay_open_beside_the_effects_of_all_models_together(folder, survey):
    assert answers_found(folder, survey, folder.published(survey)) == []


def test_the_same_sums_give_answers_away_where_nothing_is_rounded(folder):
    true = folder.working("lone")
    small = set(folder.workload("lone").loc[lambda n: n < K].index)
    bare = {
        name: true[name][~true[name]["interviewer"].isin(small)]
        for name in ("screening_interviewers", "effects")
    }
    assert len(answers_found(folder, "lone", bare, steps=1e-6)) >= 2


def answers_found(folder, survey, shown, steps=1.0):
    """The hidden answers that keep fewer than three values, over all items."""
    true, root = folder.working(survey), folder.root / "results" / survey
    release = folder.release(survey)
    recoded = pd.read_parquet(root / "recoded.parquet").rename(
        columns={"iid": "interviewer", "rid": "interview"}
    )
    told = set(shown["screening_interviewers"]["interviewer"]) | set(
        shown["effects"]["interviewer"]
    )
    hidden = set(release.workload.index) - told
    found = []
    for item in true["screening"]["item"]:
        rows = recoded.dropna(subset=[item])
        sums = [screened(true, shown, rows, item, release.edges)]
        if item == "q0":
            sums += [
                modelled(true, shown, root, variant, release.edges)
                for variant in ("recoded", "trimmed")
            ]
        told = [one.narrowed(steps) for one in sums if one is not None]
        own = rows[rows["interviewer"].isin(hidden)]
        keys = zip(own["interviewer"], own["interview"], strict=True)
        answers = dict(zip(keys, own[item].astype(float), strict=True))
        found += answers_told_together(release, told, answers, SCALE)
    return found


def screened(true, shown, rows, item, edges):
    """What screening says of the answers to an item."""
    icc = true["screening"].set_index("item")["icc"][item]
    tables = (each["screening_interviewers"] for each in (true, shown))
    of_true, of_shown = (table[table["item"] == item] for table in tables)
    n = rows["interviewer"].map(rows["interviewer"].value_counts())
    weights = icc / (1 + (n - 1) * icc)
    keys = zip(rows["interviewer"], rows["interview"], strict=True)
    return (
        sum_of(of_true, of_shown, dict(zip(keys, weights, strict=True)), edges) if icc > 0 else None
    )


def modelled(true, shown, root, variant, edges):
    """What the intercepts of the main model of a variant say of the answers to its outcome."""
    place = f"variant == '{variant}' and effect == 'Intercept'"
    of_true, of_shown = (
        tables["effects"].query(place).dropna(subset=["z"]) for tables in (true, shown)
    )
    if of_true.empty or of_shown.empty:
        return None
    data = pd.read_parquet(root / "a" / variant / "data.parquet")
    rows = true["parameters"].query(f"variant == '{variant}' and criterion == 'REML'")
    model = "slope" if "slope" in set(rows["model"]) else "intercept"
    told = rows[rows["model"] == model].set_index("term")["estimate"]
    names = ["Intercept", "q1"] if model == "slope" else ["Intercept"]
    D = np.array([[_covariance(told, one, other) for other in names] for one in names])
    if D[0, 0] <= 0:
        return None
    weights = {}
    for person, part in data.groupby("interviewer"):
        Z = np.ones((len(part), 1)) if model != "slope" else np.c_[np.ones(len(part)), part["q1"]]
        V = Z @ D @ Z.T + told["sigma2"] * np.eye(len(part))
        counts = (D @ Z.T @ np.linalg.inv(V))[0]
        weights |= dict(zip(((person, one) for one in part["interview"]), counts, strict=True))
    return sum_of(of_true, of_shown, weights, edges)


def _covariance(told, one, other):
    if one == other:
        return told[f"var({one})"]
    return told.get(f"cov({one}, {other})", told.get(f"cov({other}, {one})", 0.0))


@pytest.mark.parametrize("survey", SURVEYS)
def test_figures_draw_nobody_who_is_in_no_table(folder, survey):
    """Groups of marks have as many as a table has rows, or none for each interviewer of the
    file.
    """
    shown = folder.published(survey)["effects"].query("variant == 'recoded'")
    n_shown, n_all = shown["interviewer"].nunique(), len(folder.workload(survey))
    if n_shown in (0, n_all):
        n_shown = -1
    drawn = {
        name: {len(group) for group in folder.marks(name)}
        for name in folder.texts
        if name.endswith(".svg") and of_survey(name, survey)
    }
    assert drawn
    assert [name for name, sizes in drawn.items() if n_all in sizes and "/null_" not in name] == []


@pytest.mark.parametrize("survey", ["lone", "few"])
def test_marks_of_figures_are_where_the_published_numbers_put_them(folder, survey):
    effects = folder.published(survey)["effects"]
    z = np.sort(effects.query("variant == 'recoded' and effect == 'Intercept'")["z"].dropna())
    name = f"results/{survey}/figures/a/qq_1_recoded.svg"
    heights = [np.sort([-y for _, y in group]) for group in folder.marks(name)]
    heights = next((each for each in heights if len(each) == len(z)), None)
    if heights is not None:  # nothing varies in one of the surveys
        off = np.abs(np.polyval(np.polyfit(heights, z, 1), heights) - z).max()
        assert off < 2e-3
    assert heights is not None or survey != "lone"
    residuals = folder.marks(f"results/{survey}/figures/a/qq_residual.svg")
    assert max(map(len, residuals)) <= len(SURVEYS[survey]) // K


@pytest.mark.parametrize("survey", SURVEYS)
def test_published_numbers_have_few_digits(folder, survey):
    """Simulated chances and settings aside, three digits at most."""
    free = {"alpha", "level", "power_se", "largest_z"}
    long = {
        f"{name}.{column}": value
        for name, table in folder.published(survey).items()
        for column in table.select_dtypes("float")
        if column not in free
        for value in table[column].dropna()
        if len(digits_of(value)) > 3
    }
    assert long == {}
    free_true = folder.working(survey)["screening"]["icc"].dropna()
    assert free_true.empty or max(len(digits_of(value)) for value in free_true) > 6


def digits_of(value):
    """The digits of a number that matter."""
    return f"{abs(value):.12g}".partition("e")[0].replace(".", "").strip("0")


def test_the_index_says_what_the_reports_say(folder):
    table = pd.read_csv(folder.root / "reports/index-surveys.csv")
    for row in table.dropna(subset=["n"]).itertuples():
        fits = folder.published(row.survey)["fits"].query("variant == 'recoded'")
        assert row.n in set(fits["n"])
        assert row.icc in set(fits["icc"]) | set(folder.published(row.survey)["screening"]["icc"])


def test_no_fingerprint_confirms_a_guess_of_a_file(folder):
    from interviewer_effects.inputs import digest_of

    kept = [path for path in (folder.root / "results").rglob("*") if path.is_file()]
    kept = [path for path in kept if "tables" not in path.parts] + list(folder.root.glob("*.csv"))
    digests = {digest_of(path) for path in kept if path.stat().st_size}
    digests -= {digest_of(path) for path in kept if path.name == "codebook.json"}  # holds no data
    told = set(re.findall(r"\b[0-9a-f]{64}\b", "".join(folder.texts.values())))
    assert told
    assert digests & told == set()
