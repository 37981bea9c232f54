"""Information criteria, by which models that are not nested are compared."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING


class InformationCriteria:
    """AIC and BIC of a result that has a deviance, its number of parameters and of rows.

    Compare fits of the same rows by the same criterion only: deviances of REML are of the fixed
    effects that they have.
    """

    if TYPE_CHECKING:  # fields of some results, properties of others

        @property
        def deviance(self) -> float: ...  # noqa: D102

        @property
        def n_parameters(self) -> int: ...  # noqa: D102

        @property
        def nobs(self) -> int: ...  # noqa: D102

    @property
    def aic(self) -> float:
        """−2ℓ + 2 × parameters (Akaike 1974)."""
        return self.deviance + 2 * self.n_parameters

    @property
    def bic(self) -> float:
        """−2ℓ + log(n) × parameters, n the rows (Schwarz 1978)."""
        return self.deviance + log(self.nobs) * self.n_parameters
