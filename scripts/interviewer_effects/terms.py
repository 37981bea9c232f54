"""The words that config and tables use for variants, models, criteria, flags and adjustments.

Each is a text: `Variant.RAW == "raw"`, and files hold the word itself.
"""

from __future__ import annotations

from enum import StrEnum


class Variant(StrEnum):
    """What was done with the missing codes before an analysis was fitted."""

    RAW = "raw"  # left in
    RECODED = "recoded"  # set to missing
    TRIMMED = "trimmed"  # recoded, and without interviewers who are outlier or extreme


class Criterion(StrEnum):
    """What a fit maximises."""

    REML = "REML"
    ML = "ML"


class Flag(StrEnum):
    """Why an interviewer is flagged for review."""

    OUTLIER = "outlier"
    EXTREME = "extreme"
    INFLUENTIAL = "influential"
    CODED = "coded"


class Adjustment(StrEnum):
    """How p-values are adjusted over interviewers."""

    HOLM = "holm"
    BENJAMINI_HOCHBERG = "bh"
    NONE = "none"


class Covariance(StrEnum):
    """Whether the random effects of an interviewer may correlate."""

    UNSTRUCTURED = "unstructured"
    DIAGONAL = "diagonal"


class Centre(StrEnum):
    """Where a predictor has its zero."""

    NONE = "none"
    GRAND = "grand"  # at its mean
    WITHIN = "within"  # at the interviewer's mean, which becomes a predictor of its own


class Weighting(StrEnum):
    """Which weighted fits stand beside the unweighted one."""

    NONE = "none"
    LEVEL1_A = "level1_A"
    LEVEL1_B = "level1_B"
    LEVEL2 = "level2"
    BOTH_A = "both_A"
    BOTH_B = "both_B"
    ALL = "all"
