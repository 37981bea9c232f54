"""Who worked where: the bipartite graph of interviewers and areas, and whether the two can be told
apart by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

OVERLAP = ["fact", "value", "n", "sentence"]
SAME = "same"
UNSHARED = "not shared"
TIED = "tied"
THIN = "thin"
APART = "apart"
REFUSED = (SAME, UNSHARED, TIED)
TIED_AT = -0.9  # correlation of the two estimated variances
THIN_BELOW = 0.2  # share of the contrasts between interviewers that can be made within areas


@dataclass(frozen=True)
class Overlap:
    """The graph whose edges are the pairs (interviewer, area) with an interview: counts
    (interviewers, areas).
    """

    counts: sparse.csr_array

    @classmethod
    def of(
        cls,
        interviewers: pd.Series,
        areas: pd.Series,
    ) -> Overlap:
        """The graph of interviews (n,) with both labels known."""
        interviewer_codes, interviewer_names = pd.factorize(interviewers, sort=True)
        area_codes, area_names = pd.factorize(areas, sort=True)
        ones = np.ones(len(interviewers))
        edges = (interviewer_codes, area_codes)
        shape = (len(interviewer_names), len(area_names))
        return cls(sparse.coo_array((ones, edges), shape=shape).tocsr())

    @cached_property
    def areas_per_interviewer(self) -> np.ndarray:
        """Areas in which each interviewer worked."""
        return np.diff(self.counts.indptr)

    @cached_property
    def interviewers_per_area(self) -> np.ndarray:
        """Interviewers who worked in each area."""
        return np.bincount(self.counts.indices, minlength=self.counts.shape[1])

    @cached_property
    def components(self) -> int:
        """Parts of the graph that no pair connects (scipy.sparse.csgraph)."""
        pairs = sparse.block_array([[None, self.counts], [self.counts.T, None]])
        n_components = csgraph.connected_components(
            pairs.tocsr(),
            directed=False,
            return_labels=False,
        )
        return int(n_components)

    @property
    def contrasts(self) -> int:
        """Independent comparisons of interviewers within areas, J − components: rank of [Z₁ Z₂]
        less that of Z₂.
        """
        return self.counts.shape[0] - self.components

    @property
    def contrasts_share(self) -> float:
        """The same as a share of all J − 1 comparisons of interviewers: 1 where every one can be
        made within areas.
        """
        n_interviewers = self.counts.shape[0]
        return self.contrasts / max(n_interviewers - 1, 1)

    def verdict(self, correlation: float = np.nan) -> str:
        """Whether an effect may be called the interviewers' own.

        `same`: interviewers and areas are one partition of the interviews, and no model separates
        them. `not shared`: no area was worked by two interviewers, so interviewers are never
        compared within an area; a model separates them only by taking areas of one interviewer as
        no more alike than others. `tied`: the estimated variances correlate by TIED_AT or more
        (negatively), so the data know their sum only. These three refuse the words "interviewer
        effect". `thin`: fewer than THIN_BELOW of the comparisons lie within areas. Else `apart`.
        Interviewers nested in areas (each in one area, areas with several) are apart: their
        variance is that between interviewers of an area.
        """
        if not self.contrasts:
            n_areas = len(self.interviewers_per_area)
            is_one_partition = self.counts.nnz == n_areas == self.components
            return SAME if is_one_partition else UNSHARED
        if correlation <= TIED_AT:
            return TIED
        return THIN if self.contrasts_share < THIN_BELOW else APART


def overlap_rows(
    overlap: Overlap,
    verdict: str,
    unknown: int,
) -> list[dict]:
    """Facts of the graph (fact, value, n, sentence); unknown: interviews without an area."""
    n_interviewers, n_areas = overlap.counts.shape
    by_interviewer = overlap.areas_per_interviewer
    by_area = overlap.interviewers_per_area
    in_one_area = by_interviewer == 1
    of_one_interviewer = by_area == 1
    left_out = "They are left out here, in both models." if unknown else ""
    facts = [
        _fact(
            "interviewers",
            n_interviewers,
            n_interviewers,
        ),
        _fact(
            "areas",
            n_areas,
            n_areas,
        ),
        _fact(
            "interviews without an area",
            unknown,
            unknown,
            left_out,
        ),
        _fact(
            "mean areas per interviewer",
            float(by_interviewer.mean()),
            n_interviewers,
        ),
        _fact(
            "interviewers in one area only",
            float(in_one_area.mean()),
            int(in_one_area.sum()),
        ),
        _fact(
            "mean interviewers per area",
            float(by_area.mean()),
            n_areas,
        ),
        _fact(
            "areas with one interviewer",
            float(of_one_interviewer.mean()),
            int(of_one_interviewer.sum()),
        ),
        _fact(
            "separate parts of the graph",
            overlap.components,
            overlap.components,
        ),
        _fact(
            "comparisons within areas",
            overlap.contrasts_share,
            overlap.contrasts,
        ),
        _fact(
            "verdict",
            np.nan,
            n_interviewers,
            f"{verdict}: {SENTENCES[verdict]}",
        ),
    ]
    facts += _distribution("areas per interviewer", by_interviewer)
    facts += _distribution("interviewers per area", by_area)
    return facts


def _fact(
    name: str,
    value: float,
    n: int,
    sentence: str = "",
) -> dict:
    return {"fact": name, "value": value, "n": n, "sentence": sentence}


def _distribution(
    name: str,
    degrees: np.ndarray,
) -> list[dict]:
    """How many interviewers or areas have each degree."""
    values, counts = np.unique(degrees, return_counts=True)
    return [
        _fact(
            name,
            int(value),
            int(count),
        )
        for value, count in zip(
            values,
            counts,
            strict=True,
        )
    ]


SENTENCES = {
    SAME: (
        "each interviewer worked in one area and nobody else did, so interviewers and areas are "
        "the same thing here; what differs between them may be either."
    ),
    UNSHARED: (
        "no area was worked by two interviewers, so interviewers are never compared within an "
        "area; what differs between them may be the districts they work in."
    ),
    TIED: (
        "interviewers share so few areas that the data know the sum of the two variances only, "
        "not which of them it is."
    ),
    THIN: (
        "few interviewers share an area, so most of the comparison rests on areas of one "
        "interviewer being no more alike than others."
    ),
    APART: "interviewers are compared with each other within areas.",
}
