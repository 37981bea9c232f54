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
SAME, UNSHARED, TIED, THIN, APART = "same", "not shared", "tied", "thin", "apart"
REFUSED = (SAME, UNSHARED, TIED)
TIED_AT = -0.9  # correlation of the two estimated variances
THIN_BELOW = 0.2  # share of the contrasts between interviewers that can be made within areas


@dataclass(frozen=True)
class Overlap:
    """The graph whose edges are the pairs (interviewer, area) with an interview: counts
    (interviewers, areas).
    """

    counts: sparse.csr_array

    @staticmethod
    def of(interviewers: pd.Series, areas: pd.Series) -> Overlap:
        """The graph of interviews (n,) with both labels known."""
        codes = [pd.factorize(labels, sort=True) for labels in (interviewers, areas)]
        shape = tuple(len(labels) for _, labels in codes)
        ones = np.ones(len(interviewers))
        return Overlap(
            sparse.coo_array((ones, tuple(code for code, _ in codes)), shape=shape).tocsr()
        )

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
        pairs = sparse.block_array([[None, self.counts], [self.counts.T, None]]).tocsr()
        return int(csgraph.connected_components(pairs, directed=False, return_labels=False))

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
        return self.contrasts / max(self.counts.shape[0] - 1, 1)

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
            return (
                SAME
                if self.counts.nnz == len(self.interviewers_per_area) == self.components
                else UNSHARED
            )
        if correlation <= TIED_AT:
            return TIED
        return THIN if self.contrasts_share < THIN_BELOW else APART


def overlap_rows(overlap: Overlap, verdict: str, unknown: int) -> list[dict]:
    """Facts of the graph (fact, value, n, sentence); unknown: interviews without an area."""
    J, K = overlap.counts.shape
    by_interviewer, by_area = overlap.areas_per_interviewer, overlap.interviewers_per_area
    facts = [
        ("interviewers", J, J, ""),
        ("areas", K, K, ""),
        (
            "interviews without an area",
            unknown,
            unknown,
            "They are left out here, in both models." if unknown else "",
        ),
        ("mean areas per interviewer", float(by_interviewer.mean()), J, ""),
        (
            "interviewers in one area only",
            float((by_interviewer == 1).mean()),
            int((by_interviewer == 1).sum()),
            "",
        ),
        ("mean interviewers per area", float(by_area.mean()), K, ""),
        ("areas with one interviewer", float((by_area == 1).mean()), int((by_area == 1).sum()), ""),
        ("separate parts of the graph", overlap.components, overlap.components, ""),
        ("comparisons within areas", overlap.contrasts_share, overlap.contrasts, ""),
        ("verdict", np.nan, J, f"{verdict}: {SENTENCES[verdict]}"),
    ]
    for name, degrees in (
        ("areas per interviewer", by_interviewer),
        ("interviewers per area", by_area),
    ):
        facts += [
            (name, int(k), int(n), "")
            for k, n in zip(*np.unique(degrees, return_counts=True), strict=True)
        ]
    return [dict(zip(OVERLAP, fact, strict=True)) for fact in facts]


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
