"""The interviews of a large file that were not drawn, counted as they pass by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from interviewer_effects.survey.reading.join import total_account

if TYPE_CHECKING:
    import pandas as pd

    from interviewer_effects.survey.load import Block, Survey

SUMMED = ("n_unmatched", "n_coded_interviewer")


@dataclass
class Counted:
    """A survey with facts about all of its interviews, once its frames have been gone through."""

    survey: Survey
    facts: dict = field(init=False)
    accounts: list = field(init=False)

    def __post_init__(self):
        self.facts, self.accounts = dict(self.survey.source), [self.survey.account]

    def frames(self) -> Iterator[pd.DataFrame] | None:
        """The frames of those not drawn; None where all were read."""
        return None if self.survey.others is None else map(self._counted, self.survey.others())

    def whole(self) -> Survey:
        """The survey with the facts and the account of the join over all of it."""
        account = total_account(self.accounts) if len(self.accounts) > 1 else self.survey.account
        return replace(self.survey, source=self.facts, account=account)

    def _counted(self, block: Block) -> pd.DataFrame:
        self.facts["n_rows"] += block.n
        for name in SUMMED:
            self.facts[name] += block.left_out[name]
        known = {*self.facts["coded_interviewers"], *block.left_out["coded_interviewers"]}
        self.facts["coded_interviewers"] = sorted(known)
        if len(block.account):
            self.accounts.append(block.account)
        return block.frame
