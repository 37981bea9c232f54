"""The drill-down: what is particular about each interviewer who is looked at, in numbers and
words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from interviewer_effects import numbers
from interviewer_effects.audit.flags.flags import flagged
from interviewer_effects.audit.flags.masking_check import SECOND
from interviewer_effects.frames import cell_at, each_row, present, row_at

DATA = {
    "raw": "with the codes left in",
    "recoded": "after recoding",
    SECOND: "at a second look, without those found at first",
}
COLUMNS = ["interviewer", "fact", "value", "reference", "p", "sentence"]


@dataclass(frozen=True)
class Evidence:
    """What is known about the interviewers of one analysis.

    answers: complete interviews per variant (raw, recoded); effects: effects.csv per variant, and
    second_look.csv; lines: predicted intercept and slopes per variant (index interviewer, with the
    row "everybody"); cells: the recoded cells of the analysis variables.
    """

    outcome: str
    predictor: str | None
    covariates: Sequence[str]
    answers: dict[str, pd.DataFrame]
    effects: dict[str, pd.DataFrame]
    lines: dict[str, pd.DataFrame]
    cells: pd.DataFrame


def looked_at(effects: dict[str, pd.DataFrame]) -> list[str]:
    """Interviewers with a reason in any variant, the most extreme first."""
    return flagged(pd.concat(effects.values()))


def drill(evidence: Evidence) -> pd.DataFrame:
    """drill.csv: one row per interviewer looked at and fact."""
    rows = [
        {"interviewer": who, **fact}
        for who in looked_at(evidence.effects)
        for fact in interviewer_facts(evidence, who)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def interviewer_facts(ev: Evidence, who: str) -> Iterator[dict]:
    """Every fact about one interviewer, the reasons first."""
    yield from _reasons(ev, who)
    yield from _workload(ev, who)
    yield from _mean(ev, who)
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
            sizes = ", ".join(
                f"z = {numbers.statistic(row.z_tail)} in {_effect_words(row.effect)}"
                for row in each_row(own)
            )
            text = f"Missing codes among their records while the codes are left in ({sizes})."
            yield _fact(f"reason {variant} coded", float(coded.sum()), np.nan, text)
        own = own.assign(reasons=own["reasons"].str.replace(";?coded", "", regex=True))
        for row in each_row(own[own["reasons"] != ""]):
            data = _data_words(variant)
            chance = (
                f"{numbers.p_phrase(row.p)}; adjusted over interviewers "
                f"{numbers.p_phrase(row.p_adjusted)}"
            )
            reasons, effect = _reason_words(row.reasons), _effect_words(row.effect)
            text = f"{reasons} in {effect} {data}: z = {numbers.statistic(row.z_tail)}, {chance}."
            yield _fact(
                f"reason {variant} {row.effect}",
                row.z_tail,
                np.nan,
                text[0].upper() + text[1:],
                row.p_adjusted,
            )


def _data_words(variant: str) -> str:
    return DATA[variant]


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
    text = (
        f"{own} complete interview{'' if own == 1 else 's'}; half of the interviewers have "
        f"{median:g} or fewer."
    )
    yield _fact("workload", own, median, text)


def _mean(ev: Evidence, who: str) -> Iterator[dict]:
    frame = ev.answers["recoded"]
    own, answers = frame["interviewer"] == who, frame[ev.outcome]
    if not own.any():
        return
    mean, everybody = float(answers[own].mean()), float(answers.mean())
    text = (
        f"Mean answer {numbers.fixed(mean, 2)}; {numbers.fixed(everybody, 2)} over all "
        "interviewers."
    )
    yield _fact("mean answer", mean, everybody, text)


def _codes(ev: Evidence, who: str) -> Iterator[dict]:
    own = ev.cells[ev.cells["interviewer"] == who]
    if not len(own):
        yield _fact(
            "missing codes",
            0,
            len(ev.cells),
            "No missing code among their answers to the variables of this analysis.",
        )
        return
    parts = [
        f"{item} holds the code {code} ({reason}) in interview {' and '.join(part['interview'])}"
        for (item, code, reason), part in own.groupby(["item", "code", "reason"], sort=False)
    ]
    yield _fact(
        "missing codes",
        len(own),
        len(ev.cells),
        f"{'; '.join(parts)}: read as a number when the codes are left in.",
    )
    if ev.predictor and (own["item"] == ev.predictor).any() | (own["item"] == ev.outcome).any():
        raw, recoded = (own_slope(ev, variant, who) for variant in ("raw", "recoded"))
        theirs = (
            f"Their own least-squares slope is {_number(raw)} with the codes in and "
            f"{_number(recoded)} without them"
        )
        text = (
            f"{theirs}; the slope over all interviewers is {_number(_everybody(ev))} after "
            "recoding."
        )
        yield _fact("slope without codes", recoded, raw, text)


def own_slope(ev: Evidence, variant: str, who: str) -> float:
    """Least-squares slope of one interviewer's answers on the predictor; NaN when the predictor
    does not vary among them.
    """
    frame = ev.answers[variant]
    own = frame[frame["interviewer"] == who]
    if own[ev.predictor].nunique() < 2:
        return np.nan
    x = own[ev.predictor] - own[ev.predictor].mean()
    return float((x * own[ev.outcome]).sum() / (x**2).sum())


def _everybody(ev: Evidence) -> float:
    return float(cell_at(ev.lines["recoded"], "everybody", present(ev.predictor)))


def _lines(ev: Evidence, who: str) -> Iterator[dict]:
    for variant, lines in ev.lines.items():
        if who not in lines.index:
            continue
        own, all_ = row_at(lines, who), row_at(lines, "everybody")
        for term in lines.columns:
            name = "intercept" if term == "Intercept" else f"slope of {term}"
            data = _data_words(variant)
            text = (
                f"Predicted {name} {data}: {_number(own[term])}; {_number(all_[term])} over all "
                "interviewers."
            )
            yield _fact(f"{name} {variant}", own[term], all_[term], text)


def _covariates(ev: Evidence, who: str) -> Iterator[dict]:
    frame = ev.answers["recoded"].drop_duplicates("interviewer").set_index("interviewer")
    for name in ev.covariates:
        if who not in frame.index or pd.isna(cell_at(frame, who, name)):
            continue
        if pd.api.types.is_numeric_dtype(frame[name]):
            value, median = float(cell_at(frame, who, name)), float(frame[name].median())
            yield _fact(
                name,
                value,
                median,
                f"{name} is {_number(value)}; half of the interviewers have {_number(median)} or "
                "less.",
            )


def _number(value: float) -> str:
    return "undefined" if np.isnan(value) else numbers.significant(value, 3)
