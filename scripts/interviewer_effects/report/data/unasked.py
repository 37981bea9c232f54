"""Missing codes counted apart: what nobody answered, and what was not asked because it was not
applicable.
"""

import pandas as pd

from interviewer_effects.survey.codes.reasons import NOT_APPLICABLE, standard_reason


def unanswered(recodes: pd.DataFrame) -> pd.DataFrame:
    """The rows of recodes.csv about questions that were asked, each reason by its standard name.

    A reason counts under the same name whether it is suspected or confirmed, and in whatever
    language.
    """
    named = recodes.assign(reason=recodes["reason"].map(standard_reason))
    return named[named["reason"] != NOT_APPLICABLE]


def not_asked(recodes: pd.DataFrame) -> pd.DataFrame:
    """The rows of recodes.csv about questions that were not applicable, suspected ones among
    them.
    """
    return recodes[recodes["reason"].map(standard_reason) == NOT_APPLICABLE]
