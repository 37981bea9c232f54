"""From a MixedModel to the result of its family."""

from __future__ import annotations

from .design import GeneralisedDesign
from .fit import Columns, fit_generalised
from .result import GeneralisedResult


def fit_family(model) -> GeneralisedResult:
    """The maximum of the marginal likelihood of a MixedModel whose family is not gaussian.

    Raises
    ------
    ValueError
        Where the answers do not fit the family, or where no maximum exists.
    """
    design = GeneralisedDesign.of(model)
    fit = fit_generalised(
        model.endog,
        Columns(design.fixed, design.fixed_names, design.exog_re, design.exog_re_names),
        design.group_index,
        family=model.family,
        outcome=model.endog_names,
        diagonal=model.covariance == "diagonal",
    )
    return GeneralisedResult(model, design, fit)
