"""Where the searches of refits begin: near the optimum of the fit that they repeat."""

import numpy as np

from interviewer_effects.mixed.likelihood.moments import Moments

from .fit import Fit
from .starts import Starts, starts_for


def starts_near(fit: Fit, moments: Moments) -> Starts:
    """The usual starts, with the optimum of the whole fit in place of the interior one where it is
    inside.
    """
    theta, free = starts_for(moments, fit.factor)
    first = 1 if fit.status == "interior" and fit.factor.size else 0
    return np.concatenate([fit.optimum.theta, theta[first:]]), np.concatenate(
        [fit.optimum.free, free[first:]]
    )
