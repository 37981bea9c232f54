"""A small made-up audit in a folder: every file that the report reads, with the columns of the real
ones.
"""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
from interviewer_effects.audit.explanations.near_duplicates import DUPLICATES
from interviewer_effects.audit.explanations.reversals import REVERSALS
from interviewer_effects.audit.models.absent_interviewers import COLUMNS as ABSENT
from interviewer_effects.audit.models.interpretation import WILD, meaning, note
from interviewer_effects.audit.models.quoting import quotation
from interviewer_effects.audit.models.sign_tests import NAMES as SIGNS
from interviewer_effects.audit.robustness.areas import areas_of, areas_tables
from interviewer_effects.files import read_csv, read_json, write_csv, write_json, write_parquet
from interviewer_effects.specification import AnalysisSpec

POWER = [
    *("quantity", "model", "workload", "value", "value_sd", "power", "power_se", "detectable"),
    *("value_low", "value_high", "alpha"),
]
HOSTILE = (
    "<script>alert('x')</script>",
    '"quoted" & <b>bold</b>',
    "=cmd()|' /C calc'!A0",
    "שלום עולם",
    "😀 $x^2$ {braces}",
    "long " * 60,
)
J, EACH = 24, 6
HALVES = "0.5 χ²_0 + 0.5 χ²_1"
REPORTS = Path(__file__).parents[2] / "reports"
SETTINGS = {
    "outcome": "y",
    "predictors": ["x"],
    "random_slopes": ["x"],
    "random_intercept": True,
    "covariance": "unstructured",
    "interviewer_covariates": ["rr"],
}


def make_audit(
    root: Path, names: list | None = None, label: str = "An item", **wanted
) -> SimpleNamespace:
    """Write the audit under root/results/s and return what a rule would hand to the report's
    scripts.

    `names` are the interviewers, `wanted` may set slope_p=(raw, recoded), reasons={variant:
    {interviewer: reason}}, flat (nothing varies), found (False: no power), tested (one stands out
    by their residual variance and one by item nonresponse), pair (False: nobody pulls the result),
    coded (False: no code), analyses (more than one name), alpha, min_cell (what the tables hold is
    up to them), areas (each interview's, the interviewers in the order of their interviews).
    """
    folder = Path(root) / "results" / "s"
    names = names or [f"i{j:02d}" for j in range(J)]
    analyses = wanted.get("analyses", ["first"])
    coded = wanted.get("coded", True)
    frame = interviews(names)
    _source(folder, frame, label, coded)
    parts = {variant: _parts(names, variant, wanted) for variant in ("raw", "recoded", "trimmed")}
    _tables(folder, names, analyses, parts, coded, label, wanted.get("tested", False))
    write_csv(_power(analyses, wanted.get("found", True)), folder / "tables" / "power.csv")
    for analysis in analyses:
        for variant in ("raw", "recoded"):
            _analysis(folder / analysis / variant, frame, variant, names, coded)
    if "areas" in wanted:
        _areas(
            folder,
            frame.rename(columns={"int": "interviewer", "id": "interview"}),
            analyses,
            wanted["areas"],
        )
    return rule_of(root, folder, analyses, wanted.get("alpha", 0.05), wanted.get("min_cell", 1))


def rule_of(
    root: Path, folder: Path, analyses: list, alpha: float, min_cell: int
) -> SimpleNamespace:
    """The inputs, outputs and params of draw_figures and render_report together."""
    parts = [path for path in folder.rglob("*") if path.parent.name in ("raw", "recoded")]
    given = SimpleNamespace(
        source=folder / "source.json",
        codebook=folder / "codebook.json",
        survey=folder / "survey.parquet",
        tables=sorted((folder / "tables").glob("*.csv")),
        parts=[*parts, folder / "provenance.json"],
        style=REPORTS / "figures.mplstyle",
        css=REPORTS / "style.css",
        templates=sorted((REPORTS / "templates").iterdir()),
        figures=folder / "figures",
    )
    reports = Path(root) / "reports"
    output = SimpleNamespace(
        folder=folder / "figures", page=reports / "s.html", beside=reports / "s"
    )
    settings = {name: dict(SETTINGS) for name in analyses}
    params = SimpleNamespace(analyses=settings, alpha=alpha, min_cell=min_cell, aloud=False)
    wildcards, log = SimpleNamespace(survey="s"), [Path(root) / "log.txt"]
    return SimpleNamespace(
        input=given, output=output, params=params, wildcards=wildcards, log=log, threads=1
    )


def interviews(names: list) -> pd.DataFrame:
    """Interviews with answers from 0 to 10 and one covariate per interviewer."""
    rng = np.random.default_rng(5)
    who = np.repeat(names, EACH)
    x = rng.integers(0, 11, len(who)).astype(float)
    y = np.clip(np.round(4 + 0.15 * x + rng.normal(0, 2, len(who))), 0, 10)
    rr = np.repeat(rng.uniform(20, 90, len(names)).round(1), EACH)
    ids = [f"r{i:03d}" for i in range(len(who))]
    return pd.DataFrame({"id": ids, "int": who, "y": y, "x": x, "rr": rr})


def _source(folder: Path, frame: pd.DataFrame, label: str, coded: bool) -> None:
    columns = {"interview": "id", "interviewer": "int", "weight": None, "area": None}
    source = {
        "path": "file.csv",
        "label": label,
        "n_rows": len(frame),
        "n_columns": 5,
        "sha256": "0" * 64,
        "rounding": "",
    }
    source |= {
        "format": "csv",
        "delimiter": ",",
        "decimal": ".",
        "encoding": "utf-8",
        "byte_order_mark": False,
    }
    source |= {"remarks": []}
    source |= {
        "n_unmatched": 0,
        "n_coded_interviewer": 0,
        "coded_interviewers": [],
        "n_extended": 0,
        "joined": False,
    }
    write_json(
        source | {"synthetic": True, "columns": columns, "codebook": "codebook.yaml"},
        folder / "source.json",
    )
    missing = {"88": "don't know"} if coded else {}
    item = {"label": label, "valid": [0, 10], "missing": missing, "kind": "numeric"}
    rr = {"label": None, "valid": None, "missing": {}, "kind": "numeric"}
    write_json({"y": item, "x": item, "rr": rr}, folder / "codebook.json")
    write_parquet(frame, folder / "survey.parquet")
    provenance = {
        "survey": "s",
        "versions": {"numpy": "2"},
        "config": {"tests": {"seed": 1}},
        "command": "snakemake",
    }
    write_json(provenance, folder / "provenance.json")


def _parts(names: list, variant: str, wanted: dict) -> dict:
    slope_p = dict(
        zip(("raw", "recoded", "trimmed"), (*wanted.get("slope_p", (1e-5, 0.61)), 0.8), strict=True)
    )
    reasons = wanted.get("reasons", {"raw": {names[0]: "coded"}, "recoded": {names[1]: "extreme"}})
    flat = wanted.get("flat", False)
    return {
        "fits": _fits(flat),
        "parameters": _parameters(flat),
        "tests": _tests(0.9999 if flat else 2e-7, slope_p[variant], wanted.get("booted", True)),
        "explained": pd.DataFrame(
            {
                "component": ["var(Intercept)", "var(x)"],
                "predictor": "rr",
                "without": [0.5, 0.004],
                "with": [0.52, 0.003],
                "explained": [-0.04, 0.25],
                "n_interviewers": len(names),
            }
        ),
        "intervals": _intervals(flat, wanted.get("booted", True)),
        "effects": _effects(names, reasons.get(variant, {}), flat),
        "diagnostics": pd.DataFrame(
            {
                "check": ["normality: residual", "constant variance"],
                "statistic": [0.0, -0.2],
                "p": [np.nan, 0.004],
                "verdict": ["holds", "doubtful"],
                "sentence": ["They look normal.", "Residuals shrink."],
            }
        ),
        "dropped": pd.DataFrame(
            {"item": ["y", "x"], "n_missing": [0, 1], "n_missing_alone": [0, 1]}
        ),
        "absent": pd.DataFrame(columns=ABSENT),
        "witness": _witness(),
        **_influence(names, variant == "raw" and wanted.get("pair", True)),
    }


def _areas(folder: Path, frame: pd.DataFrame, analyses: list, areas) -> None:
    """The tables of the stage cross_areas, by its own code."""
    source = read_json(folder / "source.json")
    write_json(source | {"columns": source["columns"] | {"area": "psu"}}, folder / "source.json")
    of = pd.Series(list(areas), frame["interview"]).astype(str)
    made = [
        (a, areas_of(frame, AnalysisSpec.of(SETTINGS), of, v, 0.05))
        for a in analyses
        for v in ("raw", "recoded", "trimmed")
    ]
    for name, table in zip(("areas", "overlap"), areas_tables(made), strict=True):
        write_csv(table, folder / "tables" / f"{name}.csv")


def _fits(flat: bool) -> pd.DataFrame:
    icc = 0.0 if flat else 0.0567
    rows = []
    for model in ("ols", "null", "intercept", "slope", "covariates", "interaction"):
        for criterion in ("REML", "ML"):
            own = np.nan if model == "ols" else icc
            rows.append(
                {
                    "model": model,
                    "criterion": criterion,
                    "n": J * EACH,
                    "n_interviewers": J,
                    "n_parameters": 4,
                    "deviance": 712.34567,
                    "aic": 720.3,
                    "bic": 731.9,
                    "sigma2": 3.67698,
                    "icc": own,
                    "icc_low": own and 0.0291,
                    "icc_high": 0.0958,
                    "deff": 1 + 5 * own,
                    "deff_low": 1.1,
                    "deff_high": 1.6,
                    "n_effective": J * EACH / (1 + 5 * own),
                    "se_factor": np.sqrt(1 + 5 * own),
                    "status": "boundary" if flat and model != "ols" else "interior",
                }
            )
    return pd.DataFrame(rows)


def _parameters(flat: bool) -> pd.DataFrame:
    rows = []
    for model in ("intercept", "slope"):
        for term, value, se in (("Intercept", 3.79200, 0.16789), ("x", 0.15905, 0.02461)):
            rows.append(
                (
                    "fixed",
                    model,
                    term,
                    value,
                    se,
                    80.0,
                    value / se,
                    1e-6,
                    value - 2 * se,
                    value + 2 * se,
                )
            )
        for term, value in (
            ("var(Intercept)", 0.48899),
            ("var(x)", 0.0037607),
            ("sigma2", 3.67698),
        ):
            if (model, term) != ("intercept", "var(x)"):
                value *= not (flat and term != "sigma2")
                rows.append(
                    (
                        "variance",
                        model,
                        term,
                        value,
                        np.nan,
                        np.nan,
                        np.nan,
                        np.nan,
                        0.5 * value,
                        2 * value + 0.1,
                    )
                )
    columns = [
        "kind",
        "model",
        "term",
        "estimate",
        "se",
        "df",
        "statistic",
        "p",
        "ci_low",
        "ci_high",
    ]
    return pd.DataFrame(rows, columns=columns).assign(criterion="REML")


def _tests(level_p: float, slope_p: float, booted: bool = True) -> pd.DataFrame:
    several = np.isnan(slope_p)
    rows = [
        _test(
            "ols",
            "intercept",
            "var(Intercept)",
            26.89,
            level_p,
            exact=max(level_p, 5e-5),
            booted=booted,
        ),
        _test(
            "intercept",
            "slope",
            "var(x)",
            0.548,
            slope_p,
            mixture="" if several else HALVES,
            booted=booted,
        ),
        _test(
            "ols",
            "slope",
            "var(Intercept); var(x)",
            27.4,
            np.nan,
            mixture="",
            booted=booted,
            naive=2e-6,
        ),
    ]
    fixed = rows[0] | {
        "null": "null",
        "kind": "fixed",
        "tested": "x",
        "criterion": "ML",
        "mixture": "",
        "share_zero": None,
    }
    fixed |= dict.fromkeys(["p_mixture", "p_exact", "p_bootstrap", *SIGNS])
    return pd.DataFrame([row | quotation(row, 0.05) for row in (*rows, fixed)])


def _test(null: str, alternative: str, tested: str, statistic: float, p: float, **given) -> dict:
    """A variance test whose simulated p-values agree with the mixture, or are 0.005 where there is
    none.
    """
    exact, mixture, booted = given.get("exact"), given.get("mixture", HALVES), given["booted"]
    drawn = 0.005 if np.isnan(p) else max(p, 0.001)
    floor = (0.0, 0.0037) if p < 0.001 else (0.9 * drawn, 1.1 * drawn)
    return {
        "null": null,
        "alternative": alternative,
        "kind": "variance",
        "tested": tested,
        "statistic": statistic,
        "criterion": "REML",
        "null_status": "interior",
        "mixture": mixture,
        "p_chibar": None,
        "p_naive": given.get("naive", 0.9999) if np.isnan(p) else min(1.0, 1.2 * p),
        "p_mixture": p,
        "p_exact": exact,
        "p_exact_low": exact and 0.0 if exact == 5e-5 else exact,
        "p_exact_high": exact and 1.1 * exact,
        "p_bootstrap": drawn if booted else None,
        "p_bootstrap_low": floor[0],
        "p_bootstrap_high": floor[1],
        "replicates": 999 * booted,
        "share_zero": 0.52 if booted and exact else None,
        "p_signs": drawn,
        "p_signs_low": floor[0],
        "p_signs_high": floor[1],
        "p_signs_variance": drawn,
        "p_signs_covariance": None if exact else drawn,
        "signs": 999,
    }


def _intervals(flat: bool, booted: bool) -> pd.DataFrame:
    """The intervals of every quantity, in the words of the audit; the curve has its bootstrap at
    every second x.
    """
    icc, n, more = 0.0 if flat else 0.0567, J * EACH, 0.01
    of_icc = {
        "icc": lambda r: r,
        "design effect": lambda r: 1 + 5 * r,
        "standard error factor": lambda r: 1 + 2 * r,
        "design effect, mean workload": lambda r: 1 + 4 * r,
        "effective sample size": lambda r: n / (1 + 5 * r),
    }
    known = [
        (model, name, "", np.nan, *map(of, (icc, icc and 0.0291, 0.0958)))
        for model in ("null", "intercept", "slope")
        for name, of in of_icc.items()
    ]
    for model, name, value in (
        ("intercept", "Intercept", 0.22),
        ("slope", "Intercept", 0.489),
        ("slope", "x", 0.0037),
    ):
        value *= not flat
        known.append(
            (model, "variance", f"var({name})", np.nan, value, 0.5 * value, 2 * value + 0.1)
        )
    missing = (np.nan,) * 3
    known.append(
        (
            "slope",
            "correlation",
            "corr(Intercept,x)",
            np.nan,
            *(missing if flat else (-0.78, -1.0, 0.9)),
        )
    )
    known += [("slope", "rho", "x", x, 0.05 + 0.001 * x, 0.02, 0.1) for x in np.linspace(0, 10, 21)]
    rows = []
    for at, (model, quantity, term, x, estimate, low, high) in enumerate(known):
        base = {
            "model": model,
            "criterion": "REML",
            "quantity": quantity,
            "term": term,
            "x": x,
            "estimate": estimate,
            "method": "profile",
            "lower": min(low, high),
            "upper": max(low, high),
            "level": 0.95,
            "quoted": True,
            "replicates": 0,
            "share_edge": np.nan,
            "statistic": np.nan,
            "df": np.nan,
            "p": np.nan,
        }
        drawn = {
            "method": "bootstrap",
            "upper": base["upper"] + more,
            "quoted": False,
            "replicates": 99,
        }
        signs = quantity in of_icc and model != "slope"
        ends = (
            sorted(map(of_icc[quantity], (icc and 0.0281, 0.1004))) if signs else (np.nan, np.nan)
        )
        base["quoted"] = not signs
        wild = {
            "method": WILD,
            "lower": ends[0],
            "upper": ends[1],
            "quoted": True,
            "replicates": 1999,
        }
        rows += [base | wild] * signs
        rows += [base] + [base | drawn | {"share_edge": 0.2}] * (
            booted and (quantity != "rho" or at % 2 == 0)
        )
    share = {
        "model": "covariates",
        "quantity": "variance explained",
        "term": "var(Intercept)",
        "estimate": -0.04,
    }
    rows += [
        base | share | {"method": "bootstrap", "lower": -0.2, "upper": 0.3, "x": np.nan}
    ] * booted
    for term, value in (("Intercept", 3.792), ("x", 0.159)):
        fixed = base | {
            "quantity": "fixed effect",
            "term": term,
            "estimate": value,
            "x": np.nan,
            "statistic": 6.6,
        }
        tested = fixed | {"lower": value - 0.05, "upper": value + 0.05, "df": 40.0, "p": 1e-6}
        rows += [
            tested | {"method": "Satterthwaite"},
            tested | {"criterion": "ML", "quoted": False, "statistic": 32.5},
        ]
    return pd.DataFrame([row | {"note": note(row), "sentence": meaning(row, n)} for row in rows])


def _effects(names: list, reasons: dict, flat: bool) -> pd.DataFrame:
    rows = []
    for effect, size in (("Intercept", 0.5), ("x", 0.05)):
        z = np.zeros(J) if flat else np.linspace(-2.2, 2.3, J)
        for who, value in zip(names, z, strict=True):
            rows.append(
                (
                    who,
                    EACH,
                    effect,
                    size * value,
                    size,
                    value,
                    1.1 * value,
                    0.02,
                    0.48,
                    reasons.get(who, ""),
                )
            )
    columns = [
        "interviewer",
        "n",
        "effect",
        "eblup",
        "pev_se",
        "z",
        "z_deleted",
        "p",
        "p_adjusted",
        "reasons",
    ]
    table = pd.DataFrame(rows, columns=columns).assign(
        model="slope", z_tail=lambda rows: rows["z"], z_at_means=lambda rows: rows["z"]
    )
    tested = table["reasons"].str.contains("outlier")
    table = table.assign(
        chance_extreme=0.0 if flat else 1.5 / J, p_adjusted_bh=np.where(tested, 0.01, 0.48)
    )
    return table.assign(
        z_correlation=np.where(table["effect"] == "Intercept", 1.0, np.nan if flat else -0.8)
    )


def _influence(names: list, pair: bool) -> dict:
    """The first and the third interviewer carry the slopes together, or nobody does."""
    statistic = np.full(J, 23.46 if pair else 0.55)
    statistic[0] -= 4.6 * pair
    each = pd.DataFrame(
        {
            "interviewer": names,
            "n": EACH,
            "cooks_d": np.linspace(0.07, 0, J),
            "covratio": 1.0,
            "shift of Intercept": -0.2,
            "shift of x": 0.25,
            "slope_test_statistic": statistic,
            "slope_test_p": 1e-5 if pair else 0.6,
            "slope_test_changes": False,
            "what_changed": "",
            "influential": False,
        }
    )
    T = [23.46, 18.82, 0.6034] if pair else [0.548, 1.3, 2.07]
    groups = pd.DataFrame(
        {
            "tested": "slope",
            "step": [0, 1, 2],
            "statistic": T,
            "interviewers": ["", names[0], f"{names[0]};{names[2]}"],
            "p": [4.7e-6, 4.8e-5, 0.588] if pair else [0.61, 0.39, 0.25],
            "what_changed": ["", "", "decision: slope" if pair else ""],
            "p_chance": [np.nan, 0.07, 0.0083 if pair else 0.4],
            "chance_low": [T[0], 12.0, 9.0],
            "chance_median": [T[0], 20.0, 18.0],
            "chance_high": [T[0], 23.4, 23.0],
            "bound": 5.138,
            "influential": [False, False, pair],
            "reason": ["", "", "done"],
        }
    )
    together = "r000;r012" if pair else ""
    interviews = pd.DataFrame(
        {
            "interview": ["r000", "r012"],
            "interviewer": [names[0], names[2]],
            "set": together,
            "slope_test_statistic": 0.548,
            "slope_test_p": 0.61,
            "what_changed": "decision: slope",
        }
    )
    return {"influence": each, "influence_groups": groups, "influence_interviews": interviews}


def _witness() -> pd.DataFrame:
    row = {
        "model": "slope",
        "criterion": "REML",
        "engine": "statsmodels MixedLM",
        "engine_version": "0.15.0",
        "deviance_ours": 712.34567,
        "deviance_theirs_at_ours": 712.34568,
        "deviance_theirs_own_optimum": 712.4,
        "gradient_norm": 1e-7,
        "verdict": ("agrees; its own search stops 0.054 above"),
    }
    return pd.DataFrame([row])


def _tables(
    folder: Path, names: list, analyses: list, parts: dict, coded: bool, label: str, tested: bool
) -> None:
    tables = folder / "tables"
    for table in parts["raw"]:
        frames = [
            p[table].assign(analysis=a, variant=v) for a in analyses for v, p in parts.items()
        ]
        write_csv(pd.concat(frames, ignore_index=True), tables / f"{table}.csv")
    main = read_csv(tables / "parameters.csv").query("model == 'slope'")
    columns = ["analysis", "variant", "term", "estimate", "ci_low", "ci_high", "p"]
    write_csv(main[columns].assign(p_published=main["p"]), tables / "sensitivity.csv")
    whole = {
        "excluded": _excluded(names),
        "drill": _facts(names, label),
        "causes": _causes(names, label),
        "conclusions": _conclusions(names, label),
        "kept": _excluded(names).iloc[:0].assign(why_not=""),
        "second_look": _second_look(parts, names),
        "spread": _spread(names, tested),
        "shrinkage": _shrinkage(names),
        "treatments": _treatments(names),
    }
    for name, frame in whole.items():
        write_csv(pd.concat([frame.assign(analysis=a) for a in analyses]), tables / f"{name}.csv")
    codes = {"interviewer": names[0], "item": "x", "code": "88", "reason": "don't know"}
    kept = slice(None) if coded else slice(0)
    write_csv(
        pd.DataFrame([{"interview": f"r00{i}"} | codes for i in range(2)])[kept],
        tables / "recoded_cells.csv",
    )
    write_csv(pd.DataFrame([codes | {"n": 2}])[kept], tables / "recodes.csv")
    _items(tables, label, coded)
    _silence(tables, names, coded, tested)
    _sources(tables, label, coded)


def _sources(tables: Path, label: str, coded: bool) -> None:
    said = "the file declares it missing, the codebook lists other codes only"
    code = {
        "item": "x",
        "code": "88",
        "label": label,
        "reason": "don't know",
        "in_file": True,
        "in_labels": True,
        "in_codebook": True,
        "treated": "missing",
        "n": 2,
        "disagreement": "",
    }
    other = code | {
        "item": "y",
        "code": "77",
        "reason": label,
        "in_codebook": False,
        "n": 1,
        "disagreement": said,
    }
    write_csv(pd.DataFrame([code, other])[slice(None) if coded else slice(0)], tables / "codes.csv")
    columns = ["side", "file", "status", "key", "n", "first_row"]
    rows = [
        ("survey", "f.csv", "matched", "", 144, None),
        ("interviewers", "i.csv", "unmatched", label, 1, 7),
    ]
    write_csv(
        pd.DataFrame(rows, columns=columns)[slice(None) if coded else slice(0)], tables / "join.csv"
    )
    facts = [("w", "largest divided by smallest", 1.5, "", f"{label} runs from 1 to 2.")]
    write_csv(
        pd.DataFrame(facts, columns=["column", "fact", "value", "other", "sentence"]),
        tables / "weights.csv",
    )


def _excluded(names: list) -> pd.DataFrame:
    row = {
        "variant": "trimmed",
        "interviewer": names[1],
        "effect": "x",
        "z": 2.9,
        "n": EACH,
        "reason": "extreme",
    }
    return pd.DataFrame([row])


def _second_look(parts: dict, names: list) -> pd.DataFrame:
    """Everybody but those left out, with the reasons of trimmed."""
    rows = parts["trimmed"]["effects"].assign(variant="trimmed")
    return rows[rows["interviewer"] != names[1]].drop(columns="model")


def _power(analyses: list, found: bool) -> pd.DataFrame:
    rows = []
    for quantity, workload, size in (
        ("icc", np.nan, 0.0234),
        *(("shift", n, 9.0 / n) for n in (2, 6, 12)),
    ):
        base = {
            "quantity": quantity,
            "model": "slope",
            "workload": workload,
            "power_se": 0.02,
            "alpha": 0.05,
        }
        for step, power in ((0.0, 0.05), (0.5, 0.3), (1.5, 0.95 if found else 0.4)):
            rows.append(
                base | {"value": step * size, "value_sd": step, "power": power, "detectable": False}
            )
        least = {
            "value": size,
            "value_sd": 1.0,
            "value_low": 0.95 * size,
            "value_high": 1.05 * size,
        }
        rows.append(base | (least if found else {}) | {"power": 0.8, "detectable": True})
    table = pd.DataFrame(rows).reindex(columns=POWER)
    return pd.concat([table.assign(analysis=name, variant="recoded") for name in analyses])


def _treatments(names: list) -> pd.DataFrame:
    """Three treatments of two effects, and one of the level alone; the slopes differ for none."""
    rows = pd.DataFrame(
        {
            "model": "slope",
            "treatment": np.repeat(["numbers", "normal scores", "at least 5"], 2),
            "effect": ["Intercept", "x"] * 3,
            "icc": 0.0567,
            "icc_low": 0.029,
            "icc_high": 0.0958,
            "statistic": [26.9, 0.5] * 3,
            "p_mixture": [2e-7, 0.61] * 3,
            "correlation": [1, 1, 0.97, 0.9, 0.8, 0.7],
            "n_extreme": [1, 0] * 3,
            "n_both": [1, 0] * 3,
            "extreme": [names[1], ""] * 3,
        }
    )
    split = rows["treatment"] == "at least 5"
    latent = {"share": 0.52, "icc_latent": 0.07, "latent_low": 0.03, "latent_high": 0.12}
    rows = rows.assign(**{name: np.where(split, value, np.nan) for name, value in latent.items()})
    ordered = {
        "model": "slope",
        "treatment": "cumulative logit",
        "effect": "Intercept",
        "statistic": 26.8,
        "p_mixture": 2e-7,
        "correlation": 0.99,
        "n_extreme": 1,
        "n_both": 1,
        "extreme": names[1],
        "icc_latent": 0.052,
        "latent_low": 0.026,
        "latent_high": 0.089,
    }
    return pd.concat([rows.iloc[:4], pd.DataFrame([ordered]), rows.iloc[4:]], ignore_index=True)


def _spread(names: list, tested: bool) -> pd.DataFrame:
    """The second interviewer's answers may be alike; one has too few interviews."""
    table = pd.DataFrame(
        {
            "interviewer": names,
            "n": EACH,
            "df": EACH - 2.0,
            "sd": 1.9,
            "sd_all": 1.92,
            "ratio": 1.0,
            "ci_low": 0.8,
            "ci_high": 1.25,
            "z": 0.1,
            "p": 0.9,
            "p_adjusted": 1.0,
            "p_adjusted_bh": 1.0,
            "flag": "",
            "between_sd": 0.12,
            "between_p": 0.031,
            "cause": "",
            "evidence": "",
        }
    )
    found = {
        "sd": 0.61,
        "ratio": 0.58,
        "ci_low": 0.44,
        "ci_high": 0.77,
        "p": 1e-5,
        "p_adjusted": 0.0012,
        "p_adjusted_bh": 0.0012,
        "flag": "alike",
        "cause": "straight-lining",
        "evidence": "5 of 6 interviews are straight lines.",
    }
    if tested:
        table.loc[1, list(found)] = list(found.values())
    table.loc[2, ["sd", "ratio", "ci_low", "ci_high", "p", "p_adjusted"]] = np.nan
    return pd.concat([table.assign(variant=v) for v in ("recoded", "raw")], ignore_index=True)


def _shrinkage(names: list) -> pd.DataFrame:
    rows = [
        (
            component,
            k,
            ";".join(names[1 : 1 + k]),
            full,
            full - 0.05 * k * full,
            -0.05 * k * full,
            -0.04 * k * full,
        )
        for k in (1, 2)
        for component, full in (
            ("var(Intercept)", 0.49),
            ("var(x)", 0.0038),
            ("sigma2", 3.7),
            ("test of slope", 0.55),
        )
    ]
    columns = [
        "component",
        "k",
        "interviewers",
        "full",
        "trimmed",
        "observed_change",
        "expected_change",
    ]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(low=2 * table["expected_change"], high=0.0, p=0.31, replicates=99)


def _facts(names: list, label: str) -> pd.DataFrame:
    said = [f"6 interviews about {label}.", "Mean answer 3.1.", "6 interviews."]
    return pd.DataFrame(
        {
            "interviewer": [names[0], names[1], names[1]],
            "fact": ["workload", "mean answer", "workload"],
            "value": 6.0,
            "reference": 6.0,
            "p": np.nan,
            "sentence": said,
        }
    )


SHARE = "5 of 6 answers are below 4."


def _causes(names: list, label: str) -> pd.DataFrame:
    rows = [
        (
            "raw",
            names[0],
            "coded",
            1,
            "missing code",
            "established",
            True,
            (f"x ({label}) is 88."),
            1.4,
            0.8,
            np.nan,
        ),
        (
            "raw",
            names[0],
            "coded",
            2,
            "low answers",
            "",
            False,
            ("1 of 6 answers are below 4."),
            1.45,
            1.2,
            0.6,
        ),
        ("recoded", names[1], "extreme", 1, "low answers", "possible", True, SHARE, -3, -1, 0.002),
        (
            "recoded",
            names[1],
            "extreme",
            2,
            "small workload",
            "",
            False,
            "6 interviews.",
            -3,
            np.nan,
            np.nan,
        ),
    ]
    columns = [
        "variant",
        "interviewer",
        "reasons",
        "strength",
        "cause",
        "grade",
        "resolves",
        "evidence",
        "z_before",
        "z_after",
        "p",
    ]
    table = pd.DataFrame(rows, columns=columns).assign(
        effect="Intercept", tried_with="", interviews="r000"
    )
    numbers = [
        "statistic_before",
        "statistic_after",
        "p_before",
        "p_after",
        "statistic_together",
        "p_together",
    ]
    return table.assign(p_adjusted=table["p"], **dict.fromkeys(numbers, 0.5))


def _conclusions(names: list, label: str) -> pd.DataFrame:
    rows = [
        (
            "raw",
            names[0],
            "coded",
            "missing code",
            "established",
            True,
            f"A missing code explains the flag: {label}.",
        ),
        (
            "recoded",
            names[1],
            "extreme",
            "",
            "possible",
            False,
            "No cause found. Nearest: 5 of 6 answers are below 4.",
        ),
    ]
    columns = ["variant", "interviewer", "reasons", "cause", "grade", "resolves", "sentence"]
    return pd.DataFrame(rows, columns=columns).assign(nearest=["", "low answers"])


def _items(tables: Path, label: str, coded: bool) -> None:
    items = pd.DataFrame(
        {
            "item": ["y", "x", "rr"],
            "label": [label, label, None],
            "kind": "numeric",
            "n_valid": 142,
            "n_missing": 2 * coded,
            "n_empty": 0,
            "n_not_applicable": 0,
            "mean": 4.71,
            "sd": 2.1,
            "min": 0,
            "max": 10,
            "n_outside_valid": 0,
            "n_suspected": 0,
            "suspected_codes": None,
            "suspected_evidence": None,
        }
    )
    write_csv(items, tables / "items.csv")
    rows = [
        (item, label, "valid", value, None, "", 10) for item in ("y", "x") for value in range(11)
    ]
    rows += [("x", label, "missing", 88, None, "don't know", 2)] * coded
    rows += [("rr", label, "valid", 10.0 * k, 10.0 * (k + 1), "", 6) for k in range(9)]
    columns = ["item", "label", "kind", "value", "value_high", "reason", "n"]
    write_csv(pd.DataFrame(rows, columns=columns), tables / "distributions.csv")
    screening = pd.DataFrame(
        {
            "item": ["y", "x"],
            "n": 144,
            "n_interviewers": J,
            "icc": [0.0567, 0.0021],
            "icc_low": [0.029, 0.0],
            "icc_high": [0.0958, 0.03],
            "icc_profile_low": [0.03, 0.0],
            "icc_profile_high": [0.094, 0.029],
            "deff": [1.28, 1.01],
            "n_effective": [112.5, 142.6],
            "statistic": [26.9, 0.01],
            "p_mixture": [2e-7, 0.46],
            "p_exact": [1e-5, 0.46],
            "p_signs": [0.001, 0.45],
            "p_quote": [0.001, 0.45],
            "p_adjusted": [0.002, 0.45],
            "status": "interior",
        }
    )
    write_csv(screening, tables / "screening.csv")
    who = [f"i{j:02d}" for j in range(J)]
    cells = pd.DataFrame(
        {
            "item": np.repeat(["y", "x"], J),
            "interviewer": who * 2,
            "n": EACH,
            "eblup": 0.1,
            "z": np.linspace(-2, 3, 2 * J),
            "p": 0.2,
            "p_adjusted": 0.9,
        }
    )
    cells["z_tail"] = cells["z"]
    write_csv(cells, tables / "screening_interviewers.csv")
    scores = pd.DataFrame(
        {
            "interviewer": who,
            "n_items": 2,
            "score": [4.2] + [1.0] * (J - 1),
            "expected": 1.0,
            "p": [1e-4] + [0.4] * (J - 1),
            "p_adjusted": [0.002] + [1.0] * (J - 1),
            "n_beyond": 0,
            "largest": "x",
            "largest_z": 2.0,
        }
    )
    write_csv(scores, tables / "interviewer_scores.csv")


def _silence(tables: Path, names: list, coded: bool, tested: bool) -> None:
    """Two answers of interviewer 1 are missing, too few for a variance by item; any item has enough
    to draw.
    """
    rows = pd.DataFrame(
        {
            "item": ["x", "any item"],
            "reason": "don't know",
            "n": 144,
            "n_missing": [6, 9],
            "rate": [0.04, 0.0625],
            "n_interviewers": J,
            "sigma": [0.8, 1.1],
            "icc": [0.16, 0.27],
            "icc_low": [0.0, 0.05],
            "icc_high": [0.5, 0.6],
            "rate_low": [0.01, 0.01],
            "rate_high": [0.2, 0.31],
            "statistic": [1.1, 9.2],
            "p_mixture": [0.15, 0.001],
            "p_adjusted": [0.15, 0.002],
            "status": "interior",
            "n_flagged": [0, int(tested)],
        }
    )
    quiet, p = [0] * (J - 1), [1.0] * (J - 1)
    p_first = 1e-4 if tested else 0.3
    people = pd.DataFrame(
        {"item": "any item", "reason": "don't know", "interviewer": names, "n": 12,
         "n_missing": [6, *quiet], "rate": [0.5, *quiet], "rate_others": 0.02, "limit_low": np.nan,
         "limit_high": 4 / 12, "p": [p_first / J, *p], "p_adjusted": [p_first, *p],
         "p_adjusted_bh": [p_first, *p], "flag": ["more" if tested else ""] + [""] * (J - 1)}
    )  # fmt: skip
    write_csv(rows if coded else rows.iloc[:0], tables / "silence.csv")
    write_csv(people if coded else people.iloc[:0], tables / "silence_interviewers.csv")
    write_csv(pd.DataFrame(columns=DUPLICATES), tables / "duplicates.csv")
    write_csv(pd.DataFrame(columns=REVERSALS), tables / "reversals.csv")


def _analysis(folder: Path, frame: pd.DataFrame, variant: str, names: list, coded: bool) -> None:
    data = frame.rename(columns={"id": "interview", "int": "interviewer"})
    has_code = data["interview"].isin(["r000", "r001"]) & coded
    data = data.assign(x=data["x"].mask(has_code, 88.0)) if variant == "raw" else data[~has_code]
    write_parquet(data, folder / "data.parquet")
    fitted = 3.8 + 0.16 * data["x"]
    resid = (data["y"] - fitted) / 1.9
    rows = {
        "fitted": fitted,
        "fitted_marginal": fitted,
        "resid": 1.9 * resid,
        "resid_standardised": resid,
    }
    write_csv(data[["interview", "interviewer"]].assign(**rows), folder / "residuals.csv")
    expected = np.linspace(-2, 2, J)
    kinds = [
        pd.DataFrame(
            {"kind": kind, "label": names, "theoretical": expected, "observed": expected * 1.05}
        )
        for kind in ("residual", "Intercept", "x")
    ]
    qq = pd.concat(kinds)
    write_csv(
        qq.assign(band_low=qq["theoretical"] - 0.8, band_high=qq["theoretical"] + 0.8),
        folder / "qq.csv",
    )
    write_csv(_nulls(), folder / "nulls.csv")
    write_csv(_profiles(), folder / "profiles.csv")


def _profiles() -> pd.DataFrame:
    kinds = [("icc", ""), ("variance", "var(x)")]
    curves = [
        pd.DataFrame(
            {
                "model": "slope",
                "quantity": quantity,
                "term": term,
                "value": np.linspace(0, 0.2, 41),
                "deviance_above": 600 * (np.linspace(0, 0.2, 41) - 0.08) ** 2,
                "lower": 0.0,
                "upper": 0.16,
                "cut": 3.84,
            }
        )
        for quantity, term in kinds
    ]
    return pd.concat(curves, ignore_index=True)


def _nulls() -> pd.DataFrame:
    steps = [("ols", "intercept"), ("intercept", "slope"), ("ols", "slope")]
    low = np.r_[0.0, np.linspace(0, 9, 10)]
    shares = pd.DataFrame(
        {"low": low, "high": np.r_[0.0, low[1:] + 1], "bootstrap_share": 0.5 ** np.arange(1, 12)}
    )
    parts = [
        shares.assign(
            criterion="REML",
            null=a,
            alternative=b,
            mixture_share=np.nan if (a, b) == steps[2] else 0.09,
        )
        for a, b in steps
    ]
    return pd.concat(parts, ignore_index=True)
