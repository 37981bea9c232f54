"""The complete interviews of several analyses and variants, read again one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from interviewer_effects.specification import AnalysisSpec

from .variants import VariantInterviews


def read_variants(
    parts: Iterable[tuple[str, str]],
    paths: Iterable[str | Path],
    sections: Mapping[str, Mapping[str, Any]],
) -> Iterator[VariantInterviews]:
    """From the files data.parquet of parts (analysis, variant); sections are those of the analyses
    in the config.
    """
    for (name, variant), path in zip(parts, paths, strict=True):
        analysis = AnalysisSpec.of(sections[name])
        yield VariantInterviews(name, analysis, variant, interviews=pd.read_parquet(path))
