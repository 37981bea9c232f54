"""A formula computes with the columns of the data and reaches nothing else."""

import pandas as pd
import pytest
from interviewer_effects.mixed.design.formula import formula_design

DATA = pd.DataFrame(
    {"y": [1.0, 2.0, 4.0], "x": [1.0, 2.0, 5.0], "a b": [3.0, 2.0, 2.0], "np": [1.0, 0.0, 1.0]}
)


@pytest.mark.parametrize(
    ("formula", "columns"),
    [
        ("y ~ x", ["Intercept", "x"]),
        ("y ~ 0 + `a b`", ["a b"]),
        ("y ~ x:`a b`", ["Intercept", "x:a b"]),
        ("y ~ np.log(x) + log(`a b`)", ["Intercept", "np.log(x)", "log(`a b`)"]),
        ("y ~ I(x**2) + I((x > 1) * x)", ["Intercept", "I(x ** 2)", "I((x > 1) * x)"]),
        ("y ~ C(x)", ["Intercept", "C(x)[T.2.0]", "C(x)[T.5.0]"]),
        ("y ~ bs(x, df=3)", ["Intercept", *(f"bs(x, df=3)[{k}]" for k in (1, 2, 3))]),
        ("log(y) ~ {x + 1}", ["Intercept", "x + 1"]),
    ],
)
def test_a_formula_computes_with_columns(formula, columns):
    data = DATA.drop(columns="np")
    assert formula_design(formula, None, data).fixed.columns.tolist() == columns


@pytest.mark.parametrize(
    "formula",
    [
        "y ~ x + {__import__('pathlib').Path('broken').touch()}",
        "y ~ I(open('broken', 'w'))",
        "{open('broken', 'w')} ~ x",
        "y ~ {x.to_csv('broken')}",
        "y ~ np.save('broken', x)",
        "y ~ np.lib.npyio.save('broken', x)",
        "y ~ I(x).to_csv('broken')",
        "y ~ {[open('broken', 'w') for _ in (1,)]}",
        "y ~ {(lambda: open('broken', 'w'))()}",
        "y ~ {open('broken', 'w') if 1 else x}",
        "y ~ {f'{open(\"broken\")}'}",
        "y ~ log(open('broken', 'w'))",
        "y ~ poly(x, degree=open('broken', 'w'))",
        "y ~ I(x.values)",
        "y ~ {x[0]}",
        "y ~ {(z := 1)}",
        "y ~ I(9**9**9**9)",
        "y ~ I(x ** x)",
        "y ~ C(x, 'a')",
        "y ~ exp",
        "y ~ pd",
        "y ~ unknown",
        "y ~ `not there`",
        "y ~ log(`not there`)",
        "y ~ C(x, contr.sum)",
        "y ~ .",
        "y ~ x | np",
        "y + x ~ 1",
        "y |",
        "y ~ (",
        "y ~ x ~ x",
        "y ~ {x",
        "x",
        "",
    ],
)
def test_a_formula_reaches_nothing_else(formula, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=r"."):
        formula_design(formula, None, DATA)
    assert list(tmp_path.iterdir()) == []


def test_the_formula_of_random_effects_is_read_as_strictly(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="is no column of"):
        formula_design("y ~ x", "~ {open('broken', 'w')}", DATA)
    assert list(tmp_path.iterdir()) == []
