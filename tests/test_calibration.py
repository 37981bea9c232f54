"""The calibration's shortcuts against the long way, and its runner: resumed, repeated,
published.
"""

import calibrate
import numpy as np
import pandas as pd
import pytest
from calibration import intervals, inverted, null, weights
from calibration.cell import Cell, measure
from calibration.design import designs, root_ratio, truth, workloads
from calibration.page import END, START, publish, summary
from calibration.rejections import REPLICATES, bootstrap_p
from calibration.replicates import fitted, statistics_of
from interviewer_effects.audit.robustness.weighting import weighting_rows
from interviewer_effects.files import read_csv
from interviewer_effects.mixed.inference import profile
from interviewer_effects.mixed.inference.bootstrap import bootstrap_fits
from interviewer_effects.mixed.inference.exact_null import exact_test
from interviewer_effects.mixed.inference.inverted_bootstrap import bootstrap_interval
from interviewer_effects.mixed.inference.replicates import replicates_of
from interviewer_effects.specification import AnalysisSpec
from scipy import stats

pytestmark = pytest.mark.whole

GRID = (0.0, 0.1, 0.2, 0.3, 0.45)
DRAWS = 1_500
D = designs(60)


@pytest.fixture(scope="module")
def table():
    return null.assemble(
        D, [null.simulate_null(D, at, DRAWS, [1, k]) for k, at in enumerate(GRID)], GRID, 1
    )


@pytest.fixture(scope="module")
def surveys():
    """Forty surveys in which levels vary and slopes do not."""
    return next(fitted(truth(D.level, root_ratio(0.03)), D, 40, 5))


def test_belgian_workloads_by_rule():
    sizes = workloads(125)
    assert sizes.sum() == pytest.approx(1_703, rel=0.01)
    assert sizes.min() >= 1
    assert sizes.max() <= 70
    assert (sizes**2).sum() / sizes.sum() == pytest.approx(21.8, rel=0.05)


def test_the_table_gives_the_p_of_a_bootstrap_inside_each_survey(table, surveys):
    s, B = statistics_of(surveys), 300
    shares = table.slope_tail(s.slope, s.theta)
    z = []
    for r in np.flatnonzero(s.slope > 0.05)[:16]:
        fits = [
            intervals.single(design, m, found, r)
            for design, m, found in (
                (D.level, surveys.level_moments, surveys.level),
                (D.slope, surveys.slope_moments, surveys.slope),
            )
        ]
        honest = bootstrap_fits(*fits, D.products, s.slope[r], B, int(r))
        share = (honest.replicate_statistics >= s.slope[r] - 1e-7).mean()
        z.append((share - shares[r]) / np.sqrt(shares[r] * (1 - shares[r]) * (1 / B + 1 / DRAWS)))
    assert len(z) == 16
    assert np.abs(z).max() < 4
    assert abs(np.mean(z)) < 4 / np.sqrt(len(z))


def test_the_level_needs_no_table_along_its_size(table, surveys):
    s = statistics_of(surveys)
    r = int(np.argsort(s.level)[12])
    fit = intervals.single(D.level, surveys.level_moments, surveys.level, r)
    exact = exact_test(fit, 20_000)
    assert exact.statistic == pytest.approx(s.level[r], abs=1e-7)
    ours = [null.tail(draws, s.level[r : r + 1])[0] for draws in (table.exact, table.level)]
    assert ours[0] == pytest.approx(exact.p, abs=4 * exact.p_se)
    assert ours[1] == pytest.approx(exact.p, abs=4 * np.sqrt(exact.p * (1 - exact.p) / DRAWS))


def test_a_bootstrap_p_is_uniform_where_the_null_holds():
    rng = np.random.default_rng(1)
    p = bootstrap_p(rng.random(20_000), rng)
    assert p.min() >= 1 / (REPLICATES + 1)
    assert (p <= 0.05).mean() == pytest.approx(0.05, abs=0.006)


def test_the_interval_of_many_icc_at_once_is_the_engines(surveys):
    for icc in (0.0, 0.03, 0.08):
        covered, width = intervals.icc_profile(surveys, icc)
        for r in (0, 7, int(np.argmin(surveys.level.theta[:, 0] ** 2))):
            fit = intervals.single(D.level, surveys.level_moments, surveys.level, r)
            low, high = profile.rho_interval(fit, np.ones(1))
            assert width[r] == pytest.approx(high - low, abs=1e-6)
            assert covered[r] == (low <= icc <= high)


def test_fixed_effects_held_at_their_truth_are_inside_their_profile_interval(surveys):
    source = truth(D.level, root_ratio(0.03))
    hits = intervals.fixed_profile(D.level, surveys.level_moments, source.beta)
    ml = intervals.lowest(surveys.level_moments, False)
    for r in range(12):
        fit = intervals.single(D.level, surveys.level_moments, ml, r, reml=False)
        for k, term in enumerate(intervals.FIXED):
            low, high = profile.coefficient_interval(fit, k)
            assert hits[term][r] == (low <= source.beta[k] <= high)


def test_an_inverted_interval_holds_what_its_own_surveys_do_not_contradict(table):
    theta = np.array([0.0, 0.1, 0.25, 0.32])
    low, high = table.theta_limits(0.025, theta)
    assert low[0] == 0
    assert (low <= theta).all()
    assert (theta < high).all()
    for at, side in ((high[2], 1), (low[3], -1)):
        draws = null.simulate_null(D, at, 1_000, 3).theta
        beyond = (draws <= theta[2]) if side > 0 else (draws >= theta[3])
        assert beyond.mean() == pytest.approx(0.025, abs=0.02)


def test_one_simulation_at_a_value_says_whether_the_bootstrap_interval_holds_it():
    """Limits are read off a line through simulated tails, so values near a limit are left out."""
    d = designs(20)
    source = truth(d.slope, root_ratio(0.05), 0.2)
    f = next(fitted(source, d, 4, 3))
    outside = 0
    for r in (0, 2):
        fit = intervals.single(d.slope, f.slope_moments, f.slope, r)
        for _, path, _ in inverted.quantities(fit, source):
            near = profile.coordinate_limits(path, intervals.ALPHA)
            drawn = replicates_of(fit, d.products, inverted.REPLICATES, [1, r])[0]
            ours = bootstrap_interval(path, near, d.products, drawn, [1, r])
            places = np.linspace(
                max(near[0] - 0.4, path.ends[0]), min(near[1] + 0.4, path.ends[1]), 9
            )
            values, slack = np.array([path.value(t) for t in places]), 0.2 * (ours.high - ours.low)
            clear = np.minimum(abs(values - ours.low), abs(values - ours.high)) > slack
            asked = [inverted.question("", path, t) for t in places[clear]]
            within = (ours.low < values[clear]) & (values[clear] < ours.high)
            assert (inverted.holds(d, source, asked, np.random.default_rng(r)) == within).all()
            outside += (~within).sum()
    assert outside > 0


def test_the_truth_of_each_quantity_is_where_the_surveys_came_from():
    d = designs(20)
    source = truth(d.slope, root_ratio(0.05), 0.2)
    f = next(fitted(source, d, 1, 3))
    fit = intervals.single(d.slope, f.slope_moments, f.slope, 0)
    found = {what: path.value(t) for what, path, t in inverted.quantities(fit, source)}
    assert found["slope variance"] == pytest.approx(source.D[1, 1], rel=1e-9)
    assert found["rho at the mean"] == pytest.approx(
        0.05, rel=1e-3
    )  # the predictor's mean is 0 within rounding
    x = np.array([1.0, inverted.HIGHEST])
    assert found["rho at the highest answer"] == pytest.approx(
        x @ source.D @ x / (x @ source.D @ x + source.sigma2)
    )
    assert found["correlation"] == 0 == pytest.approx(source.D[0, 1], abs=1e-12)


def test_a_cell_says_size_where_nothing_is_there_and_power_elsewhere(table, monkeypatch):
    monkeypatch.setattr("calibration.cell.WIDTHS", 2)
    rows = pd.DataFrame(measure(Cell(60, 0.05, 0.0), table, 60, 9))
    assert set(rows.query("what == 'level'")["quantity"]) == {"power"}
    assert set(rows.query("what == 'slope'")["quantity"]) == {"size"}
    assert {"profile", "bootstrap percentile", "bootstrap inverted"} == set(
        rows.query("what == 'icc'")["method"]
    )
    assert (rows.query("quantity == 'coverage' and n == 60")["share"] > 0.8).all()
    assert rows.query("method == 'bootstrap' and level == 0.05 and what == 'slope'")[
        "mc_error"
    ].iloc[0] == (pytest.approx(np.sqrt(0.05 * 0.95 * (1 / 60 + 1 / DRAWS))))


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A calibration of one cell, its cache in a folder of its own."""
    monkeypatch.setattr(calibrate, "INTERVIEWERS", (20,))
    monkeypatch.setattr(calibrate, "ICCS", (0.0,))
    monkeypatch.setattr(calibrate, "SLOPES", (0.0,))
    monkeypatch.setattr(null, "GRID", (0.0, 0.3))
    monkeypatch.setattr(null, "EXACT_DRAWS", 500)
    monkeypatch.setattr("calibration.cell.WIDTHS", 1)
    monkeypatch.setattr(calibrate, "CACHE", tmp_path / "cache")
    return tmp_path


def test_what_is_finished_is_not_computed_again(small, capsys):
    first = calibrate.run(16, 1, 1)
    stamps = {path: path.stat().st_mtime_ns for path in (small / "cache").rglob("*.*")}
    assert len(stamps) == 3
    gone = next(path for path in stamps if path.name.startswith("J20"))
    gone.unlink()
    assert pd.DataFrame(calibrate.run(16, 1, 1)).equals(pd.DataFrame(first))
    assert {path for path in stamps if path.stat().st_mtime_ns != stamps[path]} == {gone}
    other = calibrate.run(16, 2, 1)
    assert len(list((small / "cache").rglob("*.*"))) == 6
    assert not pd.DataFrame(other).equals(pd.DataFrame(first))


def test_blocks_of_bootstrap_intervals_are_kept_and_joined(small, monkeypatch):
    monkeypatch.setattr(inverted, "BLOCK", 2)
    monkeypatch.setattr(inverted, "WIDTHS", 1)
    first = pd.DataFrame(calibrate.run_inverted(3, 1, 1))
    stamps = {path: path.stat().st_mtime_ns for path in (small / "cache").rglob("*.json")}
    assert len(stamps) == 2
    assert pd.DataFrame(calibrate.run_inverted(3, 1, 1)).equals(first)
    assert stamps == {path: path.stat().st_mtime_ns for path in stamps}
    assert set(first["what"]) == {"slope variance", "rho at the mean", "rho at the highest answer"}
    assert (first["n"] == 3).all()
    assert (first["n_width"] == 2).all()
    assert all(inverted.is_row(row) for row in first.to_dict("records"))


def test_weighted_surveys_have_the_selection_that_their_weights_undo():
    """Whoever is above the mean is OFTEN there: the plain mean is off by a known amount, the
    weighted one is right.
    """
    rng = np.random.default_rng(1)
    values, own = weights.reached(200_000, True, rng)
    high, low = weights.OFTEN, weights.SELDOM
    off = (high - low) / (high + low) * np.sqrt(2 / np.pi)
    assert values.mean() == pytest.approx(off, abs=0.01)
    assert np.average(values, weights=own) == pytest.approx(0, abs=0.01)
    assert np.average(values**2, weights=own) == pytest.approx(1, abs=0.02)
    columns, owner, w, W = weights.survey(weights.Selected(20, "both", 2), rng)
    assert len(columns["y"]) == len(owner) == len(w) == len(W) == 2 * workloads(20).sum()
    assert set(np.round(W, 3)) == set(np.round(w, 3)) == {1.667, 5.0}


def test_weighted_fits_are_kept_in_blocks_and_judged_as_the_audit_judges_them(small, monkeypatch):
    monkeypatch.setattr(weights, "BLOCK", 2)
    monkeypatch.setattr(weights, "LONGER", (20, 2))
    first = pd.DataFrame(calibrate.run_weights(3, 1, 1))
    stamps = {path: path.stat().st_mtime_ns for path in (small / "cache").rglob("*.json")}
    assert len(stamps) == 2 * len(weights.cells((20,)))
    assert pd.DataFrame(calibrate.run_weights(3, 1, 1)).equals(first)
    assert stamps == {path: path.stat().st_mtime_ns for path in stamps}
    assert all(weights.is_row(row) for row in first.to_dict("records"))
    assert len(first) == 2 * (3 + 2 + 6) * 4
    cell = weights.Selected(20, "both")
    columns, owner, w, W = weights.survey(cell, np.random.default_rng([1, 5, 2, 0]).spawn(2)[0])
    ids = pd.Index(np.arange(len(owner)).astype(str))
    frame = pd.DataFrame({"interview": ids, "interviewer": owner.astype(str), **columns})
    analysis = AnalysisSpec.of({"outcome": "y", "predictors": ["x"], "weights": "both_B"})
    told = (
        pd.DataFrame(
            weighting_rows(
                frame,
                analysis,
                pd.DataFrame({"weight": w, "interviewer_weight": W}, ids),
                "recoded",
                0.05,
            )
        )
        .query("weighting == 'both_B'")
        .set_index("term")
    )
    ours = np.array(weights.measured(cell, 2, [1, 5, 2, 0]))[
        0, weights.METHODS["both"].index("both_B")
    ]
    for (estimate, low, high), term in zip(ours, weights.TRUTH, strict=True):
        assert told.loc[term, ["estimate", "ci_low", "ci_high"]].tolist() == pytest.approx(
            [estimate, low, high], 1e-6
        )


def test_the_committed_numbers_say_what_weights_do():
    rows = read_csv(calibrate.HERE / "calibration.csv")
    own = rows[rows["quantity"] == weights.QUANTITY]
    assert own["n"].max() >= 1_000
    level = (
        own.query("what == 'Intercept'")
        .set_index(["selected", "method", "workload", "interviewers"])
        .sort_index()
    )
    plain, both = level.xs("unweighted", level="method"), level.xs("both_A", level="method")
    assert (plain.loc["both", "bias"] > 0.45).all()
    assert (both["bias"] < 0.2 * plain.loc["both", "bias"].to_numpy()).all()
    by_interviewer = level.xs("level2", level="method").loc["interviewers"]
    assert (by_interviewer["bias"].abs() < 3.5 * by_interviewer["bias_error"] + 0.01).all()


def test_a_docstring_is_no_code(tmp_path):
    texts = [
        '"""One."""\ndef f():\n    """Two."""\n    return 1\n',
        "def f(): return 1 # three\n",
        "def f(): return 2\n",
    ]
    for k, text in enumerate(texts):
        (tmp_path / f"{k}.py").write_text(text)
    one, two, three = (calibrate.meaning(tmp_path / f"{k}.py") for k in range(3))
    assert one == two != three


def test_the_documentation_shows_the_table_of_the_committed_numbers(tmp_path):
    folder = calibrate.HERE
    rows = read_csv(folder / "calibration.csv")
    readme = (folder.parent / "docs" / "calibration.md").read_text(encoding="utf-8")
    assert readme.split(START)[1].split(END)[0].strip() == summary(rows)
    (tmp_path / "calibration.csv").write_bytes((folder / "calibration.csv").read_bytes())
    (tmp_path / "README.md").write_text(f"before\n{START}\nold\n{END}\nafter\n", encoding="utf-8")
    publish(tmp_path, tmp_path / "README.md", 20101)
    written = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert written.startswith("before\n")
    assert written.endswith("after\n")
    assert "old" not in written
    for name in ("calibration.svg", "calibration.md"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_the_committed_numbers_keep_the_promise_of_the_issue():
    rows = read_csv(calibrate.HERE / "calibration.csv")
    sizes = rows.query("quantity == 'size' and method in ('exact', 'bootstrap')")
    z = (sizes["share"] - sizes["level"]) / sizes["mc_error"]
    assert z.abs().max() < stats.norm.isf(0.001 / len(z))
    naive = rows.query("quantity == 'size' and method == 'naive' and level == 0.05")
    assert naive["share"].max() < 0.035


def test_the_methods_of_the_report_say_what_the_numbers_say():
    rows = read_csv(calibrate.HERE / "calibration.csv")
    said = (calibrate.HERE.parent / "reports/templates/methods.html.j2").read_text(encoding="utf-8")
    size = rows.query("quantity == 'size' and level == 0.05").assign(
        percent=lambda t: (100 * t["share"]).round()
    )
    kinds = {
        key: (cells.min(), cells.max())
        for key, cells in size.groupby(["what", "method"])["percent"]
    }
    assert kinds["level", "naive"] == (2, 2)
    assert kinds["slope", "naive"] == (1, 3)
    assert "in about 2 % (level) and 1 to 3 % (slope) by the unadjusted χ² p" in said
    assert kinds["level", "mixture"] == (4, 4)
    assert kinds["slope", "mixture"] == (2, 4)
    assert "in 4 % and 2 to 4 % by the mixture" in said
    zero = size.query("what == 'slope' and method == 'bootstrap' and icc == 0")["share"]
    assert zero.between(0.04, 0.046).all()
    covers = rows.query("quantity == 'coverage' and method == 'profile'").set_index("what")["share"]
    assert covers["icc"].between(0.94, 0.985).all()
    drawn = rows.query("quantity == 'coverage' and method == 'bootstrap inverted'").set_index(
        "what"
    )
    assert drawn.loc["icc", "share"].between(0.945, 0.985).all()
    slopes = drawn.loc["slope variance"]
    assert slopes.query("slope_variance == 0")["share"].round(2).between(0.95, 0.98).all()
    assert slopes.query("slope_variance > 0")["share"].round(2).between(0.94, 0.96).all()
    assert drawn.loc["correlation", "share"].round(2).between(0.97, 1).all()
    by_profile = rows.query("quantity == 'coverage' and method == 'profile'").set_index("what")
    by_profile, level = by_profile["share"].round(2), by_profile[["icc", "slope_variance"]]
    assert by_profile["correlation"].between(0.94, 0.97).all()
    alone = (level["icc"] == 0) & (level["slope_variance"] > 0)
    for what in ("rho at the mean", "rho at the highest answer"):
        assert drawn.loc[what, "share"].round(2).between(0.94, 0.98).all()
        assert by_profile[~alone][what].between(0.94, 0.98).all()
    assert by_profile[alone]["rho at the mean"].min() == pytest.approx(0.92)
    assert (
        drawn.loc[["rho at the mean", "rho at the highest answer", "slope variance"], "n"] == 10_000
    ).all()
    fixed = rows.query("quantity == 'coverage' and method == 'satterthwaite'")
    assert fixed.query("icc > 0")["share"].between(0.94, 0.96).all()
    assert 0.96 < fixed.query("icc == 0")["share"].max() < 0.975
    few = rows.query(
        "quantity == 'coverage' and method == 'profile' and what == 'Intercept' and interviewers "
        "== 20 and icc > 0"
    )
    assert few["share"].between(0.935, 0.955).all()
    assert covers["slope variance"].min() == pytest.approx(1 - 0.08, abs=0.005)
