"""The variants side by side: which model, which estimates, which p."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.models.comparisons import comparison_rows
from interviewer_effects.audit.models.fits import parameter_rows
from interviewer_effects.audit.models.sensitivity import COLUMNS, sensitivity
from interviewer_effects.specification import SettingsOfTests
from small_surveys import analysis, fitted, survey

PLAIN = SettingsOfTests(bootstrap=0, seed=1)


@cache
def computed(seed, slope):
    ladder, fits = fitted(survey(seed, 12), analysis() if slope else analysis(random_slopes=[]))
    rows = [
        row for (name, c), fit in fits.items() for row in parameter_rows(ladder, name, c, fit, 0.05)
    ]
    return pd.DataFrame(rows), pd.DataFrame(comparison_rows(ladder, fits, PLAIN))


def parts(seed, slope, **place):
    """parameters.csv and tests.csv of one survey, with or without a random slope."""
    return tuple(table.assign(**place) for table in computed(seed, slope))


def test_the_rows_are_those_of_the_main_model_by_reml():
    parameters, tests = parts(1, True, analysis="a", variant="raw")
    table = sensitivity(parameters, tests)
    assert table.columns.tolist() == COLUMNS
    main = parameters[(parameters["model"] == "slope") & (parameters["criterion"] == "REML")]
    np.testing.assert_array_equal(table[["estimate", "ci_low"]], main[["estimate", "ci_low"]])
    assert table["term"].tolist() == main["term"].tolist()


def test_a_variance_has_the_p_to_quote_for_its_boundary_test():
    parameters, tests = parts(1, True, analysis="a", variant="raw")
    p = sensitivity(parameters, tests).set_index("term")["p"]
    boundary = tests[tests["criterion"] == "REML"].set_index("tested")["p_quote"]
    assert p["var(x)"] == boundary["var(x)"]
    assert p["var(Intercept)"] == boundary["var(Intercept)"]
    published = sensitivity(parameters, tests).set_index("term")["p_published"]
    mixture = tests[tests["criterion"] == "REML"].set_index("tested")["p_mixture"]
    assert published["var(x)"] == mixture["var(x)"]
    assert published["var(Intercept)"] == mixture["var(Intercept)"]
    assert published["x"] == p["x"]
    main = parameters[
        (parameters["model"] == "slope") & (parameters["criterion"] == "REML")
    ].set_index("term")
    assert p["x"] == main.loc["x", "p"]
    assert p[["sigma2", "cov(Intercept,x)"]].isna().all()


@pytest.mark.slow
def test_analyses_and_variants_do_not_mix():
    made = [
        parts(seed, slope, analysis=name, variant=variant)
        for seed, slope, name, variant in (
            (1, True, "a", "raw"),
            (2, True, "a", "recoded"),
            (1, False, "b", "raw"),
        )
    ]
    table = sensitivity(*(pd.concat(both, ignore_index=True) for both in zip(*made, strict=True)))
    places = table[["analysis", "variant"]].drop_duplicates().to_numpy().tolist()
    assert places == [["a", "raw"], ["a", "recoded"], ["b", "raw"]]
    for (parameters, tests), (_, part) in zip(
        made, table.groupby(["analysis", "variant"]), strict=True
    ):
        alone = sensitivity(parameters, tests).reset_index(drop=True)
        pd.testing.assert_frame_equal(part.reset_index(drop=True), alone)
    assert table.loc[table["analysis"] == "b", "term"].tolist() == [
        "Intercept",
        "x",
        "var(Intercept)",
        "sigma2",
    ]


def test_nothing_fitted_is_an_empty_table():
    parameters, tests = parts(1, False, analysis="a", variant="raw")
    assert sensitivity(parameters.iloc[:0], tests.iloc[:0]).columns.tolist() == COLUMNS
