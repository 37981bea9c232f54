"""The audit of one simulated survey in one process, by the stages of the workflow."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from interviewer_effects.audit.flags.counterfactuals import Case
from interviewer_effects.audit.flags.masking_check import second_case
from interviewer_effects.audit.influence.influence import HALF, Influence, influential_sets
from interviewer_effects.audit.models.decisions import changes, decisions
from interviewer_effects.audit.models.model_sequence import Ladder, Model, make_ladder
from interviewer_effects.mixed.deletion.weights import leaving_out
from interviewer_effects.mixed.inference import standard_errors
from interviewer_effects.pipeline.inputs.answers import HeldAnswers
from interviewer_effects.pipeline.inputs.fitted import Fitted
from interviewer_effects.pipeline.stages.find_causes import (
    FlaggedVariant,
    SurveyAnswers,
    cases_of,
    explain,
    observe,
)
from interviewer_effects.pipeline.stages.fit_models import used_interviews
from interviewer_effects.pipeline.stages.flag_interviewers import Judged, judge, with_codes
from interviewer_effects.pipeline.stages.recode_codes import recode_codes
from interviewer_effects.pipeline.stages.recode_trimmed import recode_trimmed
from interviewer_effects.specification import AnalysisSpec, Settings
from interviewer_effects.survey.codes.recode import recode
from interviewer_effects.terms import Variant

from .simulated_survey import SurveyDesign

IDS = ("interview", "interviewer")


@dataclass(frozen=True)
class Audited:
    """What the audit says of a survey: its cases and traces by variant, causes.csv and
    conclusions.csv.
    """

    cases: dict[str, Case]
    traced: dict[str, Influence]
    causes: pd.DataFrame
    conclusions: pd.DataFrame

    def reasons(self) -> dict[str, set[str]]:
        """Everyone looked at in any variant, with the reasons."""
        found: dict[str, set[str]] = {}
        for case in self.cases.values():
            for who, given in case.given.items():
                found.setdefault(who, set()).update(*given.values())
        return found


@dataclass(frozen=True)
class JudgedVariant:
    """One variant with its models and flags."""

    fitted: Fitted
    found: Judged

    def flagged(self, variant: str) -> FlaggedVariant:
        """As causes are sought for it."""
        return FlaggedVariant(
            variant,
            self.fitted,
            self.found.effects,
            influential=influential_sets(self.found.traced),
        )


def audit(
    raw: pd.DataFrame, codebook: dict[str, dict], design: SurveyDesign, settings: Settings
) -> Audited:
    """Recode, fit, flag, trace and explain a survey of a design. A variant with the same interviews
    as another is not fitted again.
    """
    survey = recoded_survey(raw, codebook, design)
    recoded, as_left_in = judged_variants(survey, design.analysis, settings)
    trimming = recode_trimmed(
        recoded.fitted, recoded.found.effects, adjust=settings.adjust, alpha=settings.alpha
    )
    cases = cases_of(
        survey,
        [recoded.flagged(Variant.RECODED), as_left_in.flagged(Variant.RAW)],
        adjust=settings.adjust,
        alpha=settings.alpha,
    )
    cases.append(second_case(cases[0], trimming.second_look))
    observed = observe(
        survey,
        design.analysis,
        {Variant.RECODED: recoded.fitted.interviews, Variant.RAW: as_left_in.fitted.interviews},
        adjust=settings.adjust,
        alpha=settings.alpha,
        seed=settings.seed,
    )
    explained = explain(observed, cases)
    return Audited(
        cases={case.variant: case for case in cases},
        traced={Variant.RECODED: recoded.found.traced, Variant.RAW: as_left_in.found.traced},
        causes=explained.causes,
        conclusions=explained.conclusions,
    )


def recoded_survey(
    raw: pd.DataFrame, codebook: dict[str, dict], design: SurveyDesign
) -> SurveyAnswers:
    """The survey with its codes left in and recoded."""
    roles = {role: design.roles[role] for role in IDS}
    recodes = recode_codes(HeldAnswers(raw), codebook, roles)
    return SurveyAnswers(
        raw=raw,
        recoded=recode(raw, codebook),
        codebook=codebook,
        roles=roles,
        cells=recodes.recoded_cells,
        screened=design.screened,
    )


def judged_variants(
    survey: SurveyAnswers, analysis: AnalysisSpec, settings: Settings
) -> tuple[JudgedVariant, JudgedVariant]:
    """The variants recoded and raw; the latter with a flag for codes that change a result."""
    interviews, left_in = (
        used_interviews(answers, analysis, survey.roles, survey.codebook)
        for answers in (survey.recoded, survey.raw)
    )
    recoded = judged(interviews, analysis, settings)
    raw = recoded if left_in.equals(interviews) else judged(left_in, analysis, settings)
    return recoded, JudgedVariant(raw.fitted, with_codes(raw.found, raw.fitted, survey.cells))


def judged(interviews: pd.DataFrame, analysis: AnalysisSpec, settings: Settings) -> JudgedVariant:
    """One variant fitted by REML and judged."""
    ladder = make_ladder(interviews, analysis)
    fitted = Fitted(analysis, interviews, ladder, reml_fits(ladder))
    found = judge(
        fitted,
        adjust=settings.adjust,
        alpha=settings.alpha,
        max_group=settings.max_group,
        seed=settings.seed,
    )
    return JudgedVariant(fitted, found)


def reml_fits(ladder: Ladder) -> dict:
    """Every model of a ladder by REML."""
    return {(name, "REML"): ladder.fit(name, True) for name in ladder.models}


def matters(case: Case, without: set, analysis: AnalysisSpec, alpha: float) -> bool:
    """Whether some interviews move a p reported of any model across alpha or a fixed effect by half
    a standard error: all models fitted with them and without them.
    """
    rest = case.frame[~case.frame["interview"].isin(without)].reset_index(drop=True)
    one, other = reported(case.ladder, alpha), reported(make_ladder(rest, analysis), alpha)
    both = [(one[key], other[key]) for key in one if key in other]
    crossed = any((a[0] < alpha) != (b[0] < alpha) for a, b in both)
    moved = any(abs(a[1] - b[1]) >= HALF * b[2] for a, b in both if b[2] > 0)
    return crossed or moved


def reported(ladder: Ladder, alpha: float) -> dict[tuple, tuple[float, float, float]]:
    """(p, estimate, SE) of each fixed effect of each model, and p of each test of a variance."""
    fits, found = reml_fits(ladder), {}
    for (name, _), fit in fits.items():
        t = standard_errors.fixed_effects(fit, alpha)
        for k, term in enumerate(Model.terms(ladder.models[name].fixed)):
            found[name, term] = (float(t["p"][k]), float(t["estimate"][k]), float(t["se"][k]))
    for test in decisions(ladder, fits, alpha):
        found["test", test.name] = (float(test.p(test.statistic)), 0.0, 0.0)
    return found


def masked(traced: Influence, people: list[str]) -> bool:
    """Whether leaving out all of some interviewers changes a decision that no fewer of them
    change.
    """
    place = {who: at for at, who in enumerate(traced.ladder.products.groups)}
    at = [place[who] for who in people if who in place]
    if len(at) < 2:
        return False
    sets = [part for size in range(1, len(at) + 1) for part in combinations(at, size)]
    for test in traced.tests:
        hit = changes(test.decision, test.decision.refitted(leaving_out(sets, len(place)))[0])
        if hit[-1] and not hit[:-1].any():
            return True
    return False
