"""One engine in one process: reads a job a line from standard input, does it, and answers with
seconds and numbers.

`python worker.py ENGINE FOLDER` loads the survey first; a job is {"job": "fit", "size": 1}, with
bootstrap and leave_one_out besides. What is timed goes from data in memory, in the form the engine
likes best, to estimates and their standard errors.
"""

import json
import sys
import time
import warnings

import numpy as np
from memory import peak_mib
from survey import read_survey

# Seconds: below this a single run measures the caches that the engine before has left behind
LONG_ENOUGH = 0.2
FORMULA, NULL = "y ~ x + (x | g)", "y ~ x + (1 | g)"


class Ours:
    """The engine of this project, from arrays."""

    def __init__(self, columns):
        import interviewer_effects.mixed as mixed

        self.mixed = mixed
        self.y, self.g = columns["y"], columns["g"]
        self.places = columns["c"], columns["a"]
        self.X = np.column_stack([np.ones_like(columns["x"]), columns["x"]])

    def crossed(self, size):
        """One fit of random intercepts of interviewers and areas."""
        y, areas = self.places
        result = self.mixed.CrossedModel(y, self.X, self.g, areas).fit(reml=True)
        se = np.sqrt(np.diag(result.cov_beta))
        return {"fixed": list(result.beta), "se": list(se), "deviance": result.deviance}

    def fitted(self, Z):
        """A REML fit with the given random columns."""
        return self.mixed.MixedModel(self.y, self.X, self.g, exog_re=Z).fit(reml=True)

    def fit(self, size):
        """One fit of the random slope."""
        result = self.fitted(self.X)
        return {
            "fixed": list(result.fe_params),
            "se": list(result.bse_fe),
            "deviance": result.deviance,
        }

    def bootstrap(self, size):
        """LRT statistics of the slope, simulated under the random intercept."""
        test = self.mixed.bootstrap_test(
            self.fitted(self.X[:, :1]), self.fitted(self.X), replicates=size, seed=1
        )
        return spread(test.replicate_statistics)

    def leave_one_out(self, size):
        """Slopes without each of the first `size` interviewers."""
        result = self.fitted(self.X)
        return {"slopes": list(result.influence()[result.model.exog_names[1]][:size])}


class OursFormula(Ours):
    """The same from a data frame and formulas."""

    def __init__(self, columns):
        import pandas as pd

        super().__init__(columns)
        self.frame = pd.DataFrame(columns)

    def fitted(self, Z):
        """A REML fit by formula."""
        random = "~x" if Z.shape[1] == 2 else "~1"
        return self.mixed.MixedModel.from_formula(
            "y ~ x", self.frame, groups="g", re_formula=random
        ).fit(reml=True)


class Statsmodels(Ours):
    """statsmodels MixedLM, as it comes."""

    def __init__(self, columns):
        from statsmodels.regression.mixed_linear_model import MixedLM

        self.model, self.y, self.g = MixedLM, columns["y"], columns["g"]
        self.X = np.column_stack([np.ones_like(columns["x"]), columns["x"]])

    def fit(self, size):
        """One fit of the random slope."""
        result = self.model(self.y, self.X, self.g, exog_re=self.X).fit(reml=True)
        return {
            "fixed": list(result.fe_params),
            "se": list(result.bse_fe),
            "deviance": -2 * result.llf,
        }


class MixedlmRs(Ours):
    """mixedlm-rs, from arrays."""

    def __init__(self, columns):
        from mixedlm_rs import MixedLM

        self.model, self.y, self.g = MixedLM, columns["y"], columns["g"]
        self.X = np.column_stack([np.ones_like(columns["x"]), columns["x"]])

    def fitted(self, Z, keep=slice(None), y=None):
        """A REML fit of some rows, or of another outcome."""
        y = self.y if y is None else y
        return self.model(y[keep], self.X[keep], self.g[keep], exog_re=Z[keep]).fit(reml=True)

    def fit(self, size):
        """One fit of the random slope."""
        result = self.fitted(self.X)
        fixed, se = np.asarray(result.fe_params), np.asarray(result.bse_fe)
        return {"fixed": fixed.tolist(), "se": se.tolist(), "deviance": -2 * float(result.llf)}

    def bootstrap(self, size):
        """A loop: it has no test of a variance."""
        null = self.fitted(self.X[:, :1])
        outcomes = simulated(
            self.X @ np.asarray(null.fe_params),
            np.asarray(null.cov_re).item(),
            null.scale,
            self.g,
            size,
        )
        return spread(
            [
                2 * (self.fitted(self.X, y=y).llf - self.fitted(self.X[:, :1], y=y).llf)
                for y in outcomes
            ]
        )

    def leave_one_out(self, size):
        """A loop of refits."""
        return {
            "slopes": [
                float(np.asarray(self.fitted(self.X, self.g != j).fe_params)[1])
                for j in range(size)
            ]
        }


class LmePython(Ours):
    """lme-python, from a polars frame."""

    def __init__(self, columns):
        import lme_python
        import polars

        self.engine, self.polars, self.x, self.g = lme_python, polars, columns["x"], columns["g"]
        self.frame = polars.DataFrame(columns).with_columns(polars.col("g").cast(polars.String))

    def fit(self, size):
        """One fit of the random slope."""
        result = self.engine.lmer(FORMULA, data=self.frame, reml=True)
        return {
            "fixed": list(result.coefficients),
            "se": list(result.std_errors),
            "deviance": result.reml_criterion,
        }

    def bootstrap(self, size):
        """A loop: its own bootstrap tests fixed effects only."""
        full, null = (self.engine.prepare_lmer(formula, self.frame) for formula in (FORMULA, NULL))
        fit = self.engine.fit_prepared(null)
        mean = fit.coefficients[0] + fit.coefficients[1] * self.x
        outcomes = simulated(mean, fit.theta[0] ** 2 * fit.sigma2, fit.sigma2, self.g, size)
        fits = (
            [self.engine.fit_prepared(model, y=y.tolist()) for model in (null, full)]
            for y in outcomes
        )
        return spread([low.reml_criterion - high.reml_criterion for low, high in fits])

    def leave_one_out(self, size):
        """A loop of refits."""
        frames = (self.frame.filter(self.polars.col("g") != str(j)) for j in range(size))
        return {
            "slopes": [
                self.engine.lmer(FORMULA, data=frame, reml=True).coefficients[1] for frame in frames
            ]
        }


def simulated(mean, variance, residual, g, count):
    """Outcomes of a random-intercept model."""
    rng = np.random.default_rng(1)
    for _ in range(count):
        u = np.sqrt(variance) * rng.standard_normal(g.max() + 1)
        yield mean + u[g] + np.sqrt(residual) * rng.standard_normal(len(g))


def spread(statistics):
    """What a bootstrap distribution looks like: a negative minimum is a refit that missed its
    optimum.
    """
    low, middle, high = np.quantile(statistics, [0, 0.5, 0.95])
    return {
        "lowest": float(low),
        "median": float(middle),
        "q95": float(high),
        "replicates": len(statistics),
    }


ENGINES = {
    "interviewer_effects": Ours,
    "interviewer_effects (formula)": OursFormula,
    "statsmodels": Statsmodels,
    "mixedlm-rs": MixedlmRs,
    "lme-python": LmePython,
}


def timed(task, size):
    """Mean seconds of a run, and its answer: what takes milliseconds is run for LONG_ENOUGH, as
    timeit does.
    """
    start, runs = time.perf_counter(), 0
    while not runs or time.perf_counter() - start < LONG_ENOUGH:
        answer = task(size)
        runs += 1
    return (time.perf_counter() - start) / runs, answer


def main():
    """Answer jobs until standard input ends."""
    warnings.simplefilter("ignore")
    engine = ENGINES[sys.argv[1]](read_survey(sys.argv[2]))
    loaded = peak_mib()
    for line in sys.stdin:
        job = json.loads(line)
        seconds, answer = timed(getattr(engine, job["job"]), job["size"])
        print(
            json.dumps({"seconds": seconds, "peak_mib": peak_mib() - loaded, **answer}), flush=True
        )


if __name__ == "__main__":
    main()
