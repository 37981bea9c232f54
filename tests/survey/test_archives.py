"""How many codes are suspected, and how many answers, in files that are made as archives make them,
undeclared.
"""

from collections import Counter

import numpy as np
import pytest
from archives import ARCHIVES, without_codes
from interviewer_effects.survey.codes.suspected_codes import suspected_by_item

FEWEST = 5  # answers: of rarer codes nothing is asked


def tally(survey):
    """Count the codes, those of them suspected, the suspected numbers, and the answers among
    them.
    """
    suspected = suspected_by_item(survey.columns, {})
    counts = Counter()
    for item, values in survey.columns.items():
        codes = survey.codes[item]
        counts["codes"] += sum((values == code).sum() >= FEWEST for code in codes)
        counts["found"] += sum(
            (values == code).sum() >= FEWEST and code in suspected.get(item, []) for code in codes
        )
        counts["suspected"] += len(suspected.get(item, []))
        counts["answers"] += sum(code not in codes for code in suspected.get(item, []))
    return counts


@pytest.mark.parametrize("archive", ARCHIVES)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_95_percent_of_the_codes_are_suspected_and_hardly_an_answer(archive, seed):
    counts = tally(ARCHIVES[archive](seed))
    assert counts["found"] >= 0.95 * counts["codes"], counts
    assert counts["answers"] <= 0.01 * counts["suspected"], counts


@pytest.mark.parametrize("n", [200, 1000, 3000])
@pytest.mark.parametrize("seed", range(8))
def test_nothing_is_suspected_where_nothing_is_a_code(seed, n):
    survey = without_codes(seed, n)
    assert suspected_by_item(survey.columns, {}) == {}


def test_the_order_of_items_and_interviews_changes_nothing():
    survey = ARCHIVES["ess"]()
    order = np.random.default_rng(1).permutation(survey.n)
    turned = {name: survey.columns[name][order] for name in reversed(survey.columns)}
    assert suspected_by_item(turned, {}) == suspected_by_item(survey.columns, {})
