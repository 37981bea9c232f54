"""The reference case, European Social Survey round 5, Belgium, against the published and the
corrected numbers.

The file may not be redistributed: the test reads it from the path in ESS_BELGIUM, or from
../shared/data beside the checkout, and is skipped where neither holds it.
"""

import os
import re
from pathlib import Path

import pandas as pd
import pytest
import yaml
from test_workflow import ROOT, snakemake

FILE = Path(os.environ.get("ESS_BELGIUM", ROOT.parent / "shared" / "data" / "ess_belgium.csv"))
pytestmark = [
    pytest.mark.whole,
    pytest.mark.skipif(
        not FILE.exists(), reason=f"the survey file is not at {FILE}; set ESS_BELGIUM"
    ),
]

TRUST = ["trstprl", "trstlgl", "trstplc", "trstplt", "trstprt"]
TEN = [
    "pplfair",
    "pplhlp",
    *TRUST,
    "stfeco",
    "stfgov",
    "stfdem",
    "stfedu",
    "stfhlth",
    "imbgeco",
    "imueclt",
    "imwbcnt",
]
SHORT = {
    "gincdif": 5,
    "freehms": 5,
    "prtyban": 5,
    "scnsenv": 5,
    "imsmetn": 4,
    "imdfetn": 4,
    "impcntr": 4,
}

# statistics of the reference: fixed effects; D00, D11, D01, sigma2; deviance with and without the
# slope
REFERENCE = {
    ("raw", "REML"): (3.88613, 0.14293, 0.69600, 0.012355, -0.07614, 3.65215, 7143.3156, 7166.7754),
    ("recoded", "REML"): (
        3.79200,
        0.15905,
        0.48899,
        0.0037607,
        -0.03343,
        3.67698,
        7120.3926,
        7120.9406,
    ),
    ("raw", "ML"): (3.88902, 0.14244, 0.66359, 0.011710, -0.07191, 3.65240, 7134.2041, 7156.2183),
    ("recoded", "ML"): (
        3.79129,
        0.15914,
        0.44128,
        0.0026291,
        -0.02647,
        3.67938,
        7111.1821,
        7111.6555,
    ),
}


def codebook():
    ten = {"valid": [0, 10], "missing": {77: "refusal", 88: "don't know", 99: "no answer"}}
    short = {
        item: {"valid": [1, top], "missing": {7: "refusal", 8: "don't know", 9: "no answer"}}
        for item, top in SHORT.items()
    }
    return dict.fromkeys(TEN, ten) | short


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """Every table of the audit of the real file."""
    folder = tmp_path_factory.mktemp("belgium")
    analysis = {
        "outcome": "pplhlp",
        "predictors": ["trstplc"],
        "random_slopes": ["trstplc"],
        "interviewer_covariates": ["int_rr"],
    }
    survey = {
        "data": str(FILE),
        "columns": {"interview": "idno", "interviewer": "intnum", "weight": "weight"},
        "codebook": codebook(),
        "analyses": {"helpfulness": analysis},
        "screen": [*TEN, *SHORT],
    }
    (folder / "config.yaml").write_text(
        yaml.safe_dump({"surveys": {"belgium": survey}, "tests": {"bootstrap": 199}})
    )
    said = snakemake(folder)
    assert said.returncode == 0, said.stdout + said.stderr
    found = {
        p.stem: pd.read_csv(p, dtype={"interviewer": str, "interview": str})
        for p in folder.glob("results/belgium/tables/*.csv")
    }
    return found | {"page": (folder / "reports" / "belgium.html").read_text()}


def pick(table, **where):
    for column, value in where.items():
        table = table[table[column] == value]
    return table


@pytest.mark.parametrize("key", REFERENCE)
def test_parameters_and_deviances(tables, key):
    variant, criterion = key
    b0, b1, D00, D11, D01, sigma2, with_slope, without = REFERENCE[key]
    rows = pick(
        tables["parameters"], variant=variant, criterion=criterion, model="slope"
    ).set_index("term")["estimate"]
    assert [rows["Intercept"], rows["trstplc"]] == pytest.approx([b0, b1], abs=1e-5)
    assert rows["var(Intercept)"] == pytest.approx(D00, rel=1e-4)
    assert rows["var(trstplc)"] == pytest.approx(D11, rel=1e-4)
    assert rows["cov(Intercept,trstplc)"] == pytest.approx(
        D01, rel=2e-4
    )  # the reference has four digits
    assert rows["sigma2"] == pytest.approx(sigma2, rel=1e-4)
    fits = pick(tables["fits"], variant=variant, criterion=criterion).set_index("model")
    assert fits.loc["slope", "deviance"] == pytest.approx(with_slope, abs=1e-4)
    assert fits.loc["intercept", "deviance"] == pytest.approx(without, abs=1e-4)
    assert fits.loc["slope", "n"] == (1703 if variant == "raw" else 1700)


@pytest.mark.parametrize(
    ("variant", "alternative", "p"),
    [("raw", "slope", 4.66e-6), ("recoded", "slope", 0.61), ("recoded", "intercept", 1.1e-7)],
)
def test_the_slopes_differ_only_while_the_codes_are_in(tables, variant, alternative, p):
    row = pick(
        tables["tests"], variant=variant, criterion="REML", alternative=alternative, kind="variance"
    ).iloc[0]
    digits = 0.01 if alternative == "slope" else 0.03  # 1.1e-07 has two digits
    assert row["p_mixture"] == pytest.approx(p, rel=digits)
    if alternative == "slope":
        assert row["p_bootstrap_low"] - 0.02 <= p <= row["p_bootstrap_high"] + 0.02


@pytest.mark.parametrize(
    ("variant", "p", "variance", "covariance"),
    [("raw", 0.090, 0.076, 0.102), ("recoded", 0.851, 0.860, 0.779)],
)
def test_three_records_do_not_carry_the_sign_test_away(tables, variant, p, variance, covariance):
    row = pick(
        tables["tests"], variant=variant, criterion="REML", alternative="slope", null="intercept"
    ).iloc[0]
    found = [row["p_signs"], row["p_signs_variance"], row["p_signs_covariance"]]
    assert found == pytest.approx([p, variance, covariance], abs=0.03)
    assert row["p_signs_low"] < p < row["p_signs_high"]


def test_three_records_of_two_interviewers_carry_the_code(tables):
    cells = pick(tables["recoded_cells"], item="trstplc")
    assert set(zip(cells["interviewer"], cells["interview"], strict=True)) == {
        ("7519", "107108"),
        ("1424", "111809"),
        ("1424", "130402"),
    }


def test_who_is_looked_at_and_why(tables):
    effects = tables["effects"].fillna({"reasons": ""})
    assert not effects["reasons"].str.contains("outlier").any()

    def who(variant, reason):
        rows = effects[(effects["variant"] == variant) & effects["reasons"].str.contains(reason)]
        return set(rows["interviewer"])

    assert who("raw", "extreme") == {"1888", "6030", "7364"}
    assert who("recoded", "extreme") == {"1888", "4976", "7364"}
    assert who("raw", "coded") == {"7519", "1424"}
    z = pick(effects, variant="raw", interviewer="4976", effect="Intercept").iloc[0]
    assert z["z"] == pytest.approx(-3.0, abs=0.05)
    z = pick(effects, variant="recoded", interviewer="7364", effect="Intercept").iloc[0]
    assert z["z_at_means"] == pytest.approx(-3.052, abs=0.01)
    assert z["z_tail"] == pytest.approx(-3.009, abs=0.01)
    assert z["p_adjusted"] == pytest.approx(0.328, abs=0.01)


def test_the_drill_down_says_what_is_particular(tables):
    facts = tables["drill"]
    assert "107108" in pick(facts, interviewer="7519", fact="missing codes").iloc[0]["sentence"]
    assert (
        "111809 and 130402"
        in pick(facts, interviewer="1424", fact="missing codes").iloc[0]["sentence"]
    )


def test_the_causes_are_found_by_refitting(tables):
    causes = tables["causes"]
    low = pick(causes, interviewer="4976", variant="recoded", cause="low answers").iloc[0]
    said = low["evidence"].replace("\u202f", " ")
    assert said.startswith(
        "15 of 25 answers to pplhlp are below 4 (60 %; 29 % over all interviewers; exact test"
    )
    assert low["p"] == pytest.approx(0.0012, abs=5e-5)
    assert (low["grade"], low["resolves"]) == ("possible", True)
    for who, records in (("7519", "107108"), ("1424", "111809;130402")):
        code = pick(causes, interviewer=who, variant="raw", cause="missing code").iloc[0]
        assert (code["interviews"], code["strength"], code["resolves"]) == (records, 1, True)
        assert code["statistic_together"] == pytest.approx(0.55, abs=5e-3)
    assert pick(causes, interviewer="7519", cause="missing code").iloc[0]["statistic_after"] > 20
    clear = tables["conclusions"]
    assert set(clear.dropna(subset="cause")["interviewer"]) == {"7519", "1424"}


def test_screening_of_all_items(tables):
    icc = tables["screening"].set_index("item")["icc"]
    assert len(icc) == 22
    assert icc.median() == pytest.approx(0.043, abs=5e-4)
    assert icc.min() == icc["trstplc"] == pytest.approx(0.0017, abs=5e-5)
    assert icc.max() == icc["stfedu"] == pytest.approx(0.139, abs=5e-4)


def test_the_share_of_the_variance_is_quoted_by_random_signs(tables):
    rows = pick(tables["intervals"], variant="recoded", quantity="icc", method="wild bootstrap")
    rows = rows.assign(model=rows["model"].fillna("null")).set_index(
        "model"
    )  # pandas takes the name for nothing
    assert set(rows.index) == {"null", "intercept"}
    assert rows["quoted"].all()
    assert rows.loc["intercept", ["lower", "upper"]].to_list() == pytest.approx(
        [0.0279, 0.0955], abs=4e-3
    )


def test_sizes_have_both_intervals(tables):
    rows = pick(tables["intervals"], variant="recoded")
    for method in ("profile", "bootstrap"):
        icc = pick(rows, model="intercept", quantity="icc", method=method).iloc[0]
        assert icc["estimate"] == pytest.approx(0.0567, abs=5e-5)
        assert (icc["lower"], icc["upper"]) == pytest.approx((0.0285, 0.0963), abs=3e-3)
        worth = pick(rows, model="intercept", quantity="effective sample size", method=method).iloc[
            0
        ]
        assert worth["estimate"] == pytest.approx(781.8, abs=0.1)
    (slope,) = pick(rows, quantity="variance", term="var(trstplc)", method="bootstrap").itertuples()
    assert slope.lower == 0
    assert slope.upper == pytest.approx(0.0235, abs=0.003)
    assert slope.quoted


def test_the_witness_agrees_with_every_fit(tables):
    witness = tables["witness"]
    assert len(witness) == 36
    relative = (witness["deviance_theirs_at_ours"] - witness["deviance_ours"]).abs() / witness[
        "deviance_ours"
    ]
    assert relative.max() < 1e-6
    own = witness[(witness["model"] == "slope")]
    assert (own["deviance_theirs_own_optimum"] > own["deviance_ours"] - 1e-4).all()
    assert len(own) == 6


@pytest.mark.parametrize(
    "words", ["4976", "7519", "1424", "107108", "111809", "130402", "No outlier", "p = 0.61"]
)
def test_the_report_says_it_by_itself(tables, words):
    said = re.sub(r"<[^>]+>", "", tables["page"])  # a number in a sentence is a link to its table
    assert words in said.replace("\u2009", " ").replace("\xa0", " ")
