"""Formulas to arrays, by formulaic, with no names visible but the columns of the data and a few
functions.

formulaic evaluates what stands in a formula as Python, where every builtin can be reached. So a
formula is read first, and refused unless all it does is arithmetic and the functions named here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .columns import NUMBERS, complete_columns, float_column, kind_of, typed_columns

if TYPE_CHECKING:
    from formulaic import ModelSpec

FUNCTIONS = frozenset({"I", "C", "log", "log2", "log10", "exp", "center", "scale", "poly", "bs"})
OF_NUMPY = frozenset({"log", "log1p", "log2", "log10", "exp", "sqrt", "abs"})
ARITHMETIC = (ast.Expression, ast.BinOp, ast.UnaryOp, ast.Compare, ast.Tuple, ast.List, ast.keyword)
ARITHMETIC += (ast.operator, ast.unaryop, ast.cmpop, ast.expr_context)
LARGEST_POWER = 10
TICKED = re.compile("`([^`]*)`")
BAR = re.compile(r"(?<![\w)])\([^()|]*\|{1,2}[^()|]*\)")
QUOTED = re.compile(r"(?<![\w.])Q\(")
COLOURS_AND_MARKS = re.compile("\x1b\\[[0-9;]*m|[⧛⧚]")


@dataclass(frozen=True)
class Terms:
    """What the two sides of a formula make of other data: the columns, categories and constants of
    the fit.
    """

    fixed: ModelSpec
    random: ModelSpec

    def columns_of(self, data: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Fixed and random design of the rows of `data` in which no predictor is missing.

        Raises ValueError naming a column that the data lack, or a category that the fit has not
        seen.
        """
        specs = (self.fixed, self.random)
        formulas = [spec.formula for spec in specs]
        _refuse_unknown(formulas, "The model's formula", data)
        frame = typed_columns(data, *_columns_of(formulas, data))
        for name in frame.columns:
            _refuse_new_categories(frame[name], specs)
        fixed, random = (spec.get_model_matrix(frame, context={}) for spec in specs)
        return pd.DataFrame(fixed), pd.DataFrame(random)


@dataclass(frozen=True)
class FormulaDesign:
    """Outcome (n,), fixed design and random design of a formula, and the terms that make them."""

    outcome: pd.Series
    fixed: pd.DataFrame
    random: pd.DataFrame
    terms: Terms


def formula_arrays(
    formula: str, re_formula: str | None, data: pd.DataFrame, rows: np.ndarray | None = None
) -> tuple[pd.Series, pd.DataFrame, pd.DataFrame]:
    """Outcome (n,), fixed design and random design of `formula_design`."""
    design = formula_design(formula, re_formula, data, rows)
    return design.outcome, design.fixed, design.random


def formula_design(
    formula: str, re_formula: str | None, data: pd.DataFrame, rows: np.ndarray | None = None
) -> FormulaDesign:
    """What a formula such as "y ~ x" and "~x" makes of the rows marked (n,), by default all; rows
    with missing values are dropped.

    Raises ValueError naming what the formula asks for and the data lack. Of Python it knows
    numbers, their operators, FUNCTIONS and those OF_NUMPY (np.log); a column whose name is no plain
    name stands in backticks.
    """
    from formulaic.errors import FormulaicError

    asked = f"The formula '{formula}' (random: '{re_formula}')"
    _refuse_notation_of_others(formula, re_formula)
    try:
        parts = _parsed(formula, re_formula)
        _refuse_unknown(parts, asked, data)
        frame = complete_columns(data, *_columns_of(parts, data), rows)
        fixed, random = (
            part.get_model_matrix(frame, context={}, na_action="drop") for part in parts
        )
    except (FormulaicError, SyntaxError, TypeError) as error:
        reason = _in_one_line(str(error))
        raise ValueError(
            f"{asked} cannot be read with columns {list(data.columns)}: {reason}"
        ) from error
    sides = [getattr(fixed, "lhs", None), getattr(fixed, "rhs", None), random]
    if not all(isinstance(side, pd.DataFrame) for side in sides) or fixed.lhs.shape[1] != 1:
        raise ValueError(
            f"The outcome of '{formula}' is not one numeric column, or one of its sides has two "
            "parts."
        )
    kept = fixed.rhs.index.intersection(random.index)
    return FormulaDesign(
        outcome=fixed.lhs.iloc[:, 0].loc[kept],
        fixed=pd.DataFrame(fixed.rhs.loc[kept]),
        random=pd.DataFrame(random.loc[kept]),
        terms=Terms(fixed.rhs.model_spec, random.model_spec),
    )


def _refuse_new_categories(column: pd.Series, specs: Collection[ModelSpec]) -> None:
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return
    for spec in specs:
        for factor, state in spec.encoder_state.items():
            known = state[1].get("categories")
            if known is None or str(column.name) not in {factor, *_names_in(factor)[0]}:
                continue
            for level in set(column) - set(known):
                raise ValueError(
                    f"'{column.name}' has the category {level!r}, which the data of the fit had "
                    "not."
                )


def _parsed(formula: str, re_formula: str | None) -> list:
    from formulaic import Formula

    return [Formula(formula), Formula((re_formula or "1").lstrip("~ "))]


def _refuse_notation_of_others(formula: str, re_formula: str | None) -> None:
    """Answer what users of lme4 and patsy write with what is written here."""
    for text in (formula, re_formula or ""):
        if BAR.search(text):
            raise ValueError(
                f"The formula '{text}' has random effects in brackets, as lme4 writes them: "
                "leave the bracket out and "
                "give groups='g' for (1 | g), and re_formula='~x' besides for (1 + x | g); for "
                "uncorrelated effects, "
                "(1 + x || g), also covariance='diagonal'."
            )
        if QUOTED.search(text):
            raise ValueError(
                f"The formula '{text}' uses Q('a b'), as patsy writes it: write `a b`, in "
                "backticks."
            )


def _refuse_unknown(formulas: Collection, asked: str, data: pd.DataFrame) -> None:
    for name in _unknown(formulas, set(map(str, data.columns))):
        raise ValueError(
            f"{asked} uses {name!r}, which is no column of {list(data.columns)} and none of the "
            "functions "
            f"{', '.join(sorted(FUNCTIONS))}."
        )


def _columns_of(formulas: Collection, data: pd.DataFrame) -> tuple[list[str], set[str]]:
    """The columns that the formulas name, in the data's order, and those of them that stand in C()
    only.
    """
    as_numbers, as_categories = set(), set()
    for factor in (factor for formula in formulas for factor in _factors(formula)):
        if factor.eval_method.name == "LOOKUP":
            as_numbers.add(factor.expr)
        elif factor.eval_method.name == "PYTHON":
            in_category, elsewhere = _names_in(factor.expr)
            as_categories |= in_category
            as_numbers |= elsewhere
    named = as_numbers | as_categories
    return [
        name for name in dict.fromkeys(map(str, data.columns)) if name in named
    ], as_categories - as_numbers


def _names_in(code: str) -> tuple[set[str], set[str]]:
    """The names in Python code that are the first argument of C(), and all others but those of
    functions.
    """
    ticked: dict[str, str] = {}

    def placeholder(match: re.Match) -> str:
        return ticked.setdefault(match[1], f"ticked_{len(ticked)}")

    tree = ast.parse(TICKED.sub(placeholder, code), mode="eval")
    plain = {stand_in: name for name, stand_in in ticked.items()}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    categories = [call.args[0] for call in calls if ast.unparse(call.func) == "C" and call.args]
    functions = {id(part) for call in calls for part in ast.walk(call.func)}
    names = [
        node for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in functions
    ]
    in_category = [node for node in names if node in categories]
    elsewhere = [node for node in names if node not in categories]
    return {plain.get(node.id, node.id) for node in in_category}, {
        plain.get(node.id, node.id) for node in elsewhere
    }


def _in_one_line(message: str) -> str:
    """The parser's message without its colours, marks and line breaks."""
    return " ".join(COLOURS_AND_MARKS.sub("", message).split())


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
        if (
            isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.Pow)
            and not _is_small(node.right)
        ):
            yield ast.unparse(node)


def _is_allowed(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        return (
            isinstance(function.value, ast.Name)
            and function.value.id == "np"
            and function.attr in OF_NUMPY
        )
    return isinstance(function, ast.Name) and function.id in FUNCTIONS


def _is_small(power: ast.expr) -> bool:
    """Whether a power can be computed at all: 9**9**9 cannot."""
    value = power.operand if isinstance(power, ast.UnaryOp) else power
    return _is_number(value) and value.value <= LARGEST_POWER


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, (int, float))


def named_array(values, prefix: str) -> tuple[np.ndarray, list[str]]:
    """A float matrix (n, k) and its column names: a frame keeps its names, an array gets prefix1,
    prefix2, …

    Raises ValueError naming the column that is not numeric.
    """
    if isinstance(values, pd.DataFrame):
        columns = [
            _number_column(values.iloc[:, k], str(name)) for k, name in enumerate(values.columns)
        ]
        return np.column_stack(columns).reshape(len(values), len(columns)), [
            str(name) for name in values.columns
        ]
    if isinstance(values, pd.Series) and values.name is not None:
        return _number_column(values, str(values.name))[:, None], [str(values.name)]
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(
            f"'{prefix}' is not all numbers: give text as categories, by from_formula, and leave "
            "missing values out."
        ) from None
    array = array[:, None] if array.ndim == 1 else array
    return array, [f"{prefix}{k + 1}" for k in range(array.shape[1])]


def _number_column(values: pd.Series, name: str) -> np.ndarray:
    if kind_of(values) not in NUMBERS | {"empty"}:
        raise ValueError(
            f"Column '{name}' is not numeric: give dates as numbers, and text as categories, by "
            "from_formula."
        )
    return float_column(values)
