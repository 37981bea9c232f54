"""The items of the synthetic survey: names, scales and codes as in the ESS, answers drawn from
these parameters.
"""

from __future__ import annotations

from dataclasses import dataclass

REASONS = {"7": "refusal", "8": "don't know", "9": "no answer"}


@dataclass(frozen=True)
class Item:
    """One item: its scale, the mean and SD of its answers before rounding, and what it has in
    common with others.

    `common` and `block` are the item's correlations with an attitude behind all items and with that
    of its block; `rho` is the share of its variance that lies between interviewers; `unanswered`
    the share of missing codes.
    """

    name: str
    label: str
    block: str
    high: int
    mean: float
    sd: float
    common: float
    own_block: float
    rho: float
    unanswered: float

    @property
    def low(self) -> int:
        """The lowest answer: 0 on the eleven-point scales, 1 on the short ones."""
        return 0 if self.high == 10 else 1

    @property
    def missing(self) -> dict[str, str]:
        """The missing codes: 77, 88, 99 on the eleven-point scales, 7, 8, 9 on the short ones."""
        return {digit * (2 if self.high == 10 else 1): reason for digit, reason in REASONS.items()}

    @property
    def codebook(self) -> dict:
        """The item's entry in a codebook."""
        return {
            "label": self.label,
            "valid": [self.low, self.high],
            "missing": self.missing,
            "kind": "numeric",
        }


OUTCOME, PREDICTOR = "pplhlp", "trstplc"

ITEMS = [
    Item("pplfair", (
        "People take advantage (0) or are fair "
        "(10)"
    ), "people", 10, 5.8, 1.9, 0.3, 0.45, 0.05, 0.001),
    Item(OUTCOME, (
        "People look out for themselves (0) or are helpful "
        "(10)"
    ), "people", 10, 4.8, 2.0, 0, 0.5, 0, 0),
    Item("trstprl", "Trust in parliament, 0 to 10", "trust", 10, 4.4, 2.3, 0.55, 0.55, 0.06, 0.013),
    Item("trstlgl", (
        "Trust in the legal system, 0 to "
        "10"
    ), "trust", 10, 5.0, 2.3, 0.5, 0.5, 0.04, 0.004),
    Item(PREDICTOR, "Trust in the police, 0 to 10", "trust", 10, 6.0, 2.05, 0.4, 0.45, 0.01, 0),
    Item("trstplt", "Trust in politicians, 0 to 10", "trust", 10, 3.8, 2.2, 0.55, 0.6, 0.07, 0.004),
    Item("trstprt", (
        "Trust in political parties, 0 to "
        "10"
    ), "trust", 10, 3.8, 2.2, 0.55, 0.6, 0.06, 0.006),
    Item("stfeco", (
        "Satisfied with the economy, 0 to "
        "10"
    ), "satisfaction", 10, 5.0, 1.9, 0.45, 0.4, 0.04, 0.011),
    Item("stfgov", (
        "Satisfied with the government, 0 to "
        "10"
    ), "satisfaction", 10, 3.7, 2.3, 0.5, 0.4, 0.03, 0.012),
    Item("stfdem", (
        "Satisfied with democracy, 0 to "
        "10"
    ), "satisfaction", 10, 5.2, 2.2, 0.55, 0.35, 0.03, 0.01),
    Item("stfedu", (
        "State of education, 0 to "
        "10"
    ), "satisfaction", 10, 6.6, 1.9, 0.25, 0.4, 0.13, 0.011),
    Item("stfhlth", (
        "State of health services, 0 to "
        "10"
    ), "satisfaction", 10, 7.4, 1.5, 0.3, 0.4, 0.08, 0.002),
    Item("gincdif", (
        "Reduce income differences, 1 agree to "
        "5"
    ), "views", 5, 2.2, 1.05, 0.05, 0.2, 0.03, 0.003),
    Item("freehms", (
        "Gays and lesbians live freely, 1 agree to "
        "5"
    ), "views", 5, 1.7, 1.1, -0.05, 0.2, 0.02, 0.004),
    Item("prtyban", (
        "Ban undemocratic parties, 1 agree to "
        "5"
    ), "views", 5, 2.35, 1.25, 0, 0.3, 0.05, 0.01),
    Item("scnsenv", (
        "Science solves environment, 1 agree to "
        "5"
    ), "views", 5, 2.5, 0.95, -0.15, 0.2, 0.03, 0.009),
    Item("imsmetn", (
        "Immigrants of same group, 1 many to 4 "
        "none"
    ), "migration", 4, 2.2, 0.85, -0.25, -0.7, 0.05, 0.004),
    Item("imdfetn", (
        "Immigrants of other group, 1 many to 4 "
        "none"
    ), "migration", 4, 2.55, 0.9, -0.3, -0.75, 0.05, 0.006),
    Item("impcntr", (
        "Immigrants, poor countries, 1 many to 4 "
        "none"
    ), "migration", 4, 2.5, 0.9, -0.3, -0.7, 0.04, 0.007),
    Item("imbgeco", (
        "Immigration: economy, 0 bad to 10 "
        "good"
    ), "migration", 10, 4.5, 2.15, 0.35, 0.55, 0.05, 0.006),
    Item("imueclt", (
        "Immigration enriches culture, 0 to "
        "10"
    ), "migration", 10, 5.5, 2.2, 0.3, 0.6, 0.04, 0.008),
    Item("imwbcnt", (
        "Immigration: country, 0 worse to 10 "
        "better"
    ), "migration", 10, 4.7, 2.0, 0.35, 0.5, 0.04, 0.005),
]  # fmt: skip
