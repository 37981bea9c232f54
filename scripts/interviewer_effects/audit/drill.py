"""The drill-down: what is particular about each interviewer who is looked at, in numbers and words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

COLUMNS = ["interviewer", "fact", "value", "reference", "p", "sentence"]
LOW, HIGH = 0.4, 0.6  # a low answer lies in the lowest two fifths of the scale, a high one in the highest two


@dataclass(frozen=True)
class Evidence:
    """What is known about the interviewers of one analysis.

    answers: complete interviews per variant (raw, recoded); effects: effects.csv per variant; lines: predicted
    intercept and slopes per variant (index interviewer, with the row "everybody");
    cells: the recoded cells of the analysis variables; cuts: answers below the first are low, above the second high.
    """

    outcome: str
    predictor: str | None
    covariates: list[str]
    answers: dict[str, pd.DataFrame]
    effects: dict[str, pd.DataFrame]
    lines: dict[str, pd.DataFrame]
    cells: pd.DataFrame
    cuts: tuple[float, float]


def answer_cuts(answers: pd.Series, valid: list | None) -> tuple[float, float]:
    """Where low answers end and high answers begin: two fifths from each end of the valid range, or the 30th and
    70th percentile of a variable without one.
    """
    if valid:
        low, high = valid
        return low + LOW * (high - low), low + HIGH * (high - low)
    return float(answers.quantile(0.3)), float(answers.quantile(0.7))


def looked_at(effects: dict[str, pd.DataFrame]) -> list[str]:
    """Interviewers with a reason in any variant, the most extreme first."""
    every = pd.concat(effects.values())
    every = every.assign(size=every["z"].abs())
    flagged = every[every["reasons"].fillna("") != ""]
    return list(flagged.sort_values(["size", "interviewer"], ascending=[False, True])["interviewer"].drop_duplicates())


def drill(evidence: Evidence) -> pd.DataFrame:
    """drill.csv: one row per interviewer looked at and fact."""
    rows = [
        {"interviewer": who, **fact} for who in looked_at(evidence.effects) for fact in interviewer_facts(evidence, who)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def interviewer_facts(ev: Evidence, who: str) -> Iterator[dict]:
    """Every fact about one interviewer, the reasons first."""
    yield from _reasons(ev, who)
    yield from _workload(ev, who)
    yield from _shares(ev, who)
    yield from _codes(ev, who)
    yield from _lines(ev, who)
    yield from _covariates(ev, who)


def _fact(fact: str, value: float, reference: float, sentence: str, p: float = np.nan) -> dict:
    return {"fact": fact, "value": value, "reference": reference, "p": p, "sentence": sentence}


def _reasons(ev: Evidence, who: str) -> Iterator[dict]:
    for variant, effects in ev.effects.items():
        own = effects[effects["interviewer"] == who].fillna({"reasons": ""})
        coded = own["reasons"].str.contains("coded")
        if coded.any():
            sizes = ", ".join(f"z = {row.z:.2f} in {_effect_words(row.effect)}" for row in own.itertuples())
            text = f"Missing codes among their records while the codes are left in ({sizes})."
            yield _fact(f"reason {variant} coded", float(coded.sum()), np.nan, text)
        own = own.assign(reasons=own["reasons"].str.replace(";?coded", "", regex=True))
        for row in own[own["reasons"] != ""].itertuples():
            data = _data_words(variant)
            chance = f"p {_p(row.p)}; adjusted over interviewers p {_p(row.p_adjusted)}"
            text = f"{_reason_words(row.reasons)} in {_effect_words(row.effect)} {data}: z = {row.z:.2f}, {chance}."
            yield _fact(f"reason {variant} {row.effect}", row.z, np.nan, text[0].upper() + text[1:], row.p_adjusted)


def _data_words(variant: str) -> str:
    return "with the codes left in" if variant == "raw" else "after recoding"


def _reason_words(reasons: str) -> str:
    words = {
        "outlier": "an outlier",
        "extreme": "among the most extreme",
        "influential": "influential",
    }
    return " and ".join(words[reason] for reason in reasons.split(";"))


def _effect_words(effect: str) -> str:
    return "level (intercept)" if effect == "Intercept" else f"slope of {effect}"


def _workload(ev: Evidence, who: str) -> Iterator[dict]:
    sizes = ev.answers["recoded"]["interviewer"].value_counts()
    own, median = int(sizes.get(who, 0)), float(sizes.median())
    text = f"{own} complete interview{'' if own == 1 else 's'}; half of the interviewers have {median:g} or fewer."
    yield _fact("workload", own, median, text)


def _shares(ev: Evidence, who: str) -> Iterator[dict]:
    frame = ev.answers["recoded"]
    own = frame["interviewer"] == who
    answers, n = frame[ev.outcome], int(own.sum())
    if not n:
        return
    low, high = ev.cuts
    bands = {
        "low answers": (answers < low, f"below {low:g}"),
        "middle answers": ((answers >= low) & (answers <= high), f"from {low:g} to {high:g}"),
        "high answers": (answers > high, f"above {high:g}"),
    }
    for name, (inside, words) in bands.items():
        count, share = int((inside & own).sum()), float(inside.mean())
        table = [[count, n - count], [int((inside & ~own).sum()), int((~inside & ~own).sum())]]
        p = float(stats.fisher_exact(table)[1])
        against = f"{share:.0%} over all interviewers; exact test against the others: p {_p(p)}"
        text = f"{count} of {n} answers to {ev.outcome} are {words} ({count / n:.0%}; {against})."
        yield _fact(name, count / n, share, text, p)
    yield _fact(
        "mean answer",
        float(answers[own].mean()),
        float(answers.mean()),
        f"Mean answer {answers[own].mean():.2f}; {answers.mean():.2f} over all interviewers.",
    )


def _codes(ev: Evidence, who: str) -> Iterator[dict]:
    own = ev.cells[ev.cells["interviewer"] == who]
    if not len(own):
        yield _fact(
            "missing codes", 0, len(ev.cells), "No missing code among their answers to the variables of this analysis."
        )
        return
    parts = [
        f"{item} holds the code {code} ({reason}) in interview {' and '.join(part['interview'])}"
        for (item, code, reason), part in own.groupby(["item", "code", "reason"], sort=False)
    ]
    yield _fact(
        "missing codes", len(own), len(ev.cells), f"{'; '.join(parts)}: read as a number when the codes are left in."
    )
    if ev.predictor and (own["item"] == ev.predictor).any() | (own["item"] == ev.outcome).any():
        raw, recoded = (own_slope(ev, variant, who) for variant in ("raw", "recoded"))
        theirs = (
            f"Their own least-squares slope is {_number(raw)} with the codes in and {_number(recoded)} without them"
        )
        text = f"{theirs}; the slope over all interviewers is {_number(_everybody(ev))} after recoding."
        yield _fact("slope without codes", recoded, raw, text)


def own_slope(ev: Evidence, variant: str, who: str) -> float:
    """Least-squares slope of one interviewer's answers on the predictor; NaN when the predictor does not vary among
    them.
    """
    frame = ev.answers[variant]
    own = frame[frame["interviewer"] == who]
    if own[ev.predictor].nunique() < 2:
        return np.nan
    x = own[ev.predictor] - own[ev.predictor].mean()
    return float((x * own[ev.outcome]).sum() / (x**2).sum())


def _everybody(ev: Evidence) -> float:
    return float(ev.lines["recoded"].loc["everybody", ev.predictor])


def _lines(ev: Evidence, who: str) -> Iterator[dict]:
    for variant, lines in ev.lines.items():
        if who not in lines.index:
            continue
        own, all_ = lines.loc[who], lines.loc["everybody"]
        for term in lines.columns:
            name = "intercept" if term == "Intercept" else f"slope of {term}"
            data = _data_words(variant)
            text = f"Predicted {name} {data}: {_number(own[term])}; {_number(all_[term])} over all interviewers."
            yield _fact(f"{name} {variant}", own[term], all_[term], text)


def _covariates(ev: Evidence, who: str) -> Iterator[dict]:
    frame = ev.answers["recoded"].drop_duplicates("interviewer").set_index("interviewer")
    for name in ev.covariates:
        if who in frame.index and pd.api.types.is_numeric_dtype(frame[name]):
            value, median = float(frame.loc[who, name]), float(frame[name].median())
            yield _fact(
                name,
                value,
                median,
                f"{name} is {_number(value)}; half of the interviewers have {_number(median)} or less.",
            )


def _p(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"= {p:.3f}" if p < 0.1 else f"= {p:.2f}"


def _number(value: float) -> str:
    return "undefined" if np.isnan(value) else f"{value:.3g}"
