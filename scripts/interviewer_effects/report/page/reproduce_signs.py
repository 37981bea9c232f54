"""The sign test in R, and the lines that call it in R and in Python with the p to expect."""

from __future__ import annotations

from interviewer_effects.numbers import is_missing
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.text.p_values import p_phrase

# Of the level (x = NULL) by a fit with a random intercept, or of the slope of x beside that level.
R_FUNCTION = """
sign_test <- function(fit, g, x = NULL, signs = 999) {
  g <- as.integer(factor(g)); n <- tabulate(g); y <- getME(fit, "y"); X <- getME(fit, "X")
  sums <- function(a) rowsum(as.matrix(a), g)
  off <- function(a) as.matrix(a) - (sums(a) / n)[g, , drop = FALSE]
  e <- qr.resid(qr(X), y); flip <- matrix(sample(c(-1, 1), length(y) * signs, TRUE), length(y))
  p <- function(drawn, here) (1 + sum(drawn >= here - 10^-9)) / (signs + 1)
  if (is.null(x)) {
    pairs <- function(r) pmax(colSums(sums(r)^2) - colSums(as.matrix(r)^2), 0)
    return(p(pairs(qr.resid(qr(X), e * flip)), pairs(e)))
  }
  tau2 <- VarCorr(fit)[[1]][1]; grow <- 1 + n * tau2 / sigma(fit)^2; v <- n / grow; k <- n >= 3
  varies <- colSums(off(X)^2) > 10^-9 * colSums(X^2); Q <- qr(off(X[, varies])); w <- off(x)[, 1]
  split <- function(y, level = 0) {
    d <- sums(y) / n + level - (sums(X[, varies]) / n) %*% qr.coef(Q, off(y))
    list(r = qr.resid(Q, off(y)), d = as.matrix(lm.wfit(sums(X[, !varies]) / n, d, v)$residuals))
  }
  parts <- function(s) {
    S <- sums(w * s$r); s2 <- sums(s$r^2) / (n - 1)
    T <- S^2 - (sums(w^2 * s$r^2) - s2 * sums(w^2)[, 1] / n) / (1 - 2 / n)
    C <- v * (s$d * S - sums(w * s$r^2) / (n - 2))
    rbind(colSums(T[k, , drop = FALSE]), colSums(C[k, , drop = FALSE]))
  }
  one <- split(y); e <- one$r + (one$d / grow)[g]
  e <- e * sqrt(ifelse(n > 1, sums(one$r^2) * n / (n - 1) / sums(e^2), 1))[g]
  drawn <- parts(split(e[, 1] * flip, sqrt(tau2) * matrix(rnorm(length(n) * signs), length(n))))
  sd <- apply(drawn, 1, sd); both <- function(t) pmax(t[1, ] / sd[1], 0)^2 + (t[2, ] / sd[2])^2
  p(both(drawn), both(parts(one)))
}
""".strip()


def in_r(analysis: Analysis, x: str | None) -> list[str]:
    """Lines that define and call the test; x is how R calls the one numeric slope, None where there
    is none.
    """
    calls = []
    if _has(analysis.level_test("recoded")) and analysis.level_model:
        calls.append(
            f"sign_test({analysis.level_model}, g)  # {_expected(analysis.level_test('recoded'))}"
        )
    test = analysis.slope_test("recoded")
    if calls and x is not None and _has(test):
        calls.append(f"sign_test({analysis.level_model}, g, {x})  # {_expected(test)}")
    return [R_FUNCTION, "set.seed(1)", *calls] if calls else []


def in_python(analysis: Analysis, names: list[str]) -> list[str]:
    """The call of the engine's test of the slopes; names are those of the models fitted before."""
    if names[0] != "intercept" or len(names) != 2 or not _has(analysis.slope_test("recoded")):
        return []
    call = f"print(sign_test({', '.join(names)}).p)  # {_expected(analysis.slope_test('recoded'))}"
    return ["from interviewer_effects.mixed import sign_test", call]


def _has(test) -> bool:
    return test is not None and not is_missing(test.get("p_signs"))


def _expected(test) -> str:
    return f"here, with other signs: {p_phrase(test, 'p_signs')}"
