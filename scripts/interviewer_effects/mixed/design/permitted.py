"""What a formula names, and whether it does no more than arithmetic and the functions named here.

formulaic evaluates what stands in a formula as Python, where every builtin can be reached. So a
formula is read first, and refused unless it is harmless.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

FUNCTIONS = frozenset({"I", "C", "log", "log2", "log10", "exp", "center", "scale", "poly", "bs"})
OF_NUMPY = frozenset({"log", "log1p", "log2", "log10", "exp", "sqrt", "abs"})
ARITHMETIC: tuple[type[ast.AST], ...] = (
    ast.Expression,
    ast.BinOp,
    ast.UnaryOp,
    ast.Compare,
    ast.Tuple,
    ast.List,
    ast.keyword,
    ast.operator,
    ast.unaryop,
    ast.cmpop,
    ast.expr_context,
)
LARGEST_POWER = 10
TICKED = re.compile("`([^`]*)`")


@dataclass(slots=True)
class NamedColumns:
    """Names that formulas use as numbers, and as the first argument of C()."""

    as_numbers: set[str] = field(default_factory=set)
    as_categories: set[str] = field(default_factory=set)

    def of_data(self, data: pd.DataFrame) -> list[str]:
        """Those that are columns, in the data's order."""
        names = self.as_numbers | self.as_categories
        columns = dict.fromkeys(map(str, data.columns))
        return [column for column in columns if column in names]

    @property
    def only_categories(self) -> set[str]:
        """Those that stand in C() only."""
        return self.as_categories - self.as_numbers


def named_columns(formulas: Collection[Any]) -> NamedColumns:
    """The columns that parsed formulas name."""
    columns = NamedColumns()
    for factor in factors_of(formulas):
        kind = factor.eval_method.name
        if kind == "LOOKUP":
            columns.as_numbers.add(factor.expr)
        elif kind == "PYTHON":
            names = names_in(factor.expr)
            columns.as_numbers |= names.as_numbers
            columns.as_categories |= names.as_categories
    return columns


def factors_of(formulas: Collection[Any]) -> Iterator[Any]:
    """The factors of every term, on whichever side of the formulas it stands."""
    for formula in formulas:
        if hasattr(formula, "factors"):
            yield from formula.factors
        else:
            yield from factors_of(formula)


def names_in(code: str) -> NamedColumns:
    """The names in Python code, but for those of functions."""
    ticked: dict[str, str] = {}

    def stand_in(match: re.Match[str]) -> str:
        name = match[1]
        return ticked.setdefault(name, f"ticked_{len(ticked)}")

    tree = ast.parse(TICKED.sub(stand_in, code), mode="eval")
    plain_names = {placeholder: name for name, placeholder in ticked.items()}
    nodes = list(ast.walk(tree))
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    categories = [call.args[0] for call in calls if _is_category(call)]
    function_ids = set()
    for call in calls:
        function_ids |= {id(node) for node in ast.walk(call.func)}

    columns = NamedColumns()
    for node in nodes:
        if not isinstance(node, ast.Name) or id(node) in function_ids:
            continue
        name = plain_names.get(node.id, node.id)
        names = columns.as_categories if node in categories else columns.as_numbers
        names.add(name)
    return columns


def _is_category(call: ast.Call) -> bool:
    function = ast.unparse(call.func)
    return function == "C" and bool(call.args)


def refuse_unknown(
    formulas: Collection[Any],
    source: str,
    data: pd.DataFrame,
) -> None:
    """Raise ValueError where formulas use more than the columns and the functions allowed; source
    says which formulas they are.
    """
    columns = set(map(str, data.columns))
    for name in _unknown(formulas, columns):
        functions = ", ".join(sorted(FUNCTIONS))
        raise ValueError(
            f"{source} uses {name!r}, which is no column of {list(data.columns)} and none of the "
            f"functions {functions}."
        )


def _unknown(
    formulas: Collection[Any],
    columns: Collection[str],
) -> Iterator[str]:
    """What the formulas name or do beyond the columns and the functions allowed."""
    for factor in factors_of(formulas):
        kind = factor.eval_method.name
        if kind == "LOOKUP" and factor.expr not in columns:
            yield factor.expr
        elif kind == "PYTHON":
            yield from _unknown_python(factor.expr, columns)


def _unknown_python(
    code: str,
    columns: Collection[str],
) -> Iterator[str]:
    for name in TICKED.findall(code):
        if name not in columns:
            yield name
    try:
        tree = ast.parse(TICKED.sub("I", code), mode="eval")
    except (SyntaxError, ValueError, RecursionError):
        yield code
        return
    nodes: list[ast.AST] = [tree]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Call) and _is_allowed(node.func):
            nodes += node.args
            nodes += node.keywords
        elif isinstance(node, ARITHMETIC):
            nodes += ast.iter_child_nodes(node)
        elif not _is_number_or_column(node, columns):
            yield ast.unparse(node)
        if _is_large_power(node):
            yield ast.unparse(node)


def _is_number_or_column(
    node: ast.AST,
    columns: Collection[str],
) -> bool:
    if isinstance(node, ast.Name):
        return node.id == "I" or node.id in columns
    return _is_number(node)


def _is_allowed(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in FUNCTIONS
    if not isinstance(function, ast.Attribute):
        return False
    module = function.value
    is_of_numpy = isinstance(module, ast.Name) and module.id == "np"
    return is_of_numpy and function.attr in OF_NUMPY


def _is_large_power(node: ast.AST) -> bool:
    """Whether a power cannot be computed at all: 9**9**9."""
    if not isinstance(node, ast.BinOp):
        return False
    if not isinstance(node.op, ast.Pow):
        return False
    power = node.right
    constant = power.operand if isinstance(power, ast.UnaryOp) else power
    if not isinstance(constant, ast.Constant):
        return True
    value = constant.value
    is_small = isinstance(value, (int, float)) and value <= LARGEST_POWER
    return not is_small


def _is_number(node: ast.AST) -> bool:
    if not isinstance(node, ast.Constant):
        return False
    return isinstance(node.value, (int, float))
