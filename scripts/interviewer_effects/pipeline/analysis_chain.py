"""The stages of an analysis, chained: its three variants one after the other, and what is said of
them together.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from interviewer_effects.audit.influence.influence_tables import influential_groups
from interviewer_effects.files import as_read
from interviewer_effects.specification import AnalysisSpec, Settings
from interviewer_effects.tables import TABLES, Level
from interviewer_effects.terms import Variant

from .inputs.fitted import Fitted
from .stages.describe_power import describe_power
from .stages.diagnose_fit import compare_codings, diagnose_fit
from .stages.drill_down import drill_down
from .stages.find_causes import FlaggedVariant, SurveyAnswers, find_causes
from .stages.fit_models import fit_models
from .stages.flag_interviewers import flag_interviewers
from .stages.measure_shrinkage import measure_shrinkage
from .stages.recode_trimmed import recode_trimmed
from .stages.record_tables import Part
from .stages.test_variances import test_variances
from .stages.witness_fits import witness_fits
from .survey_chain import PreparedSurvey
from .typed import tables_of

QUOTED = Variant.RECODED  # the variant whose sizes are quoted


@dataclass(frozen=True)
class VariantAudit:
    """One variant of an analysis with its models, and its tables by name."""

    fitted: Fitted
    tables: dict[str, pd.DataFrame]


@dataclass(frozen=True)
class AnalysisAudit:
    """The variants of an analysis, and the tables of them together by name."""

    variants: dict[Variant, VariantAudit]
    tables: dict[str, pd.DataFrame]

    def parts(self, analysis: str) -> list[Part]:
        """Every table with the analysis and the variant that it is of."""
        parts = [
            Part(name, analysis, variant, rows)
            for variant in Variant
            for name, rows in self.variants[variant].tables.items()
        ]
        return parts + [
            Part(name, analysis, VARIANT_OF[TABLES[name].level], rows)
            for name, rows in self.tables.items()
        ]


VARIANT_OF = {
    Level.ANALYSIS: "",
    Level.RECODED: Variant.RECODED,
    Level.TRIMMED: Variant.TRIMMED,
}


def audit_analysis(
    survey: PreparedSurvey, analysis: AnalysisSpec, screened: Collection[str], settings: Settings
) -> AnalysisAudit:
    """Fit, test, flag and explain one analysis of a survey."""
    recoded = audit_variant(survey, analysis, Variant.RECODED, settings)
    raw = audit_variant(survey, analysis, Variant.RAW, settings)
    trimming = recode_trimmed(
        recoded.fitted,
        recoded.tables["effects"],
        adjust=settings.adjust,
        alpha=settings.alpha,
    )
    left_out = tables_of(trimming)
    trimmed = audit_variant(
        survey, analysis, Variant.TRIMMED, settings, left_out=trimming.interviewers
    )
    variants = {Variant.RAW: raw, Variant.RECODED: recoded, Variant.TRIMMED: trimmed}
    explained = explanations(survey, analysis, raw, recoded, left_out, screened, settings)
    sizes = robustness(recoded.fitted, len(trimming.interviewers), settings)
    return AnalysisAudit(variants, left_out | explained | sizes)


def audit_variant(
    survey: PreparedSurvey,
    analysis: AnalysisSpec,
    variant: Variant,
    settings: Settings,
    left_out: Collection[str] = (),
) -> VariantAudit:
    """Fit, test, diagnose and flag one variant."""
    models = fit_models(
        survey.raw if variant == Variant.RAW else survey.recoded,
        survey.codebook,
        survey.roles,
        analysis,
        alpha=settings.alpha,
        left_out=left_out,
    )
    fitted = Fitted.restored(models.interviews, analysis, models.records)
    flags = flag_interviewers(
        fitted,
        survey.cells,
        adjust=settings.adjust,
        alpha=settings.alpha,
        max_group=settings.max_group,
        seed=settings.seed,
        has_codes=variant == Variant.RAW,
    )
    tested = test_variances(fitted, settings, quoted=variant == QUOTED)
    diagnosed = diagnose_fit(fitted, seed=settings.seed)
    witness = witness_fits(fitted, models.records["models"])
    tables = {"witness": as_read(witness, "witness")}
    for result in (models, tested, diagnosed, flags):
        tables |= tables_of(result)
    return VariantAudit(fitted, tables)


def explanations(
    survey: PreparedSurvey,
    analysis: AnalysisSpec,
    raw: VariantAudit,
    recoded: VariantAudit,
    left_out: dict[str, pd.DataFrame],
    screened: Collection[str],
    settings: Settings,
) -> dict[str, pd.DataFrame]:
    """What is particular about those who are flagged, and what may be behind it."""
    second_look = left_out["second_look"]
    facts = drill_down(
        {Variant.RAW: raw.fitted, Variant.RECODED: recoded.fitted},
        {Variant.RAW: raw.tables["effects"], Variant.RECODED: recoded.tables["effects"]},
        second_look,
        survey.cells,
    )
    answers = SurveyAnswers(
        raw=survey.raw.interviews(),
        recoded=survey.recoded.interviews(),
        codebook=survey.codebook,
        roles=survey.roles,
        cells=survey.cells,
        screened=screened,
    )
    causes = find_causes(
        answers,
        analysis,
        _flagged(Variant.RECODED, recoded),
        _flagged(Variant.RAW, raw),
        second_look,
        adjust=settings.adjust,
        alpha=settings.alpha,
        seed=settings.seed,
    )
    return {"drill": as_read(facts, "drill")} | tables_of(causes)


def _flagged(variant: Variant, audited: VariantAudit) -> FlaggedVariant:
    tables = audited.tables
    return FlaggedVariant(
        variant,
        fitted=audited.fitted,
        effects=tables["effects"],
        influential=influential_groups(tables["influence"], tables["influence_groups"]),
    )


def robustness(fitted: Fitted, n_excluded: int, settings: Settings) -> dict[str, pd.DataFrame]:
    """What hangs on the coding of the outcome and on the most extreme interviewers, and what the
    survey could have found.
    """
    seed, alpha = settings.seed, settings.alpha
    shrinkage = measure_shrinkage(
        fitted, n_excluded, alpha=alpha, replicates=settings.bootstrap, seed=seed
    )
    codings = compare_codings(fitted.interviews, fitted.analysis, alpha=alpha)
    power = describe_power(fitted, adjust=settings.adjust, alpha=alpha, seed=seed)
    tables = {"shrinkage": shrinkage, "treatments": codings, "power": power}
    return {name: as_read(table, name) for name, table in tables.items()}
