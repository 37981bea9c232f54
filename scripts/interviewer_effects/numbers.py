"""Numbers as a statistician prints them: enough digits to use, none that the data do not carry.

Every function takes a float and returns text; a missing value is an en dash, a minus is a true
minus sign.
"""

import math

NOT_AVAILABLE = "–"
NARROW_SPACE = "\u202f"
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def is_missing(value) -> bool:
    """Whether there is no number to print (None, NaN, infinite, or text that holds none)."""
    try:
        return not math.isfinite(float(value))
    except (TypeError, ValueError):
        return True


def fixed(value, decimals: int) -> str:
    """`value` with so many decimals, thousands separated, and a true minus sign; never "−0.00"."""
    if is_missing(value):
        return NOT_AVAILABLE
    text = f"{float(value):,.{decimals}f}"
    if text.startswith("-"):
        text = text[1:] if float(text.replace(",", "")) == 0 else "−" + text[1:]
    return text


def count(value) -> str:
    """A whole number with thousands separated: 1,703."""
    return fixed(value, 0)


def significant(value, digits: int = 2) -> str:
    """`value` with so many significant digits: 0.70, 0.012, 3.7; below 0.0001 as a power of ten."""
    if is_missing(value):
        return NOT_AVAILABLE
    value = float(value)
    if value == 0:
        return "0"
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    exponent = int(power)
    if exponent < -4:
        return f"{fixed(mantissa, digits - 1)} × 10{str(exponent).translate(_SUPERSCRIPT)}"
    return fixed(value, max(0, digits - 1 - exponent))


def variance(value) -> str:
    """A variance, with two significant digits; zero is said in words, because it is a fit on the
    boundary.
    """
    return (
        "no detectable variance"
        if not is_missing(value) and float(value) == 0
        else significant(value, 2)
    )


def decimals_for(uncertainty) -> int:
    """Decimals that show two significant digits of a standard error; 2 where there is none."""
    if is_missing(uncertainty) or float(uncertainty) <= 0:
        return 2
    exponent = int(f"{float(uncertainty):.1e}".split("e")[1])
    return min(8, max(0, 1 - exponent))


def estimate(value, uncertainty=None) -> str:
    """An estimate with the decimals that its standard error supports: 3.89 beside 0.13, 0.143
    beside 0.017.
    """
    return fixed(value, decimals_for(uncertainty))


def interval(low, high, uncertainty=None) -> str:
    """Both ends with the same decimals, "0.11 to 0.18", by the standard error or else a quarter of
    the width.
    """
    if is_missing(low) or is_missing(high):
        return NOT_AVAILABLE
    width = uncertainty if not is_missing(uncertainty) else (float(high) - float(low)) / 4
    return f"{estimate(low, width)} to {estimate(high, width)}"


def percent(share) -> str:
    """A share as a percentage: one decimal below 10 %, none above, so 7.1 % and 29 %."""
    if is_missing(share):
        return NOT_AVAILABLE
    value = 100 * float(share)
    return fixed(value, 1 if 0 < abs(value) < 9.95 else 0) + NARROW_SPACE + "%"


def percent_interval(low, high) -> str:
    """Both ends of a share as percentages with equal decimals: "4.8 to 14.9 %"."""
    if is_missing(low) or is_missing(high):
        return NOT_AVAILABLE
    decimals = 1 if 100 * abs(float(high)) < 20 else 0
    return (
        f"{fixed(100 * float(low), decimals)} to "
        f"{fixed(100 * float(high), decimals)}{NARROW_SPACE}%"
    )


def p_value(p) -> str:
    """A p-value: "< 0.001", three decimals below 0.1, else two; one that would round to 0.05 keeps
    its side of it.
    """
    if is_missing(p):
        return NOT_AVAILABLE
    p = float(p)
    if p < 0.001:
        return "< 0.001"
    if p > 0.99:
        return "> 0.99"
    decimals = 3 if p < 0.0995 else 2
    while decimals < 6 and p != 0.05 and round(p, decimals) == 0.05:
        decimals += 1
    return fixed(p, decimals)


def p_phrase(p) -> str:
    """A p-value inside a sentence: "p < 0.001", "p = 0.61"."""
    text = p_value(p)
    return f"p {text}" if text.startswith(("<", ">")) else f"p = {text}"


def statistic(value) -> str:
    """A test statistic or z: two decimals, one from 100 on."""
    return fixed(value, 1 if not is_missing(value) and abs(float(value)) >= 100 else 2)


def plural(number, one: str, many: str | None = None) -> str:
    """The noun that goes with a number: plural(1, "record") is "record", plural(3, "record") is
    "records".
    """
    return one if number == 1 else many or one + "s"


def listed(names, limit: int = 8) -> str:
    """Names as prose: "a", "a and b", "a, b and 3 others"; never one other, which is as short to
    name.
    """
    names = [str(name) for name in names]
    if len(names) > limit + 1:
        return f"{', '.join(names[:limit])} and {len(names) - limit} others"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
