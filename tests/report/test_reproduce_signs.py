"""The sign test of the page's R lines, run by R where it has lme4, beside that of the engine."""

import shutil
import subprocess

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.mixed import MixedModel, sign_test
from interviewer_effects.report.page import reproduce
from interviewer_effects.report.page.reproduce_signs import R_FUNCTION

pytestmark = pytest.mark.slow

SIGNS = 1999
R_CALLS = """
suppressMessages(library(lme4))
d <- read.csv("d.csv")
set.seed(1)
fit <- lmer(y ~ x + c + (1 | g), d)
cat(sign_test(fit, d$g, signs = 1999), sign_test(fit, d$g, d$x, signs = 1999), sep = "\\n")
"""


def has_lme4():
    if shutil.which("Rscript") is None:
        return False
    return (
        subprocess.run(
            ["Rscript", "-e", "library(lme4)"], capture_output=True, check=False
        ).returncode
        == 0
    )


def survey(seed, level, slope):
    """Interviewers of 1 to 24 interviews whose residual SD goes with the predictor, and whose
    residuals are skewed.
    """
    rng = np.random.default_rng(seed)
    g = np.repeat(np.arange(50), rng.integers(1, 25, 50))
    x = rng.integers(0, 11, len(g))
    c = rng.normal(size=50)[g]
    u, v = level * rng.normal(size=50), slope * rng.normal(size=50)
    e = (rng.exponential(size=len(g)) - 1) * (0.5 + 0.1 * x)
    return pd.DataFrame({"g": g, "x": x, "c": c, "y": 3 + 0.2 * x + 0.3 * c + u[g] + v[g] * x + e})


@pytest.mark.skipif(not has_lme4(), reason="there is no R with lme4")
@pytest.mark.parametrize(
    ("seed", "level", "slope"), [(1, 0.1, 0.0), (2, 0.3, 0.03), (3, 0.0, 0.05)]
)
def test_the_lines_of_r_give_the_p_of_the_engine(tmp_path, seed, level, slope):
    frame = survey(seed, level, slope)
    frame.to_csv(tmp_path / "d.csv", index=False)
    (tmp_path / "signs.R").write_text(R_FUNCTION + R_CALLS, encoding="utf-8")
    said = subprocess.run(
        ["Rscript", "signs.R"], capture_output=True, text=True, check=True, cwd=tmp_path
    ).stdout
    null = MixedModel.from_formula("y ~ x + c", frame, groups="g").fit()
    larger = MixedModel.from_formula("y ~ x + c", frame, groups="g", re_formula="~x").fit()
    ours = [sign_test(None, null, SIGNS, seed=5).p, sign_test(null, larger, SIGNS, seed=5).p]
    theirs = [float(line) for line in said.split()]
    middle = (np.array(ours) + theirs) / 2
    error = np.sqrt(2 * middle * (1 - middle) / SIGNS)
    assert (np.abs(np.subtract(ours, theirs)) <= 4 * error + 1 / SIGNS).all()


def test_the_lines_call_the_test_with_the_p_to_expect(analysis):
    made = analysis()
    lines = reproduce.in_r(made)
    assert "sign_test(intercept, g)  # here, with other signs: p ≤ 0.001" in lines
    assert "sign_test(intercept, g, d$x)  # here, with other signs: p = 0.61" in lines
    assert (
        "print(sign_test(intercept, slope).p)  # here, with other signs: p = 0.61"
        in reproduce.in_python(made)
    )
    assert max(map(len, R_FUNCTION.splitlines())) <= 100


@pytest.mark.parametrize("changed", [{"covariance": "diagonal"}, {"random_slopes": ["x", "z"]}])
def test_r_has_no_slope_to_test_where_its_lines_know_none_like_it(analysis, changed):
    made = analysis()
    made.settings.update(changed)
    assert "d$x)" not in reproduce.in_r(made)


def test_without_a_sign_test_nothing_is_called(analysis):
    made = analysis()
    tests = made.survey.table("tests")
    tests["p_signs"] = np.nan
    assert "sign_test" not in reproduce.in_r(made) + reproduce.in_python(made)
