"""Formulas to arrays, by formulaic, with no names visible but the columns of the data and a few functions.

formulaic evaluates what stands in a formula as Python, where every builtin can be reached. So a formula is read first,
and refused unless all it does is arithmetic and the functions named here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator

import numpy as np
import pandas as pd

FUNCTIONS = frozenset({"I", "C", "log", "log2", "log10", "exp", "center", "scale", "poly", "bs"})
OF_NUMPY = frozenset({"log", "log1p", "log2", "log10", "exp", "sqrt", "abs"})
ARITHMETIC = (ast.Expression, ast.BinOp, ast.UnaryOp, ast.Compare, ast.Tuple, ast.List, ast.keyword)
ARITHMETIC += (ast.operator, ast.unaryop, ast.cmpop, ast.expr_context)
LARGEST_POWER = 10
TICKED = re.compile("`([^`]*)`")


def formula_arrays(
    formula: str, re_formula: str | None, data: pd.DataFrame
) -> tuple[pd.Series, pd.DataFrame, pd.DataFrame]:
    """Outcome (n,), fixed design and random design of a formula such as "y ~ x" and "~x"; rows with missing values
    are dropped.

    Raises ValueError naming what the formula asks for and the data lack. Of Python it knows numbers, their operators,
    FUNCTIONS and those OF_NUMPY (np.log); a column whose name is no plain name stands in backticks.
    """
    from formulaic import Formula
    from formulaic.errors import FormulaicError

    try:
        parts = [Formula(formula), Formula((re_formula or "1").lstrip("~ "))]
        for name in _unknown(parts, set(map(str, data.columns))):
            raise ValueError(
                f"The formula '{formula}' (random: '{re_formula}') uses {name!r}, which is no column of "
                f"{list(data.columns)} and none of the functions {', '.join(sorted(FUNCTIONS))}."
            )
        fixed, random = (part.get_model_matrix(data, context={}, na_action="drop") for part in parts)
    except (FormulaicError, SyntaxError) as error:
        raise ValueError(
            f"The formula '{formula}' (random: '{re_formula}') cannot be read with columns "
            f"{list(data.columns)}: {error}"
        ) from error
    sides = [getattr(fixed, "lhs", None), getattr(fixed, "rhs", None), random]
    if not all(isinstance(side, pd.DataFrame) for side in sides) or fixed.lhs.shape[1] != 1:
        raise ValueError(f"The outcome of '{formula}' is not one numeric column, or one of its sides has two parts.")
    rows = fixed.rhs.index.intersection(random.index)
    return fixed.lhs.iloc[:, 0].loc[rows], pd.DataFrame(fixed.rhs.loc[rows]), pd.DataFrame(random.loc[rows])


def _unknown(formulas: Collection, columns: Collection[str]) -> Iterator[str]:
    """What the formulas name or do beyond the columns and the functions allowed."""
    for factor in (factor for formula in formulas for factor in _factors(formula)):
        kind = factor.eval_method.name
        if kind == "LOOKUP" and factor.expr not in columns:
            yield factor.expr
        elif kind == "PYTHON":
            yield from _unknown_python(factor.expr, columns)


def _factors(formula) -> Iterator:
    """The factors of every term, on whichever side of the formula it stands."""
    if hasattr(formula, "factors"):
        yield from formula.factors
    else:
        for part in formula:
            yield from _factors(part)


def _unknown_python(code: str, columns: Collection[str]) -> Iterator[str]:
    yield from (name for name in TICKED.findall(code) if name not in columns)
    try:
        nodes = [ast.parse(TICKED.sub("I", code), mode="eval")]
    except (SyntaxError, ValueError, RecursionError):
        yield code
        return
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Call) and _is_allowed(node.func):
            nodes += [*node.args, *node.keywords]
        elif isinstance(node, ARITHMETIC):
            nodes += ast.iter_child_nodes(node)
        elif _is_number(node) or (isinstance(node, ast.Name) and node.id in {*columns, "I"}):
            continue
        else:
            yield ast.unparse(node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and not _is_small(node.right):
            yield ast.unparse(node)


def _is_allowed(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        return isinstance(function.value, ast.Name) and function.value.id == "np" and function.attr in OF_NUMPY
    return isinstance(function, ast.Name) and function.id in FUNCTIONS


def _is_small(power: ast.expr) -> bool:
    """Whether a power can be computed at all: 9**9**9 cannot."""
    value = power.operand if isinstance(power, ast.UnaryOp) else power
    return _is_number(value) and value.value <= LARGEST_POWER


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, (int, float))


def named_array(values, prefix: str) -> tuple[np.ndarray, list[str]]:
    """A float matrix (n, k) and its column names: a frame keeps its names, an array gets prefix1, prefix2, …"""
    names = [str(c) for c in values.columns] if isinstance(values, pd.DataFrame) else None
    names = [str(values.name)] if isinstance(values, pd.Series) and values.name is not None else names
    array = np.asarray(values, dtype=float)
    array = array[:, None] if array.ndim == 1 else array
    return array, names or [f"{prefix}{k + 1}" for k in range(array.shape[1])]
