"""Configs that cannot be run: no YAML, wrong types, unknown keys, contradictions, hostile names."""

from malformed.sound import DROPPED, config, faulty

BILLION = b"a: &a [1,1,1,1,1,1,1,1]\n" + b"".join(
    b"%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n" % (k + 1, k + 1, *[k] * 8)
    for k in range(97, 105)
)
NOT_YAML = {
    "empty": (b"", "config.yaml: Must be a mapping (key: value), not empty"),
    "comments only": (b"# nothing\n", "Must be a mapping (key: value), not empty"),
    "one word": (b"surveys\n", "Must be a mapping (key: value), not text"),
    "a number": (b"7\n", "Must be a mapping (key: value), not a number"),
    "a list": (b"- a\n- b\n", "Must be a mapping (key: value), not a list"),
    "a CSV file": (b"id,who,y\n1,2,3\n", "Must be a mapping (key: value), not text"),
    "bracket open": (b"surveys: [1\n", "Is not valid YAML"),
    "brace open": (b"surveys: {a: 1\n", "Is not valid YAML"),
    "quote open": (b'surveys: "a\n', "Is not valid YAML"),
    "tab": (b"surveys:\n\ts: 1\n", "row 2: Is not valid YAML"),
    "two colons": (b"a: b: c\n", "Is not valid YAML"),
    "two documents": (b"a: 1\n---\nb: 2\n", "Is not valid YAML"),
    "control letters": (b"a: \x07\n", "Is not valid YAML"),
    "null bytes": (b"a: \0\n", "Is not valid YAML"),
    "UTF-16": ("surveys: é".encode("utf-16"), "Cannot be read as UTF-8 text"),
    "latin-1": (b"surveys: \xe9\n", "Cannot be read as UTF-8 text"),
    "key twice": (
        config() + b"tests: {alpha: 0.1}\n",
        "value 'tests': This key stands twice in the same mapping",
    ),
    "undefined anchor": (b"a: *b\n", "Is not valid YAML"),
    "endless": (b"a: &x [*x]\n", "nested without end"),
    "billion": (BILLION, "Too large, or nested without end"),
    "deep": (b"a: " + b"[" * 3000, "config.yaml: Too large, or nested without end"),
    "deep and closed": (
        b"a: " + b"[" * 60 + b"]" * 60 + b"\n",
        "config.yaml: Too large, or nested without end",
    ),
    "deep on one line": (
        b"a:\n  " + b"- " * 100_000 + b"x\n",
        "config.yaml: Too large, or nested without end",
    ),
    "deep by indent": (
        b"a:" + b"".join(b"\n" + b" " * depth + b"a:" for depth in range(1, 200)) + b" 1\n",
        "config.yaml: Too large, or nested without end",
    ),
    "deep keys": (b"? " * 5000 + b"x\n", "config.yaml: Too large, or nested without end"),
    "half a letter": (config() + b'other: "\\ud800"\n', "Is not valid YAML"),
    "hard spaces": (
        config().replace(b"  s:", "\u00a0\u00a0s:".encode()),
        "'surveys': Must be a mapping",
        2,
    ),
    "key twice as a number": (
        config() + b"77: 1\n77.0: 2\n",
        "value '77.0': This key stands twice",
    ),
    "a date for a number": (
        config() + b"  seed: 2010-10-01\n",
        "value '2010-10-01': Must be a whole number, not text",
    ),
    "an octal number": (
        config() + b"  seed: 010\n",
        "tests.seed', value '010': Must be a whole number, not text",
    ),
    "minutes": (
        config() + b"  seed: 1:30\n",
        "tests.seed', value '1:30': Must be a whole number, not text",
    ),
    "underscores": (
        config() + b"  seed: 1_000\n",
        "tests.seed', value '1_000': Must be a whole number, not text",
    ),
    "overflowing": (
        config() + b"  seed: 1e400\n",
        "tests.seed', value 'inf': Must be a whole number",
        2,
    ),
    "python": (b"a: !!python/object/apply:os.system [ls]\n", "Is not valid YAML"),
    "unknown tag": (b"a: !thing 3\n", "Is not valid YAML"),
    "a set": (config() + b"other: !!set {a, b}\n", "'other': Unknown key"),
    "a template": (
        config(s__screen=["?open('ran', 'w').name"]) + b"__use_yte__: true\n",
        "'__use_yte__': Unknown key",
        2,
    ),
    "binary": (config() + b"other: !!binary aGk=\n", "'other': Unknown key"),
    "key a list": (b"? [a, b]\n: 1\n", "Is not valid YAML"),
    "key true": (config() + b"true: 1\n", "A key was read as yes/no"),
    "key empty": (config() + b"~: 1\n", "A key must be a name or a number"),
    "merge of text": (b"<<: a\nb: 1\n", "Is not valid YAML"),
}
SHAPES = {
    "surveys missing": ({"surveys": DROPPED}, "'surveys': This key is missing"),
    "surveys empty": ({"surveys": {}}, "'surveys': Is empty"),
    "surveys null": ({"surveys": None}, "'surveys': Must be a mapping (key: value), not empty"),
    "surveys list": ({"surveys": ["s"]}, "'surveys': Must be a mapping (key: value), not a list"),
    "surveys text": (
        {"surveys": "s.csv"},
        "'surveys', value 's.csv': Must be a mapping (key: value), not text",
    ),
    "survey null": ({"s": None}, "'surveys.s': Must be a mapping (key: value), not empty"),
    "survey list": ({"s": [1]}, "'surveys.s': Must be a mapping (key: value), not a list"),
    "survey text": ({"s": "s.csv"}, "'surveys.s', value 's.csv': Must be a mapping"),
    "unknown on top": ({"seed": 1}, "'seed': Unknown key"),
    "unknown in survey": (
        {"s__codebok": "b.yaml"},
        "'surveys.s.codebok': Unknown key. Did you mean 'codebook'?",
    ),
    "unknown role": ({"s__columns__interviewr": "who"}, "Unknown key. Did you mean 'interviewer'?"),
    "unknown in analysis": (
        {"s__analyses__a__slopes": ["x"]},
        "'surveys.s.analyses.a.slopes': Unknown key",
    ),
    "unknown in tests": (
        {"tests__boostrap": 9},
        "'tests.boostrap': Unknown key. Did you mean 'bootstrap'?",
    ),
    "unknown in flags": ({"flags": {"max": 3}}, "'flags.max': Unknown key"),
    "data missing": ({"s__data": DROPPED}, "'surveys.s.data': This key is missing"),
    "data null": ({"s__data": None}, "'surveys.s.data': Must be text, not empty"),
    "data number": ({"s__data": 5}, "'surveys.s.data', value '5': Must be text, not a number"),
    "data list": ({"s__data": ["s.csv"]}, "'surveys.s.data': Must be text, not a list"),
    "data empty": ({"s__data": ""}, "'surveys.s.data', value '': Is empty"),
    "columns list": (
        {"s__columns": ["id", "who"]},
        "columns': Must be a mapping (key: value), not a list",
    ),
    "column number": (
        {"s__columns__weight": 3},
        "columns.weight', value '3': Must be text or null, not a number",
    ),
    "column list": (
        {"s__columns__interviewer": ["who"]},
        "columns.interviewer': Must be text or null, not a list",
    ),
    "column empty": ({"s__columns__area": ""}, "columns.area', value '': Is empty"),
    "codebook number": ({"s__codebook": 5}, "codebook', value '5': Must be text or a mapping"),
    "codebook list": (
        {"s__codebook": ["y"]},
        "codebook': Must be text or a mapping (key: value) or null, not a list",
    ),
    "codebook true": ({"s__codebook": True}, "codebook', value 'True': Must be text or a mapping"),
    "seed text": (
        {"s__data": "simulate", "s__simulate": {"seed": "x"}},
        "Must be a whole number, not text",
    ),
    "seed negative": ({"s__data": "simulate", "s__simulate": {"seed": -1}}, "Must be at least 0"),
    "simulate number": ({"s__simulate": 5}, "simulate', value '5': Must be a mapping"),
    "nothing to audit": (
        {"s__analyses": DROPPED, "s__screen": []},
        "neither an analysis nor an item to screen",
    ),
    "analyses null": (
        {"s__analyses": None, "s__screen": []},
        "neither an analysis nor an item to screen",
    ),
    "analyses empty": (
        {"s__analyses": {}, "s__screen": []},
        "neither an analysis nor an item to screen",
    ),
    "analyses list": (
        {"s__analyses": [{"outcome": "y"}]},
        "analyses': Must be a mapping (key: value), not a list",
    ),
    "analysis null": (
        {"s__analyses__a": None},
        "analyses.a': Must be a mapping (key: value), not empty",
    ),
    "analysis text": ({"s__analyses__a": "y"}, "analyses.a', value 'y': Must be a mapping"),
    "outcome missing": ({"s__analyses__a__outcome": DROPPED}, "a.outcome': This key is missing"),
    "outcome null": ({"s__analyses__a__outcome": None}, "a.outcome': Must be text, not empty"),
    "outcome number": (
        {"s__analyses__a__outcome": 3},
        "value '3': Must be text, not a number. Put it in quotes.",
    ),
    "outcome list": ({"s__analyses__a__outcome": ["y"]}, "a.outcome': Must be text, not a list"),
    "outcome empty": ({"s__analyses__a__outcome": ""}, "a.outcome', value '': Is empty"),
    "predictors text": (
        {"s__analyses__a__predictors": "x"},
        "a.predictors', value 'x': Must be a list [a, b]",
        2,
    ),
    "predictors mapping": (
        {"s__analyses__a__predictors": {"x": 1}},
        "Must be a list [a, b], not a mapping",
        2,
    ),
    "predictor number": (
        {"s__analyses__a__predictors": ["x", 3]},
        "predictors.1', value '3': Must be text",
    ),
    "predictor null": (
        {"s__analyses__a__predictors": ["x", None]},
        "predictors.1': Must be text, not empty",
    ),
    "predictor nested": (
        {"s__analyses__a__predictors": ["x", ["age"]]},
        "predictors.1': Must be text, not a list",
    ),
    "predictor twice": (
        {"s__analyses__a__predictors": ["x", "x"]},
        "predictors': Has an entry twice",
    ),
    "slope twice": (
        {"s__analyses__a__random_slopes": ["x", "x"]},
        "random_slopes': Has an entry twice",
    ),
    "intercept text": (
        {"s__analyses__a__random_intercept": "yes"},
        "Must be true or false, not text",
    ),
    "intercept number": (
        {"s__analyses__a__random_intercept": 1},
        "Must be true or false, not a number",
    ),
    "covariance": (
        {"s__analyses__a__covariance": "full"},
        "value 'full': Must be unstructured or diagonal",
    ),
    "weight of interviewers": (
        {"s__columns__interviewer_weight": 3},
        "columns.interviewer_weight', value '3': Must be text or null, not a number",
    ),
    "weights": ({"s__analyses__a__weights": "level3"}, "value 'level3': Must be none or level1_A"),
    "screen text": ({"s__screen": "y"}, "screen', value 'y': Must be a list [a, b], not text"),
    "screen twice": ({"s__screen": ["y", "y"]}, "screen': Has an entry twice"),
    "screen number": ({"s__screen": ["y", 4]}, "screen.1', value '4': Must be text"),
    "split number": (
        {"s__split_by": 5},
        "split_by', value '5': Must be text or null, not a number",
    ),
    "split list": ({"s__split_by": ["region"]}, "split_by': Must be text or null, not a list"),
    "split empty": ({"s__split_by": ""}, "split_by', value '': Is empty"),
    "split of nothing": (
        {"s__split_by": "cntry"},
        "split_by', value 'cntry': There is no such column",
    ),
    "tests list": ({"tests": [9]}, "'tests': Must be a mapping (key: value), not a list"),
    "bootstrap negative": ({"tests__bootstrap": -1}, "value '-1': Must be at least 0"),
    "bootstrap part": ({"tests__bootstrap": 9.5}, "Must be a whole number, not a decimal number"),
    "bootstrap text": ({"tests__bootstrap": "many"}, "Must be a whole number, not text"),
    "bootstrap true": ({"tests__bootstrap": True}, "Must be a whole number, not true/false"),
    "bootstrap huge": ({"tests__bootstrap": 10**12}, "Must be at most 1000000"),
    "seed part": ({"tests__seed": 0.5}, "Must be a whole number, not a decimal number"),
    "seed below": ({"tests__seed": -3}, "value '-3': Must be at least 0"),
    "seed endless": ({"tests__seed": 10**40}, "Must be at most"),
    "alpha 0": ({"tests__alpha": 0}, "Must be at least 0.000001"),
    "alpha 1": ({"tests__alpha": 1}, "Must be at most 0.25"),
    "alpha percent": ({"tests__alpha": "5%"}, "Must be a number, not text"),
    "alpha nan": ({"tests__alpha": float("nan")}, "Must be a number, not text"),
    "alpha infinite": ({"tests__alpha": float("inf")}, "Must be a number, not text"),
    "alpha list": ({"tests__alpha": [0.05]}, "Must be a number, not a list"),
    "adjust": (
        {"flags": {"adjust": "bonferroni"}},
        "value 'bonferroni': Must be holm or bh or none",
    ),
    "group 0": ({"flags": {"max_group": 0}}, "Must be at least 1"),
    "group 51": ({"flags": {"max_group": 51}}, "Must be at most 50"),
    "pseudonyms": ({"privacy": {"pseudonyms": "all"}}, "Must be true or false, not text"),
    "small cells": ({"privacy": {"min_cell": 0}}, "Must be at least 1"),
    "cells above all": (
        {"privacy": {"min_cell": 1000}},
        "privacy.min_cell', value '1000': Hides everything: the survey s has 30 interviews",
    ),
    "alpha near 1": (
        {"tests__alpha": 0.999999999},
        "alpha', value '0.999999999': Must be at most 0.25",
    ),
    "alpha near 0": ({"tests__alpha": 1e-300}, "alpha', value '1e-300': Must be at least 0.000001"),
    "seed beyond": (
        {"tests__seed": 1e300},
        "tests.seed', value '1e+300': Must be at most 9007199254740992",
    ),
    "group part": ({"flags": {"max_group": 2.5}}, "Must be a whole number, not a decimal number"),
    "cells part": ({"privacy": {"min_cell": 1.5}}, "Must be a whole number, not a decimal number"),
    "sample part": ({"s__sample": 1000.5}, "Must be a whole number, not a decimal number"),
    "null in outcome": (
        {"s__analyses__a__outcome": "y\0"},
        "analyses.a.outcome', value 'y\\x00': Contains a null character",
    ),
    "null in a column": (
        {"s__columns__interviewer": "who\0"},
        "columns.interviewer', value 'who\\x00': Contains a null",
    ),
    "null in a predictor": (
        {"s__analyses__a__predictors": ["x", "ag\0e"]},
        "predictors.1', value 'ag\\x00e': Contains a null character",
    ),
    "encoding unknown": (
        {"s__encoding": "latin-99"},
        "s.encoding', value 'latin-99': There is no such encoding",
    ),
    "encoding of no letters": (
        {"s__encoding": "zlib"},
        "s.encoding', value 'zlib': There is no such encoding",
    ),
    "encoding null": (
        {"s__encoding": "utf\0"},
        "s.encoding', value 'utf\\x00': There is no such encoding",
        2,
    ),
    "encoding number": (
        {"s__encoding": 1250},
        "s.encoding', value '1250': Must be text or null, not a number",
    ),
    "decimal": ({"s__decimal": ","}, "s.decimal', value ',': Must be point or comma or null"),
}
CONTRADICTIONS = {
    "no interviewer": (
        {"s__columns__interviewer": DROPPED},
        "columns.interviewer': This key is missing",
    ),
    "interviewer null": (
        {"s__columns__interviewer": None},
        "columns.interviewer': This key is missing",
    ),
    "interview is interviewer": ({"s__columns__interview": "who"}, "Is the interviewer column too"),
    "outcome is predictor": (
        {"s__analyses__a__predictors": ["x", "y"]},
        "value 'y': Is the outcome too",
    ),
    "outcome is covariate": (
        {"s__analyses__a__interviewer_covariates": ["y"]},
        "value 'y': Is the outcome too",
    ),
    "covariate is predictor": (
        {"s__analyses__a__interviewer_covariates": ["x"]},
        "value 'x': Is a predictor too",
    ),
    "slope no predictor": (
        {"s__analyses__a__random_slopes": ["age"]},
        "value 'age': Is not one of the predictors",
    ),
    "outcome an id": (
        {"s__analyses__a__outcome": "id"},
        "value 'id': An id cannot be an outcome or a predictor",
    ),
    "predictor an id": (
        {"s__analyses__a__predictors": ["x", "who"]},
        "value 'who': An id cannot be an outcome",
    ),
    "no random effect": (
        {"s__analyses__a__random_intercept": False, "s__analyses__a__random_slopes": []},
        "random_intercept', value 'False': Leaves no random effect at all",
    ),
    "names differ in case": (
        {"s__analyses__A": {"outcome": "x"}},
        "analyses.A': Differs from 'a' in upper and lower case only",
    ),
    "name of a folder": (
        {"s__analyses__tables": {"outcome": "y"}},
        "This name is a folder of the results",
    ),
    "weight is interviewer": (
        {"s__columns__weight": "who"},
        "columns.weight', value 'who': Is the interviewer",
    ),
    "weight is interview": (
        {"s__columns__weight": "id"},
        "columns.weight', value 'id': Is the interview column",
    ),
    "weight of interviewers is interviewer": (
        {"s__columns__interviewer_weight": "who"},
        "columns.interviewer_weight', value 'who': Is the interviewer column",
    ),
    "weight of interviewers is area": (
        {
            "s__columns__interviewer_weight": "rate",
            "s__columns__area": "rate",
            "s__analyses__a__interviewer_covariates": [],
        },
        "columns.area', value 'rate': Is the interviewer weight column",
    ),
    "no column of both weights": (
        {"s__analyses__a__weights": "both_B"},
        "weights', value 'both_B': There is no column of both weights. Name it in columns.weight "
        "and columns.interv",
    ),
    "no column of weights": (
        {"s__columns__weight": None, "s__analyses__a__weights": "level2"},
        "There is no column of these weights. Name it in columns.weight or "
        "columns.interviewer_weight",
    ),
    "weight of interviews missing": (
        {
            "s__columns__weight": None,
            "s__columns__interviewer_weight": "rate",
            "s__analyses__a__weights": "level1_A",
        },
        "There is no column of these weights. Name it in columns.weight, or set weights: none",
    ),
    "outcome is weight": (
        {"s__analyses__a__outcome": "weight"},
        "analyses.a.outcome', value 'weight': Is the weight column too",
    ),
    "outcome is the weight of interviewers": (
        {
            "s__columns__interviewer_weight": "rate",
            "s__analyses__a__outcome": "rate",
            "s__analyses__a__interviewer_covariates": [],
        },
        "analyses.a.outcome', value 'rate': Is the interviewer weight column too",
    ),
    "outcome is area": (
        {"s__columns__area": "y", "s__screen": []},
        "analyses.a.outcome', value 'y': Is the area column too",
    ),
    "predictor is area": (
        {"s__columns__area": "region", "s__analyses__a__predictors": ["x", "region"]},
        "a.predictors', value 'region': Is the area column too, so that nothing is left for the "
        "variance between areas",
    ),
    "covariate is area": (
        {"s__columns__area": "rate"},
        "a.interviewer_covariates', value 'rate': Is the area column too, so that nothing is left",
    ),
    "split by interview": (
        {"s__split_by": "id"},
        "split_by', value 'id': Is the interview column too",
    ),
    "split by interviewer": (
        {"s__split_by": "who"},
        "split_by', value 'who': Is the interviewer column too",
    ),
    "split by weight": (
        {"s__split_by": "weight"},
        "split_by', value 'weight': Is the weight column too",
    ),
    "split by the outcome": (
        {"s__split_by": "y"},
        "a.outcome', value 'y': Is split_by too, so it is constant in each",
    ),
    "respondents' outcome": (
        {"s__analyses__a__respondent_covariates": ["y"]},
        "a.respondent_covariates', value 'y': Is the outcome too",
    ),
    "respondents' predictor": (
        {"s__analyses__a__respondent_covariates": ["x"]},
        "a.respondent_covariates', value 'x': Is a predictor too",
    ),
    "codebook the data": ({"s__codebook": "s.csv"}, "s.csv: value 'id,who,y,x", 1),
    "codebook the config": (
        {"s__codebook": "config.yaml"},
        "config.yaml: key 'surveys.s': Unknown key",
        2,
    ),
    "codebook the folder": ({"s__codebook": "."}, ".: Cannot be read as UTF-8 text"),
    "range of dates": (
        {"s__codebook__y__valid": ["2010-01-01", "2011-01-01"]},
        "y.valid.0', value '2010-01-01': Must be a number, not text",
        2,
    ),
    "range without end": (
        {"s__codebook__y__valid": [0, 10**400]},
        "y.valid.1', value '1000000",
    ),
    "screened id": (
        {"s__screen": ["who"]},
        "screen', value 'who': Is the interviewer column, not an item",
    ),
    "screened weight": (
        {"s__screen": ["y", "weight"]},
        "screen', value 'weight': Is the weight column, not an item",
    ),
    "area is interview": (
        {"s__columns__area": "id"},
        "columns.area', value 'id': Is the interview column",
    ),
}
NAMES = [
    "../x",
    "a/b",
    "a b",
    ".x",
    "-x",
    "é",
    "x\n",
    "x\\y",
    "x" * 61,
    "a:b",
    "=1+1",
    "<b>",
    "a\u202eb",
    "",
]
PATHS = {
    "absent": ("no.csv", "no.csv: There is no such file"),
    "in no folder": ("no/where/s.csv", "no/where/s.csv: There is no such file"),
    "the folder": (".", "Files of this kind cannot be read"),
    "an address": ("https://example.org/s.csv", "There is no such file"),
    "null byte": ("a\0b.csv", "data', value 'a\\x00b.csv': Contains a null character"),
    "too long": ("x" * 5000 + ".csv", "Cannot be opened"),
    "below a file": ("s.csv/s.csv", "s.csv/s.csv: Cannot be opened"),
    "Excel": ("s.xlsx", "value '.xlsx': Files of this kind cannot be read"),
    "R": ("s.rds", "value '.rds': Files of this kind cannot be read"),
    "SAS": ("s.sas7bdat", "value '.sas7bdat': Files of this kind cannot be read"),
    "no kind": ("survey", "survey: Files of this kind cannot be read"),
    "line break": ("a\nb.csv", "a\\nb.csv: There is no such file"),
}

CASES = {
    f"config, {name}": faulty(words, text=text, n=n[0] if n else 1)
    for name, (text, words, *n) in NOT_YAML.items()
}
for name, (changes, words, *n) in (SHAPES | CONTRADICTIONS).items():
    CASES[f"config, {name}"] = faulty(words, n=n[0] if n else 1, **changes)
for name in ("a" * 20, "x-" + "12" * 20):
    words = "The name ends with one text 20 times or more"
    CASES[f"config, survey {name[:9]!r}"] = faulty(
        words, surveys={name: {"data": "simulate", "analyses": {"a": {"outcome": "pplhlp"}}}}
    )
    CASES[f"config, analysis {name[:9]!r}"] = faulty(words, s__analyses={name: {"outcome": "y"}})
for name in NAMES:
    words = "The name is too long" if len(name) > 60 else "This name cannot name a file"
    CASES[f"config, survey {name[:9]!r}"] = faulty(
        words, surveys={name: {"data": "simulate", "analyses": {"a": {"outcome": "pplhlp"}}}}
    )
    CASES[f"config, analysis {name[:9]!r}"] = faulty(words, s__analyses={name: {"outcome": "y"}})
for name, (path, words) in PATHS.items():
    CASES[f"config, data {name}"] = faulty(words, s__data=path)
