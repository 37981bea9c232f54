"""The error rates of the sign test where answers are not normal, and what the documents say of
them.
"""

from pathlib import Path

from interviewer_effects.files import read_csv

ROOT = Path(__file__).parents[1]
RATES = read_csv(ROOT / "benchmarks" / "sign_rates.csv")


def test_the_sign_test_keeps_its_level_with_every_kind_of_answers():
    tested = RATES[
        (RATES["test"] == "slopes, signs")
        | ((RATES["test"] == "level, signs") & (RATES["icc"] == 0))
    ]
    assert len(tested) == 7 * 2 * 3
    assert (tested["surveys"] == 1000).all()
    assert tested["rejected"].between(0.02, 0.07).all()


def test_the_documents_say_what_the_numbers_say():
    tested = RATES[
        (RATES["test"] == "slopes, signs")
        | ((RATES["test"] == "level, signs") & (RATES["icc"] == 0))
    ]
    mixture = RATES.query("test == 'slopes, mixture' and answers != 'normal' and icc == 0.05")[
        "rejected"
    ]
    assert (round(100 * tested["rejected"].min()), round(100 * tested["rejected"].max())) == (3, 6)
    assert (round(100 * mixture.min()), round(100 * mixture.max())) == (5, 58)
    methods = (ROOT / "reports/templates/methods.html.j2").read_text(encoding="utf-8")
    assert (
        "the mixture rejects the slope in 5 to 58 % and the sign test level and slope in 3 to 6 %"
        in methods
    )
    page = " ".join((ROOT / "docs/calibration.md").read_text(encoding="utf-8").split())
    assert "slopes that do not differ in up to 58% of surveys, the sign test in 3 to 6%" in page
    for answers, rows in RATES.groupby("answers"):
        cells = rows.set_index(["test", "icc", "n_interviewers"])["rejected"].sort_index()
        keys = [("slopes, mixture", 0.05), ("slopes, signs", 0.05), ("level, signs", 0.0)]
        shown = [f"{cells[(*key, J)]:.3f}".lstrip("0") for key in keys for J in (60, 125)]
        assert " | ".join([answers.replace(" %", "%"), *shown]) in page
