"""Where the searches of refits begin: near the optimum of the fit that they repeat."""

from interviewer_effects.mixed.likelihood.moments import Moments

from .fit import Fit
from .starts import Starts, starts_for


def starts_near(
    fit: Fit,
    moments: Moments,
) -> Starts:
    """The usual starts, with the optimum of the whole fit in place of the interior one where it is
    inside.
    """
    optimum = Starts(fit.optimum.theta, fit.optimum.free)
    usual = starts_for(moments, fit.factor)
    replaces_first = fit.status == "interior" and fit.factor.size > 0
    if replaces_first:
        usual = Starts(usual.theta[1:], usual.free[1:])
    return optimum.then(usual)
