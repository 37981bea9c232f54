"""A synthetic survey with planted interviewer effects and faults: nobody was interviewed, and the
truth is known.

The outcome pplhlp follows the model that the audit fits, before rounding to 0-10:

    y_ij = b0 + b1 x_ij + c (r_j − 50) + u0_j + u1_j x_ij + e_ij        x trust in the police, r_j
    response rate in %

with (u0, u1) ~ N(0, D) and e ~ N(0, σ²). Three faults are planted: one interviewer whose answers
are shifted down, and two in whose records the code 88 (don't know) stands in x, one record and two.
Left in as a number, 88 lies so far out that it alone settles the interviewer's slope, and the
slopes seem to differ between interviewers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from interviewer_effects.survey.simulated_items import ITEMS, OUTCOME, PREDICTOR, Item

INTERVIEWERS = 125
SMALLEST, LARGEST = 1, 70
WORKLOAD_MEDIAN, WORKLOAD_LOG_SD = 10.6, 0.72
RESPONSE_RATE, RESPONSE_CONCENTRATION = 0.48, 9.0

FIXED = {"Intercept": 3.79, "trstplc": 0.159, "int_rr": 0.003}
MEAN_RATE = 50.0
LEVEL_VARIANCE, SLOPE_VARIANCE, LEVEL_SLOPE = 0.39, 0.0031, -0.026
RESIDUAL_VARIANCE = 3.70

LOW_WORKLOAD, LOW_SHIFT = 25, -1.9
CODED_WORKLOADS, CODED_RECORDS, LEFT_IN = (12, 25), (1, 2), 88
REASON_SHARES = {"8": 0.86, "7": 0.10, "9": 0.04}


@dataclass(frozen=True)
class Simulated:
    """A synthetic survey: the frame, the codebook of its items, and the truth that was planted."""

    frame: pd.DataFrame
    codebook: dict[str, dict]
    truth: dict


@dataclass(frozen=True)
class Fieldwork:
    """Who interviewed how many: ids (J,), workloads (J,), response rates in percent (J,), and owner
    (n,) of each interview as a position in ids. The first three interviewers are the ones with
    planted faults: low, one code, two.
    """

    ids: np.ndarray
    workloads: np.ndarray
    rates: np.ndarray
    owner: np.ndarray


def simulate_survey(seed: int) -> Simulated:
    """Draw the survey of a seed: about 1,700 interviews by 125 interviewers, 22 items, response
    rates and weights.

    The default seed of the config was chosen, among many, because its survey tells the story
    closely: with the codes left in, intercept 3.9, slope 0.14, variances 0.67 and 0.012, slopes
    that differ significantly; with the codes recoded they do not. Other seeds tell the same story
    less closely. The planted variances are those before rounding to whole answers. `weight` is
    100/int_rr: constant within an interviewer, as it is in some real files.
    """
    rng = np.random.default_rng(seed)
    work = _fieldwork(rng)
    effects = _effects(rng, work)
    answers, blocks = _answers(rng, work)
    answers[OUTCOME] = _outcome(rng, work, effects, answers[PREDICTOR], blocks)
    answers = {item.name: answers[item.name] for item in ITEMS}
    _plant_codes(rng, work, answers[PREDICTOR])
    for item in ITEMS:
        _leave_unanswered(rng, work, item, answers[item.name])
    frame = _frame(work, answers)
    codebook = {item.name: item.codebook for item in ITEMS}
    codebook["int_rr"] = {
        "label": "Response rate of the interviewer, in percent",
        "valid": [0, 100],
    }
    return Simulated(frame, codebook, _truth(seed, work, effects, frame))


def _fieldwork(rng: np.random.Generator) -> Fieldwork:
    """Draw unequal workloads and response rates; a rate is interviews over the eligible cases
    assigned.
    """
    draws = WORKLOAD_MEDIAN * np.exp(rng.normal(0, WORKLOAD_LOG_SD, INTERVIEWERS))
    workloads = np.clip(np.round(draws), SMALLEST, LARGEST).astype(int)
    workloads[:3] = (LOW_WORKLOAD, *CODED_WORKLOADS)
    success = rng.beta(
        RESPONSE_RATE * RESPONSE_CONCENTRATION,
        (1 - RESPONSE_RATE) * RESPONSE_CONCENTRATION,
        INTERVIEWERS,
    )
    eligible = np.maximum(workloads, np.round(workloads / np.clip(success, 0.15, 1)))
    ids = rng.choice(np.arange(301, 8000), INTERVIEWERS, replace=False)
    return Fieldwork(
        ids, workloads, 100 * workloads / eligible, np.repeat(np.arange(INTERVIEWERS), workloads)
    )


def _effects(rng: np.random.Generator, work: Fieldwork) -> np.ndarray:
    """Draw (J, 2) deviations in level and slope; the interviewer with the low answers has the
    planted shift alone.
    """
    covariance = [[LEVEL_VARIANCE, LEVEL_SLOPE], [LEVEL_SLOPE, SLOPE_VARIANCE]]
    effects = rng.multivariate_normal([0, 0], covariance, len(work.ids), method="cholesky")
    effects[0] = (LOW_SHIFT, 0)
    return effects


def _answers(
    rng: np.random.Generator, work: Fieldwork
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Draw every item but the outcome: shared attitudes, the interviewer's push, and the
    respondent's own view.

    Returns the answers by item, and the attitude behind each block of items, (n,) each.
    """
    n = len(work.owner)
    common = rng.standard_normal(n)
    blocks = {
        block: rng.standard_normal(n) for block in dict.fromkeys(item.block for item in ITEMS)
    }
    answers = {}
    for item in (item for item in ITEMS if item.name != OUTCOME):
        push = rng.standard_normal(len(work.ids))[work.owner]
        own = np.sqrt(1 - item.common**2 - item.own_block**2 - item.rho)
        latent = (
            item.common * common + item.own_block * blocks[item.block] + np.sqrt(item.rho) * push
        )
        latent += own * rng.standard_normal(n)
        answers[item.name] = _to_scale(item.mean + item.sd * latent, item)
    return answers, blocks


def _outcome(
    rng: np.random.Generator,
    work: Fieldwork,
    effects: np.ndarray,
    x: np.ndarray,
    blocks: dict[str, np.ndarray],
) -> np.ndarray:
    """Draw the outcome by the model of the module, its residual sharing the attitude of its
    block.
    """
    item = next(item for item in ITEMS if item.name == OUTCOME)
    level, slope = effects[work.owner].T
    own = np.sqrt(1 - item.own_block**2) * rng.standard_normal(len(x))
    residual = np.sqrt(RESIDUAL_VARIANCE) * (item.own_block * blocks[item.block] + own)
    rate = FIXED["int_rr"] * (work.rates[work.owner] - MEAN_RATE)
    return _to_scale(
        FIXED["Intercept"] + rate + level + (FIXED[PREDICTOR] + slope) * x + residual, item
    )


def _plant_codes(rng: np.random.Generator, work: Fieldwork, answers: np.ndarray) -> None:
    """Put 88 in place of some answers that the second and the third interviewer recorded."""
    for place, records in enumerate(CODED_RECORDS, start=1):
        answers[rng.choice(np.flatnonzero(work.owner == place), records, replace=False)] = LEFT_IN


def _leave_unanswered(
    rng: np.random.Generator, work: Fieldwork, item: Item, answers: np.ndarray
) -> None:
    """Put missing codes in place of answers, more often with some interviewers than with others."""
    readiness = np.exp(rng.normal(0, 0.8, len(work.ids)) - 0.32)[work.owner]
    rows = rng.random(len(answers)) < np.minimum(item.unanswered * readiness, 0.5)
    digits = rng.choice(
        [int(digit) for digit in REASON_SHARES], rows.sum(), p=list(REASON_SHARES.values())
    )
    answers[rows] = digits * (11 if item.high == 10 else 1)


def _to_scale(latent: np.ndarray, item: Item) -> np.ndarray:
    return np.clip(np.round(latent), item.low, item.high).astype(int)


def _frame(work: Fieldwork, answers: dict[str, np.ndarray]) -> pd.DataFrame:
    """Sort by interviewer; an interview's id is its interviewer's place in that order and its own
    number.
    """
    order = np.argsort(work.ids[work.owner], kind="stable")
    owner = work.owner[order]
    place = np.argsort(np.argsort(work.ids))[owner]
    number = np.concatenate([np.arange(1, n + 1) for n in work.workloads])[order]
    idno = [str(100_000 + 100 * one + two) for one, two in zip(place, number, strict=True)]
    ids = {
        "idno": pd.Series(idno, dtype="str"),
        "intnum": pd.Series(work.ids[owner].astype(str), dtype="str"),
    }
    rates = work.rates[owner]
    items = {name: values[order] for name, values in answers.items()}
    return pd.DataFrame({**ids, **items, "int_rr": rates, "weight": 100 / rates})


def _truth(seed: int, work: Fieldwork, effects: np.ndarray, frame: pd.DataFrame) -> dict:
    """What was planted: the model, the faults, and each interviewer's own deviations."""
    names = [str(number) for number in work.ids]
    faults = [
        {"interviewer": names[0], "fault": "low answers", "item": OUTCOME, "shift": LOW_SHIFT}
    ]
    for name in names[1:3]:
        records = frame.loc[(frame["intnum"] == name) & (frame[PREDICTOR] == LEFT_IN), "idno"]
        fault = {"interviewer": name, "fault": "code left in", "item": PREDICTOR, "code": LEFT_IN}
        faults.append(fault | {"interviews": list(records)})
    return {
        "seed": seed,
        "outcome": OUTCOME,
        "fixed": FIXED,
        "level_variance": LEVEL_VARIANCE,
        "slope_variance": SLOPE_VARIANCE,
        "level_slope_covariance": LEVEL_SLOPE,
        "residual_variance": RESIDUAL_VARIANCE,
        "faults": faults,
        "item_rho": {item.name: item.rho for item in ITEMS if item.name != OUTCOME},
        "interviewers": [
            {"interviewer": name, "n": n, "int_rr": rate, "level": level, "slope": slope}
            for name, n, rate, (level, slope) in zip(
                names, work.workloads, work.rates, effects, strict=True
            )
        ],
    }
