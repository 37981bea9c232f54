"""The attacker of attacker.py, who also puts together what variants, tables of codes and predicted
effects say of the same few answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
import pandas as pd
from attacker import SLACK, Counts, Pinned, Program, Release, counts_of, fewest_values_left
from interviewer_effects.audit.disclosure.coarsening import steps_of
from interviewer_effects.audit.disclosure.edges import Edges

OF_EFFECT, OF_Z = 0.1, 0.02  # the steps of published effects and z, of their size


def counts_told_together(release: Release) -> list[Pinned]:
    """The hidden counts from 1 to k - 1 that cannot be each of these, by all tables of all variants
    together.
    """
    program = Program()
    counts = counts_of(release, program)
    _variants(release, counts)
    _codes(release, counts)
    return [
        Pinned(what, program.true[place], *ends)
        for what, place in counts.hidden
        for ends in [program.ends(place)]
        if ends[0] > 1 or ends[1] < release.k - 1
    ]


def _variants(release: Release, counts: Counts) -> None:
    """With the codes left in an analysis has as many interviews more as it has codes at most; and
    without somebody fewer than with them.
    """
    step, program = release.rules.counts.step, counts.program
    true, shown = release.tables["fits"], release.shown["fits"]
    for analysis, rows in true.groupby("analysis"):
        used = {}
        for variant, part in rows.groupby("variant"):
            row = part.index[part["model"] == "null"][0]
            used[variant] = program.unknown(*release.box(shown.loc[row, "n"], step), true["n"][row])
        items = release.rules.people.items_of(analysis)
        cells = release.tables["distributions"]
        codes = [
            counts.cells[item][row]
            for item in items
            if item in counts.cells
            for row in cells.index[(cells["item"] == item) & (cells["kind"] == "missing")]
            if row in counts.cells[item]
        ]
        if {"raw", "recoded"} <= set(used):
            program.require({used["raw"]: 1, used["recoded"]: -1}, 0, inf)
            most = dict.fromkeys(codes, -1)
            program.require(most | {used["raw"]: 1, used["recoded"]: -1}, -inf, 0)
        if {"trimmed", "recoded"} <= set(used):
            program.require({used["recoded"]: 1, used["trimmed"]: -1}, 0, inf)


def _codes(release: Release, counts: Counts) -> None:
    """What codes.csv and silence.csv say of the codes of an item, and how silence.csv says it:
    nothing is estimated of fewer than 2k, something of 4k.
    """
    true, cells = release.tables["silence"], release.tables["distributions"]
    shown = release.shown["silence"]
    for row in true.index:
        item, reason = true["item"][row], true["reason"][row]
        own = cells[(cells["item"] == item) & (cells["kind"] != "valid")]
        parts = own if reason == "any reason" else own[own["reason"] == reason]
        places = [
            counts.cells[item][each] for each in parts.index if each in counts.cells.get(item, {})
        ]
        if not places or parts.loc[parts["n"] > 0, "n"].sum() != true["n_missing"][row]:
            continue
        label = shown["n_missing"][row]
        told = pd.notna(shown["sigma"][row])
        low, high = (0, inf) if len(places) > 1 and label != "x" else release.box(label, release.k)
        if str(label) == "x":
            low, high = (2 * release.k, inf) if told else (low, high)
        counts.program.require(dict.fromkeys(places, 1), low, high)


@dataclass(frozen=True)
class Sum:
    """What the predicted effects of one model say of the hidden answers: by how much each answer,
    one more, changes their sum; and what the sum may be, of the true answers nothing.
    """

    coefficients: dict  # (interviewer, number of the interview) -> change
    low: float
    high: float

    def narrowed(self, share: float) -> Sum:
        """The same, known better."""
        return Sum(self.coefficients, self.low * share - SLACK, self.high * share + SLACK)


def answers_told_together(
    release: Release, sums: list[Sum], answers: dict, scale: np.ndarray
) -> list[Pinned]:
    """The hidden answers of which fewer than three are possible beside all sums; answers is
    (interviewer, number) -> the true one.
    """
    program = Program()
    places = {
        each: program.unknown(scale.min(), scale.max(), value) for each, value in answers.items()
    }
    for told in sums:
        known = {places[each]: c for each, c in told.coefficients.items() if each in places}
        at = sum(c * program.true[place] for place, c in known.items())
        program.require(known, at + told.low, at + told.high)
    pinned = []
    for each, place in places.items():
        left = [value for value in scale if program.may_be(place, value)]
        if len(left) < fewest_values_left(scale) and release.workload[each[0]] < release.k:
            pinned.append(Pinned(f"answer {each}", answers[each], min(left), max(left)))
    return pinned


def sum_of(true: pd.DataFrame, shown: pd.DataFrame, weights: dict, edges: Edges) -> Sum:
    """The sum of the hidden effects: minus that of the shown ones, which are known as well as the
    better one of effect and z is.

    true and shown have interviewer, eblup, z; weights is (interviewer, interview) -> what one
    answer counts in its interviewer's effect. He is told how wide the steps are that edges drew.
    """
    exact = true.set_index("interviewer").loc[shown["interviewer"]]
    effects, z = exact["eblup"].to_numpy(), exact["z"].to_numpy()
    size = np.divide(effects, z, out=np.zeros_like(effects), where=z != 0)
    by_effect, by_z = _step(effects, OF_EFFECT, edges), _step(z, OF_Z, edges) * size
    is_better = by_z < by_effect
    read = np.where(is_better, shown["z"].to_numpy() * size, shown["eblup"].to_numpy())
    reach = np.nansum(np.where(is_better, by_z, by_effect)) * (1.0 if edges.digest else 0.5)
    gone = set(true["interviewer"]) - set(shown["interviewer"])
    own = {each: weight for each, weight in weights.items() if each[0] in gone}
    off = float(np.nansum(effects - read))
    return Sum(own, off - reach - SLACK, off + reach + SLACK)


def _step(values: np.ndarray, share: float, edges: Edges) -> np.ndarray:
    sizes = np.abs(values)
    return np.where(sizes > 0, steps_of(np.maximum(sizes, 1e-12), share, edges), 0.0)
