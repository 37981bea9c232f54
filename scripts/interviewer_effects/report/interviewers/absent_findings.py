"""Sentences about the interviewers who are in no model of an analysis, or in none with interviewer
covariates.
"""

from interviewer_effects import numbers
from interviewer_effects.audit.models.absent_interviewers import EVERY, absence_sentences
from interviewer_effects.frames import present
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.text.sentences import Sentence, quote, say


def first_screen(analysis: Analysis) -> list[Sentence]:
    """Who is not among the interviewers that the first screen speaks of, and why; nothing where
    everybody is.
    """
    absent = analysis.table("absent", "recoded")
    told = [say("{sentence}", sentence=sentence) for sentence in absence_sentences(absent)]
    n_of_file, fit = len(analysis.survey.workload), present(analysis.fit("recoded", "null"))
    n_absent = n_of_file - int(fit["n_interviewers"])
    if (
        n_absent > 0 and not (absent["models"] == EVERY).any()
    ):  # their names are hidden with the small cells
        told.append(
            say(
                "{n} of the {all} interviewers of the file {are} in no model, because none of "
                "their interviews has "
                "every answer that the models need.",
                n=quote(n_absent, numbers.count, f"{analysis.anchor}-fits"),
                all=numbers.count(n_of_file),
                are=numbers.plural(n_absent, "is", "are"),
            )
        )
    return told


def of_covariates(analysis: Analysis) -> Sentence | None:
    """Between whom the models with covariates compare, where that is not everybody."""
    rows = analysis.table("explained", "recoded")
    with_predictors = analysis.fit("recoded", "intercept")
    alone = analysis.fit("recoded", "null")
    fit = present(alone if with_predictors is None else with_predictors)
    if rows.empty or rows["n_interviewers"].iloc[0] == fit["n_interviewers"]:
        return None
    return say(
        "The models with covariates are of the {n} of {all} interviewers whose {names} {are} "
        "known, and are compared "
        "with models without covariates of these same interviewers.",
        n=quote(int(rows["n_interviewers"].iloc[0]), numbers.count, f"{analysis.anchor}-explained"),
        all=quote(fit["n_interviewers"], numbers.count, f"{analysis.anchor}-fits"),
        names=numbers.listed(analysis.covariates),
        are=numbers.plural(len(analysis.covariates), "is", "are"),
    )
