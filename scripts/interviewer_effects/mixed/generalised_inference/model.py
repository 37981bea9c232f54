"""From a MixedModel to the result of its family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interviewer_effects.mixed.generalised.columns import Columns
from interviewer_effects.mixed.generalised.design import GeneralisedDesign
from interviewer_effects.mixed.generalised.fit import fit_generalised

from .result import GeneralisedResult

if TYPE_CHECKING:
    from interviewer_effects.mixed.model import MixedModel


def fit_family(model: MixedModel) -> GeneralisedResult:
    """The maximum of the marginal likelihood of a MixedModel whose family is not gaussian.

    Raises
    ------
    ValueError
        Where the answers do not fit the family, or where no maximum exists.
    """
    design = GeneralisedDesign.of(model)
    columns = Columns(
        fixed=design.fixed,
        fixed_names=design.fixed_names,
        random=design.exog_re,
        random_names=design.exog_re_names,
    )
    fit = fit_generalised(
        model.endog,
        columns,
        design.group_index,
        family=model.family,
        outcome=model.endog_names,
        diagonal=model.covariance == "diagonal",
    )
    return GeneralisedResult(
        model,
        design,
        fit,
    )
