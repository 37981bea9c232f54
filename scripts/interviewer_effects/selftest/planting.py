"""Proof by planting: surveys of a user's own design with known faults, audited, and what the audit
found of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pandas as pd

from interviewer_effects.specification import Settings

from .fault_kinds import KINDS, Kind
from .faults import Sheet
from .scores import Planted, fault_row, survey_row
from .simulated_audit import audit
from .simulated_survey import SurveyDesign

ROLES = ("clean", "alone", "together", "alone", "together")  # what surveys hold, in turns
TOGETHER = 3  # faults in one survey
NEAR = 0.2  # by how much a workload may differ from the one wanted
CHOICE = 3  # interviewers among whom one is chosen where none is that near


@dataclass(frozen=True)
class Fault:
    """One fault to plant."""

    kind: Kind
    size: float
    workload: int


@dataclass(frozen=True)
class Plan:
    """One survey to simulate: its number, what it holds, its faults, and the seed of everything
    drawn in it.
    """

    number: int
    setting: str
    faults: tuple[Fault, ...]
    seed: np.random.SeedSequence


@dataclass(frozen=True)
class Outcome:
    """A row per planted fault and a row per survey."""

    faults: pd.DataFrame
    surveys: pd.DataFrame


def self_test(
    design: SurveyDesign,
    settings: Settings,
    surveys: int,
    seed: int,
    cores: int,
    done: Callable[[], None] = lambda: None,
    kinds: tuple[Kind, ...] = KINDS,
) -> Outcome:
    """Simulate, plant, audit and score so many surveys; `done` is called after each. The same
    whatever `cores` is.
    """
    plans = plan(design, surveys, seed, kinds)
    found = []
    if cores == 1:
        for one in plans:
            found.append(tried(design, settings, one))
            done()
    else:
        with ProcessPoolExecutor(cores) as pool:
            for result in pool.map(tried, [design] * surveys, [settings] * surveys, plans):
                found.append(result)
                done()
    rows = [row for faults, _ in found for row in faults]
    return Outcome(pd.DataFrame(rows), pd.DataFrame([row for _, row in found]))


def plan(
    design: SurveyDesign, surveys: int, seed: int, kinds: tuple[Kind, ...] = KINDS
) -> list[Plan]:
    """What each survey holds: in turns nothing, one fault, several; the faults of each kind, size
    and workload in turns too, in random order.
    """
    order, *seeds = np.random.SeedSequence(seed).spawn(surveys + 1)
    rng = np.random.default_rng(order)
    sheet = Sheet.clean(design, np.random.default_rng(0))
    held = [kind for kind in kinds if kind.possible(sheet)]
    decks = {
        "alone": _deck(held, rng),
        "together": _deck([kind for kind in held if not kind.single], rng),
    }
    counts = {
        "clean": 0,
        "alone": 1,
        "together": max(1, min(TOGETHER, len(set(design.interviewers)) // 10)),
    }
    roles = [ROLES[k % len(ROLES)] for k in range(surveys)]
    return [
        Plan(k, role, tuple(islice(decks.get(role, iter(())), counts[role])), own)
        for k, (role, own) in enumerate(zip(roles, seeds, strict=True))
    ]


def _deck(kinds: list[Kind], rng: np.random.Generator) -> Iterator[Fault]:
    """Faults without end: every one as often as its weight says, in random order, then all
    again.
    """
    every = [
        Fault(kind, size, workload)
        for kind in kinds
        for size in kind.sizes
        for workload in kind.workloads
        for _ in range(kind.weight)
    ]
    while every:
        yield from (every[k] for k in rng.permutation(len(every)))


def tried(design: SurveyDesign, settings: Settings, one: Plan) -> tuple[list[dict], dict]:
    """The rows of one survey: its faults planted, audited and scored."""
    sheet = Sheet.clean(design, np.random.default_rng(one.seed))
    planted = _planted(sheet, one)
    found = audit(sheet.frame, sheet.codebook, design, settings)
    rows = [
        fault_row(one.number, one.setting, p, found, design.analysis, settings.alpha)
        for p in planted
    ]
    return rows, survey_row(one.number, one.setting, planted, found)


def _planted(sheet: Sheet, one: Plan) -> list[Planted]:
    """Plant the faults of a survey, each in other interviewers: first those in what is felt, then
    those in what is written.
    """
    codes, names = pd.factorize(sheet.design.interviewers)
    sizes = np.bincount(codes[sheet.design.used], minlength=len(names))
    free, chosen = np.ones(len(names), bool), []
    for fault in one.faults:
        own = _chosen(sizes, free, fault, sheet.rng)
        free[own] = False
        chosen.append((fault, own))
    put: dict[int, set] = {}
    for early in (True, False):
        for k, (fault, own) in enumerate(chosen):
            if fault.kind.early == early:
                rows = [np.flatnonzero((codes == j) & sheet.design.used) for j in own]
                put[k] = fault.kind.plant(sheet, rows, fault.size)
        if early:
            sheet.answer()
    return [
        Planted(
            fault.kind,
            fault.size,
            fault.workload,
            [str(names[j]) for j in own],
            int(sizes[own[0]]),
            put[k],
        )
        for k, (fault, own) in enumerate(chosen)
    ]


def _chosen(
    sizes: np.ndarray, free: np.ndarray, fault: Fault, rng: np.random.Generator
) -> np.ndarray:
    """Positions of the interviewers with the workload wanted or the nearest there is."""
    away = np.where(free & (sizes > 1), np.abs(sizes - fault.workload), np.inf)
    near = np.flatnonzero(away <= NEAR * fault.workload)
    if len(near) < max(CHOICE, fault.kind.people):
        near = np.argsort(away, kind="stable")[: max(CHOICE, fault.kind.people)]
    return rng.choice(near, fault.kind.people, replace=False)
