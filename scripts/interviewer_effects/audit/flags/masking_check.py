"""A second look at everybody, without those found at first: who stands out once they no longer hide
anyone.

An outlier inflates the variance that all are judged by (masking), and a level where the predictors
are zero is read off the end of a line that a few answers carry. So those who are outlier or extreme
after recoding are left out, and levels are judged at the predictors' means, where the answers are
(Lange & Ryan 1989, who judge any combination of effects).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import pandas as pd

from interviewer_effects.audit.models.effect_tails import ladder_tails
from interviewer_effects.audit.models.level_at_means import at_means
from interviewer_effects.audit.models.model_sequence import Ladder, Model, main_model
from interviewer_effects.mixed.likelihood.crossproducts import cross_products

from .counterfactuals import Case, make_case, tested_models
from .flags import BY_Z, effect_table

SECOND = "second look"  # how causes and conclusions call it, beside the variants


def second_ladder(ladder: Ladder, left_out: Collection[str]) -> Ladder:
    """The ladder without some interviewers, and its predictors with random slopes about their means
    where the model is the same about any origin: with a random intercept that may go with the
    slopes.
    """
    rest = _without(ladder, left_out)
    main = rest.models[main_model(rest)].random
    return (
        rest
        if rest.diagonal or None not in main
        else _centred(rest, [name for name in main if name is not None])
    )


def found_at_first(effects: pd.DataFrame) -> pd.DataFrame:
    """The rows of effects.csv by which someone is outlier or extreme, with these as their
    reason.
    """
    given = effects["reasons"].fillna("").str.split(";")
    rows = effects.assign(
        reason=[";".join(one for one in reasons if one in BY_Z) for reasons in given]
    )
    return rows[rows["reason"] != ""]


def second_look(
    ladder: Ladder, left_out: Collection[str], found: Collection[str], adjust: str, alpha: float
) -> pd.DataFrame:
    """second_look.csv: predicted effects of everybody but those left out, columns as effects.csv
    but Intercept the level at the predictors' means; the reasons outlier and extreme of whoever was
    not found at first.

    It misleads where many are left out: every survey has its most extreme interviewers, and without
    them others are.
    """
    again = second_ladder(ladder, left_out)
    name = main_model(again)
    terms = Model.terms(again.models[name].random)
    fit = again.fit(name, True)
    table = effect_table(
        fit,
        again.products.groups,
        terms,
        adjust,
        alpha,
        ladder_tails(again, name, fit),
        at_means(again, name, fit),
    )
    return table.assign(reasons=table["reasons"].mask(table["interviewer"].isin(list(found)), ""))


def second_case(first: Case, effects: pd.DataFrame) -> Case:
    """What causes are sought in at a second look, from the case of the first and
    second_look.csv.
    """
    stay = first.frame["interviewer"].isin(effects["interviewer"])
    ladder = second_ladder(first.ladder, set(first.place) - set(effects["interviewer"]))
    fits = {
        (name, "REML"): ladder.fit(name, True)
        for name in tested_models(ladder)
        if name in ladder.models
    }
    frame = first.frame[stay].reset_index(drop=True)
    return make_case(SECOND, frame, ladder, fits, effects, first.cells, first.adjust, first.alpha)


def _without(ladder: Ladder, left_out: Collection[str]) -> Ladder:
    """The ladder of the other interviewers' interviews, in their own units: whoever wrote 1e12 for
    once would leave the others without digits in theirs.
    """
    p, names = ladder.products, list(left_out)
    rows, groups = ~np.isin(ladder.interviewers, names), ~np.isin(p.groups, names)
    columns = {name: column[rows] for name, column in ladder.columns.items()}
    interviewers = ladder.interviewers[rows]
    if ladder.drawn:  # the columns hold some interviews only
        products = replace(p, gram=p.gram[groups], groups=p.groups[groups])
    else:
        products = cross_products(columns, interviewers)
    return replace(ladder, columns=columns, products=products, interviewers=interviewers)


def _centred(ladder: Ladder, names: list[str]) -> Ladder:
    """The ladder with some columns about their means over all interviews: their origin moves, and
    no sum changes.
    """
    means = dict(zip(names, ladder.means(names), strict=True))
    columns = {name: column - means.get(name, 0.0) for name, column in ladder.columns.items()}
    shift = ladder.products.shift - [means.get(name, 0.0) for name in ladder.products.names]
    return replace(ladder, columns=columns, products=replace(ladder.products, shift=shift))
