"""The whole audit of one survey: all stages, chained once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from interviewer_effects.audit.disclosure.named_items import of_named_items
from interviewer_effects.config import analyses_of
from interviewer_effects.files import as_read
from interviewer_effects.inputs import fingerprints_of, labels_of, named_items
from interviewer_effects.specification import Settings
from interviewer_effects.tables import TABLES, Level, published_at
from interviewer_effects.terms import Variant

from .analysis_chain import AnalysisAudit, audit_analysis
from .inputs.fitted import Fitted
from .inputs.variants import VariantInterviews
from .stages.record_tables import record_tables
from .survey_chain import design_tables, prepare_survey, screening_tables

OPTIONAL = ("areas", "overlap", "weighting")


@dataclass(frozen=True)
class Audit:
    """What an audit found.

    Parameters
    ----------
    tables
        The tables of results/<survey>/tables by name, with the same columns, types and cells.
    fitted
        The complete interviews and the models of each variant of each analysis.
    """

    tables: dict[str, pd.DataFrame]
    fitted: dict[tuple[str, Variant], Fitted]


def audit_survey(config: Mapping[str, Any], name: str, base: Path, folder: Path) -> Audit:
    """Run every stage for one survey of a filled config.

    Parameters
    ----------
    config
        With every default filled in, and checked.
    name
        Which survey.
    base
        The folder that paths of the config are relative to.
    folder
        Where its interviews are kept meanwhile.
    """
    entry, settings = config["surveys"][name], Settings.of(config)
    analyses = analyses_of(config, name)
    fingerprints = fingerprints_of({"surveys": {name: entry}}, base)
    labels = labels_of(entry, fingerprints)

    survey = prepare_survey(entry, name, base, labels, folder)
    screening = screening_tables(survey, entry["screen"], analyses.values(), settings)
    audited = {
        key: audit_analysis(survey, analysis, entry["screen"], settings)
        for key, analysis in analyses.items()
    }
    joined = record_tables(
        part for key, of_analysis in audited.items() for part in of_analysis.parts(key)
    )
    design = design_tables(survey, _interviews(audited), settings)
    is_private = config["privacy"]["pseudonyms"] or config["privacy"]["min_cell"] > 1
    named = named_items(entry, fingerprints, is_private)
    of_survey = {
        key: of_named_items(table, named) for key, table in (survey.tables | screening).items()
    }
    return Audit(
        tables=published_tables(joined | design | of_survey),
        fitted={
            (key, variant): of_variant.fitted
            for key, of_analysis in audited.items()
            for variant, of_variant in of_analysis.variants.items()
        },
    )


def published_tables(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Every table that a survey has, those without a row too, as it is read from its file."""
    names = [name for level in Level for name in published_at(level)]
    names += [name for name in OPTIONAL if name in tables]
    empty = {name: pd.DataFrame(columns=TABLES[name].header) for name in names}
    return {name: as_read(tables.get(name, empty[name]), name) for name in names}


def _interviews(audited: Mapping[str, AnalysisAudit]) -> list[VariantInterviews]:
    """The complete interviews of every analysis and variant, in the order of the tables."""
    return [
        VariantInterviews(
            key,
            of_analysis.variants[variant].fitted.analysis,
            variant,
            of_analysis.variants[variant].fitted.interviews,
        )
        for key, of_analysis in audited.items()
        for variant in Variant
    ]
