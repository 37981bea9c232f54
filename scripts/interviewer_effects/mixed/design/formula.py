"""Formulas to arrays, by formulaic, with no names visible but the columns of the data and a few
functions (see permitted.py).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from interviewer_effects.mixed.arrays import Booleans

from .columns import complete_columns, typed_columns
from .permitted import named_columns, names_in, refuse_unknown

if TYPE_CHECKING:
    from formulaic import ModelSpec

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
        refuse_unknown(formulas, "The model's formula", data=data)
        columns = named_columns(formulas)
        frame = typed_columns(data, columns.of_data(data), categorical=columns.only_categories)
        for name in frame.columns:
            _refuse_new_categories(frame[name], specs)
        fixed = self.fixed.get_model_matrix(frame, context={})
        random = self.random.get_model_matrix(frame, context={})
        return pd.DataFrame(fixed), pd.DataFrame(random)


@dataclass(frozen=True)
class FormulaDesign:
    """Outcome (n,), fixed design and random design of a formula, and the terms that make them."""

    outcome: pd.Series
    fixed: pd.DataFrame
    random: pd.DataFrame
    terms: Terms


def formula_design(
    formula: str,
    re_formula: str | None,
    data: pd.DataFrame,
    rows: Booleans | None = None,
) -> FormulaDesign:
    """What a formula such as "y ~ x" and "~x" makes of the rows marked (n,), by default all; rows
    with missing values are dropped.

    Raises ValueError naming what the formula asks for and the data lack. Of Python it knows
    numbers, their operators, FUNCTIONS and those OF_NUMPY (np.log); a column whose name is no plain
    name stands in backticks.
    """
    for text in (formula, re_formula or ""):
        _refuse_notation_of_others(text)
    matrices = _model_matrices(
        formula,
        re_formula,
        data=data,
        rows=rows,
    )
    fixed = matrices.fixed
    random = matrices.random
    outcome: Any = getattr(fixed, "lhs", None)
    predictors: Any = getattr(fixed, "rhs", None)
    are_frames = all(isinstance(side, pd.DataFrame) for side in (outcome, predictors, random))
    if not are_frames or outcome.shape[1] != 1:
        raise ValueError(
            f"The outcome of '{formula}' is not one numeric column, or one of its sides has two "
            "parts."
        )

    index = predictors.index.intersection(random.index)
    outcome_column = outcome.iloc[:, 0]
    return FormulaDesign(
        outcome=outcome_column.loc[index],
        fixed=pd.DataFrame(predictors.loc[index]),
        random=pd.DataFrame(random.loc[index]),
        terms=Terms(predictors.model_spec, random.model_spec),
    )


@dataclass(frozen=True, slots=True)
class _Matrices:
    """What formulaic makes of the two formulas: outcome and predictors, and random columns."""

    fixed: Any
    random: Any


def _model_matrices(
    formula: str,
    re_formula: str | None,
    data: pd.DataFrame,
    rows: Booleans | None,
) -> _Matrices:
    from formulaic import Formula
    from formulaic.errors import FormulaicError

    source = f"The formula '{formula}' (random: '{re_formula}')"
    right_side = (re_formula or "1").lstrip("~ ")
    try:
        fixed = Formula(formula)
        random = Formula(right_side)
        refuse_unknown([fixed, random], source, data=data)
        columns = named_columns([fixed, random])
        frame = complete_columns(
            data,
            columns.of_data(data),
            categorical=columns.only_categories,
            rows=rows,
        )
        return _Matrices(
            fixed=fixed.get_model_matrix(frame, context={}, na_action="drop"),
            random=random.get_model_matrix(frame, context={}, na_action="drop"),
        )
    except (FormulaicError, SyntaxError, TypeError) as error:
        reason = _in_one_line(str(error))
        raise ValueError(
            f"{source} cannot be read with columns {list(data.columns)}: {reason}"
        ) from error


def _refuse_new_categories(
    column: pd.Series,
    specs: Collection[ModelSpec],
) -> None:
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return
    levels = set(column)
    for spec in specs:
        for factor, state in spec.encoder_state.items():
            categories = state[1].get("categories")
            if categories is None:
                continue
            names = {factor, *names_in(factor).as_categories}
            if str(column.name) not in names:
                continue
            for level in levels - set(categories):
                raise ValueError(
                    f"'{column.name}' has the category {level!r}, which the data of the fit had "
                    "not."
                )


def _refuse_notation_of_others(text: str) -> None:
    """Answer what users of lme4 and patsy write with what is written here."""
    if BAR.search(text):
        raise ValueError(
            f"The formula '{text}' has random effects in brackets, as lme4 writes them: leave the "
            "bracket out and give groups='g' for (1 | g), and re_formula='~x' besides for (1 + x "
            "| g); for uncorrelated effects, (1 + x || g), also covariance='diagonal'."
        )
    if QUOTED.search(text):
        raise ValueError(
            f"The formula '{text}' uses Q('a b'), as patsy writes it: write `a b`, in backticks."
        )


def _in_one_line(message: str) -> str:
    """The parser's message without its colours, marks and line breaks."""
    plain = COLOURS_AND_MARKS.sub("", message)
    words = plain.split()
    return " ".join(words)
