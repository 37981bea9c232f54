"""How a row of parameters.csv or sensitivity.csv is printed: its estimate and its interval."""

from interviewer_effects import numbers

VARIANCE_TERMS = ("var(", "cov(", "corr(", "sigma2")


def is_fixed(row) -> bool:
    """Whether a parameter is a fixed effect; the others are variances, covariances and
    correlations.
    """
    return (
        row["kind"] in ("fixed", "contrast")
        if "kind" in row
        else not row["term"].startswith(VARIANCE_TERMS)
    )


def uncertainty(row) -> float:
    """The standard error of an estimate, or a quarter of its interval where the table has none."""
    known = "se" in row and not numbers.is_missing(row["se"])
    return row["se"] if known else (row["ci_high"] - row["ci_low"]) / 4


def printed(row) -> str:
    """An estimate: a fixed effect as its standard error supports, a variance with two significant
    digits.
    """
    if is_fixed(row):
        return numbers.estimate(row["estimate"], uncertainty(row))
    shown = numbers.variance if row["term"].startswith("var(") else numbers.significant
    return shown(row["estimate"])


def printed_interval(row) -> str:
    """An interval in the digits of its estimate."""
    low, high = row["ci_low"], row["ci_high"]
    if is_fixed(row) or numbers.is_missing(low) or numbers.is_missing(high):
        return numbers.interval(low, high, uncertainty(row))
    return f"{numbers.significant(low)} to {numbers.significant(high)}"
