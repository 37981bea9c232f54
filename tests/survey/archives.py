"""Made survey files in the style of archives: answers, the codes that each archive declares, and no
declaration.

Each function returns the columns (item -> values) and the codes that are none of the answers (item
-> codes). The numbers of answers and of codes are drawn; conventions are those of the archives'
codebooks.
"""

import numpy as np


class Survey:
    """Columns of n interviews, and which of their values are codes."""

    def __init__(self, seed, n):
        self.rng = np.random.default_rng(seed)
        self.n, self.columns, self.codes = n, {}, {}

    def add(self, name, answers, codes, share=0.02, left_out=None, skip=None):
        """Put codes, each in some two percent of the cells, over answers; `skip` where the
        interview was left out.
        """
        values = np.asarray(answers, dtype=float).copy()
        for code in codes:
            values[self.rng.random(self.n) < share * self.rng.uniform(0.3, 2)] = code
        if left_out is not None:
            values[left_out] = skip
        self.columns[name] = values
        self.codes[name] = {float(code) for code in (*codes, *([] if skip is None else [skip]))}

    def scale(self, low, high, weights=None):
        """Answers on a scale; by default each point is likelier the nearer it is to a point of its
        own.
        """
        points = np.arange(low, high + 1)
        centre = self.rng.uniform(low, high)
        chances = (
            np.exp(-np.abs(points - centre) / (0.6 * (high - low) + 0.5))
            if weights is None
            else weights
        )
        return self.rng.choice(points, self.n, p=chances / np.sum(chances))

    def ages(self):
        """Whole years."""
        return np.clip(self.rng.normal(48, 18, self.n), 15, 103).round()


def ess(seed=1, n=1700):
    """European Social Survey: the last digit says why, repeated to the width; 6 not applicable, 7,
    8, 9.
    """
    survey = Survey(seed, n)
    for k in range(30):
        survey.add(f"eleven{k}", survey.scale(0, 10), [77, 88, 99])
    for k in range(14):
        survey.add(f"four{k}", survey.scale(1, 4), [7, 8, 9], 0.01)
        survey.add(f"five{k}", survey.scale(1, 5), [7, 8, 9], 0.01)
    for k in range(21):
        survey.add(f"value{k}", survey.scale(1, 6), [7, 8, 9], 0.006)
    for block in range(4):
        left_out = survey.rng.random(n) < survey.rng.uniform(0.2, 0.7)
        for k in range(6):
            survey.add(f"filter{block}{k}", survey.scale(1, 5), [7, 8, 9], 0.008, left_out, 6)
        survey.add(f"yesno{block}", survey.scale(1, 2), [7, 8, 9], 0.008, left_out, 6)
        survey.add(f"party{block}", survey.scale(1, 14), [77, 88, 99], 0.02, left_out, 66)
        survey.add(
            f"hours{block}", survey.rng.integers(1, 70, n), [777, 888, 999], 0.01, left_out, 666
        )
    survey.add("seven", survey.scale(1, 7), [77, 88, 99])
    survey.add("yrbrn", 2010 - survey.ages(), [7777, 8888, 9999], 0.005)
    survey.add("agea", survey.ages(), [999], 0.005)
    return survey


def afrobarometer(seed=2, n=1200):
    """Afrobarometer: 9 don't know, 8 refused, -1 missing; 98, 99 and 9998, 9999 beside longer
    ones.
    """
    survey = Survey(seed, n)
    for k in range(60):
        survey.add(f"q{k}", survey.scale(0, 3), [8, 9, -1], 0.015)
        survey.add(f"r{k}", survey.scale(1, 5), [8, 9, -1], 0.015)
    for k in range(5):
        survey.add(f"party{k}", survey.scale(1, 12) + 1580, [9998, 9999, -1])
        survey.add(f"eleven{k}", survey.scale(0, 10), [98, 99, -1])
        survey.add(f"nobody{k}", np.full(n, 94), [94]) if k > 1 else survey.add(
            f"some{k}", survey.scale(1, 3), [94]
        )
    survey.add("age", np.clip(survey.ages(), 18, 97), [998, 999], 0.006)
    return survey


def gesis(seed=3, n=2200):
    """German archive: -71 to -99 below every scale."""
    survey = Survey(seed, n)
    for k in range(40):
        survey.add(f"v{k}", survey.scale(1, 5 + 2 * (k % 2)), [-97, -98, -99])
        survey.add(f"w{k}", survey.scale(-5, 5) + 6, [-71, -72, -99])
    survey.add("income", survey.rng.lognormal(7.4, 0.8, n).round(), [-97, -98, -99], 0.05)
    return survey


def household(seed=4, n=3000):
    """Household surveys of DHS and LSMS: 97 to 99, 997 to 999, 9998, 99999; negative codes of
    Understanding Society.
    """
    survey = Survey(seed, n)
    for k in range(12):
        survey.add(f"cat{k}", survey.scale(1, 6), [98, 99])
        survey.add(f"days{k}", survey.rng.integers(0, 31, n), [97, 98, 99])
        survey.add(f"panel{k}", survey.scale(1, 5), [-9, -8, -2, -1])
    for k in range(4):
        survey.add(f"amount{k}", survey.rng.lognormal(5, 0.7, n).round(), [99998, 99999, 99997])
        survey.add(f"minutes{k}", survey.rng.integers(0, 300, n), [997, 998, 999])
        survey.add(f"year{k}", survey.rng.integers(1950, 2015, n), [9997, 9998])
        survey.add(f"big{k}", survey.rng.lognormal(10, 1, n).round(), [999999999])
    return survey


def general(seed=5, n=2800):
    """American surveys: 8 and 9, 98 and 99, 998 and 999; election studies' 80, 88 and 89 beside 1
    to 7.
    """
    survey = Survey(seed, n)
    for k in range(30):
        survey.add(f"g{k}", survey.scale(1, 3 + k % 3), [8, 9])
        survey.add(f"place{k}", survey.scale(1, 7), [80, 88, 89])
        survey.add(f"therm{k}", survey.rng.integers(0, 101, n), [888, 889])
    for k in range(6):
        survey.add(f"hours{k}", np.clip(survey.rng.normal(40, 12, n), 1, 89).round(), [998, 999])
    return survey


def elite(seed=6, n=205):
    """A small survey of officials: 98 and 99 beside 1 to 5, 99 beside 1 to 10."""
    survey = Survey(seed, n)
    for k in range(12):
        survey.add(f"e{k}", survey.scale(1, 5), [98, 99], 0.06)
    for k in range(4):
        survey.add(f"f{k}", survey.scale(1, 10), [99], 0.06)
    return survey


def without_codes(seed, n):
    """Items of which no code is declared: ages, years, hours, shares, incomes, counts, scales,
    differences.
    """
    survey = Survey(seed, n)
    rng, ages = survey.rng, survey.ages()
    plain = {
        "age": ages,
        "born": 2010 - ages,
        "worked": np.clip(rng.gamma(2, 18, n), 0, 168).round(),
        "worked_h": np.clip(rng.choice([0, 20, 38, 40, 45, 60], n) + rng.integers(-3, 4, n), 0, 99),
        "percent": rng.choice([0, 5, 10, 20, 25, 30, 40, 50, 60, 70, 75, 80, 90, 95, 99, 100], n),
        "percent_u": np.clip(rng.normal(60, 25, n), 0, 100).round(),
        "income": rng.lognormal(7.5, 0.9, n).round(),
        "income_h": (rng.lognormal(7.5, 0.9, n) / 100).round() * 100,
        "minutes": np.clip(rng.gamma(4, 15, n), 5, 400).round(),
        "school": np.clip(rng.normal(12, 4, n), 0, 30).round(),
        "difference": rng.normal(0, 5, n).round(),
        "seven": rng.integers(1, 8, n),
        "nine": rng.integers(1, 10, n),
        "ten": rng.integers(0, 11, n),
        "mirror": rng.integers(-3, 4, n),
        "longitude": rng.normal(-70, 2, n),
    }
    for name, values in plain.items():
        survey.add(name, values, [])
    return survey


ARCHIVES = {
    "ess": ess,
    "afrobarometer": afrobarometer,
    "gesis": gesis,
    "household": household,
    "general": general,
    "elite": elite,
}
