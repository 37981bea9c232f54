"""The straight lines of a random-slope model, put together from the tables of parameters and
effects.
"""

import numpy as np
import pandas as pd

from interviewer_effects.audit.models.centring import NONE, WITHIN, context

from .analysis import Analysis


def span(analysis: Analysis, term: str) -> tuple[float, float]:
    """Smallest and largest valid value of a numeric predictor, where small cells are hidden those
    of the codebook or of answers that enough gave; 0 and 1 for a category.
    """
    if analysis.survey.hides:
        return _shown_span(analysis, term)
    data = analysis.data("recoded")
    if term in data.columns and pd.api.types.is_numeric_dtype(data[term]):
        return float(data[term].min()), float(data[term].max())
    return 0.0, 1.0


def _shown_span(analysis: Analysis, term: str) -> tuple[float, float]:
    rows = analysis.survey.table("distributions")
    rows = rows[(rows["item"] == term) & (rows["kind"] == "valid")]
    shown = pd.Series(rows[["value", "value_high"]].to_numpy().ravel())
    values = pd.to_numeric(shown, errors="coerce").dropna()
    valid = (analysis.survey.codebook.get(term) or {}).get("valid") or (values.min(), values.max())
    known = term in _shown_means(analysis) and np.isfinite(valid[0])
    return (float(valid[0]), float(valid[1])) if known else (0.0, 1.0)


def _means(analysis: Analysis, variant: str) -> dict:
    """The mean of every numeric variable of an analysis, where small cells are hidden as it is
    published.
    """
    if analysis.survey.hides:
        return _shown_means(analysis)
    data = analysis.data(variant)
    return {
        name: data[name].mean()
        for name in data.columns
        if pd.api.types.is_numeric_dtype(data[name])
    }


def _shown_means(analysis: Analysis) -> dict:
    rows = analysis.survey.table("items")
    rows = rows[(rows["kind"] == "numeric") & rows["item"].isin(analysis.items)]
    return dict(zip(rows["item"], rows["mean"].fillna(0), strict=True))


def overall_line(analysis: Analysis, variant: str, term: str) -> tuple[float, float]:
    """Intercept and slope of everybody's line on `term`, the other numeric predictors held at their
    means; the intercept is where `term` is zero, also where the model has it centred.
    """
    fixed, means = _fixed(analysis, variant), _means(analysis, variant)
    others = [
        name
        for name in means
        if name in fixed.index and name != term and analysis.centre(name) == NONE
    ]
    level = fixed.get("Intercept", 0.0) + sum(fixed[name] * means[name] for name in others)
    slope = float(fixed.get(term, 0.0))
    origin = 0.0 if analysis.centre(term) == NONE else means.get(term, 0.0)
    return float(level) - slope * origin, slope


def interviewer_lines(
    analysis: Analysis, variant: str, term: str
) -> tuple[pd.DataFrame, tuple[float, float]]:
    """start and slope per interviewer (the overall line plus the predicted effects), and the
    overall line.
    """
    overall = overall_line(analysis, variant, term)
    wide = analysis.effects(variant).pivot(index="interviewer", columns="effect", values="eblup")
    zero = pd.Series(0.0, index=wide.index)
    effect = wide.get(term, zero).fillna(0)
    start = overall[0] + wide.get("Intercept", zero).fillna(0)
    slope = overall[1] + effect
    if analysis.centre(term) != NONE:
        start = start - effect * _means(analysis, variant).get(term, 0.0)
    if analysis.centre(term) == WITHIN and not analysis.survey.hides:
        away = _away(analysis, variant, term).reindex(wide.index).fillna(0)
        start = start + away * (_fixed(analysis, variant).get(context(term), 0.0) - slope)
    return pd.DataFrame({"start": start, "slope": slope}), overall


def _fixed(analysis: Analysis, variant: str) -> pd.Series:
    """The fixed effects of the main model, by term."""
    rows = analysis.table("parameters", variant)
    rows = rows[
        (rows["model"] == analysis.model)
        & (rows["criterion"] == "REML")
        & (rows["kind"] == "fixed")
    ]
    return rows.set_index("term")["estimate"]


def _away(analysis: Analysis, variant: str, term: str) -> pd.Series:
    """The mean of a predictor over each interviewer's interviews, minus that over all."""
    data = analysis.data(variant)
    if term not in data.columns or not pd.api.types.is_numeric_dtype(data[term]):
        return pd.Series(dtype=float)
    return data.groupby("interviewer")[term].mean() - data[term].mean()


def values_on(line, x) -> np.ndarray:
    """The heights of a line (start, slope) over `x`."""
    return line[0] + line[1] * np.asarray(x, dtype=float)
