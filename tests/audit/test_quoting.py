"""Which p-value is quoted, why, and when the choice decides."""

import numpy as np
import pytest
from interviewer_effects.audit.models.quoting import published_column, quotation

BLANK = dict.fromkeys(
    [
        f"p_{k}"
        for k in (
            "exact",
            "exact_low",
            "exact_high",
            "chibar",
            "bootstrap",
            "bootstrap_low",
            "bootstrap_high",
        )
    ],
    np.nan,
)


def row(**known):
    base = {
        "kind": "variance",
        "criterion": "REML",
        "statistic": 3.0,
        "mixture": "0.5 χ²_1 + 0.5 χ²_2",
    }
    return base | {"null_status": "interior", "p_naive": 0.1, "p_mixture": 0.06} | BLANK | known


EXACT = {"p_exact": 0.058, "p_exact_low": 0.055, "p_exact_high": 0.061}
BOOT = {"p_bootstrap": 0.052, "p_bootstrap_low": 0.04, "p_bootstrap_high": 0.067}
SIGNS = {"p_signs": 0.07, "p_signs_low": 0.055, "p_signs_high": 0.088}
FLOOR = {"p_bootstrap": 0.001, "p_bootstrap_low": 0.0, "p_bootstrap_high": 0.0037}
SEVERAL = {"p_mixture": np.nan, "mixture": ""}


@pytest.mark.parametrize(
    ("known", "quote", "p", "why"),
    [
        (SIGNS | EXACT | BOOT, "sign test", 0.07, "keeps its size"),
        (SIGNS | SEVERAL | BOOT, "sign test", 0.07, "keeps its size"),
        (
            SIGNS | EXACT | {"p_signs": 0.001, "p_signs_low": 0.0},
            "sign test",
            0.001,
            "No replicate reached",
        ),
        (SIGNS | EXACT | {"statistic": 0.0, "p_exact": 1.0}, "exact", 1.0, "T = 0"),
        (SIGNS | {"p_signs": np.nan} | EXACT, "exact", 0.058, "One variance alone"),
        (EXACT | BOOT, "exact", 0.058, "One variance alone"),
        (BOOT, "bootstrap", 0.052, "refits both models"),
        ({}, "mixture", 0.06, "without a bootstrap nothing better"),
        (FLOOR | {"p_mixture": 5e-6}, "mixture", 5e-6, "at most 0.001;"),
        (FLOOR | {"p_mixture": 0.01}, "bootstrap", 0.001, "No replicate reached T"),
        (SEVERAL | FLOOR | {"p_chibar": 0.0002}, "bootstrap", 0.001, "no half-and-half mixture"),
        (SEVERAL | {"p_chibar": 0.03}, "simulated mixture", 0.03, "no half-and-half mixture"),
        (SEVERAL, "naive", 0.1, "upper limit"),
        ({"criterion": "ML"}, "mixture", 0.06, "quoted by REML"),
        (
            BOOT | {"null_status": "boundary"},
            "bootstrap",
            0.052,
            "smaller model lies on the boundary",
        ),
        ({"kind": "fixed", "mixture": "", "p_mixture": np.nan}, "χ²", 0.1, "Satterthwaite"),
    ],
)
def test_the_p_to_quote(known, quote, p, why):
    said = quotation(row(**known), 0.05)
    assert (said["quote"], said["p_quote"]) == (quote, p)
    assert why in said["why"]


def test_a_decision_that_hangs_on_the_choice_is_pointed_out():
    said = quotation(row(**EXACT | {"p_mixture": 0.046, "p_naive": 0.092}), 0.05)["disagreement"]
    assert "below it mixture 0.046; not below it exact 0.058, naive 0.092" in said
    assert "exact, the variance is not detected" in said
    assert quotation(row(**EXACT), 0.05)["disagreement"] == ""
    assert quotation(row(**EXACT | {"p_mixture": 0.046}), 0.01)["disagreement"] == ""


def test_too_few_replicates_are_pointed_out():
    assert "0.040 to 0.067, holds 0.05: draw more" in quotation(row(**BOOT), 0.05)["disagreement"]


def test_a_sign_test_that_decides_otherwise_is_pointed_out():
    said = quotation(row(**EXACT | SIGNS | {"p_signs": 0.02}), 0.05)["disagreement"]
    assert "below it sign test 0.020; not below it exact 0.058" in said
    assert "sign test, the variance is detected" in said
    assert "0.055 to 0.088" not in quotation(row(**EXACT | SIGNS), 0.05)["disagreement"]


@pytest.mark.parametrize(
    ("known", "column"),
    [
        ({}, "p_mixture"),
        (SEVERAL | {"p_chibar": 0.03}, "p_chibar"),
        (SEVERAL, "p_naive"),
        (SIGNS, "p_mixture"),
    ],
)
def test_the_published_p_is_that_of_the_likelihood_ratio(known, column):
    assert published_column(row(**known)) == column
