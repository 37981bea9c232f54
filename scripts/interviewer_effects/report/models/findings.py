"""Sentences about the models of one analysis: ladder, variance explained, the three variants, the
witness.
"""

from pandas.api.types import is_numeric_dtype

from interviewer_effects import numbers
from interviewer_effects.audit.models.design_columns import levels_of
from interviewer_effects.audit.models.quoting import published_column
from interviewer_effects.frames import present
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.text.parameters import printed, printed_interval
from interviewer_effects.report.text.sentences import Sentence, join, quote, say, term

from .centring_sentences import centring


def ladder(analysis: Analysis) -> tuple[Sentence, Sentence]:
    """Heading and sentence about the ladder of models."""
    return _ladder_heading(analysis), _ladder_sentence(analysis)


def _ladder_heading(analysis: Analysis) -> Sentence:
    """The fixed effect of the first predictor, or the mean where there is none."""
    anchor = f"{analysis.anchor}-parameters"
    name = next(
        (
            t
            for t in analysis.predictors
            if analysis.parameter("recoded", analysis.model, t) is not None
        ),
        None,
    )
    row = present(analysis.parameter("recoded", analysis.model, name or "Intercept"))
    value = quote(row["estimate"], lambda _: printed(row), anchor)
    if name is None:
        given = " where every predictor is zero or at its reference" if analysis.predictors else ""
        return say(
            "The level of {outcome}" + given + " is {value}", outcome=analysis.outcome, value=value
        )
    return say(
        ("One point more of {name} goes with {value} points of {outcome} ({interval} {range})"),
        name=name,
        value=value,
        outcome=analysis.outcome,
        interval=analysis.survey.interval,
        range=quote((row["ci_low"], row["ci_high"]), lambda _: printed_interval(row), anchor),
    )


def _ladder_sentence(analysis: Analysis) -> Sentence:
    """Which models were fitted to how many interviews, and which of them lie on the boundary."""
    fits = analysis.table("fits", "recoded")
    first = fits.iloc[0]
    models = list(dict.fromkeys(fits["model"]))
    edge = list(
        dict.fromkeys(
            fits.loc[(fits["status"] == "boundary") & (fits["criterion"] == "REML"), "model"]
        )
    )
    anchor = f"{analysis.anchor}-fits"
    counted = say(
        (
            "A sequence of {k} models ({models}) was fitted by {reml} "
            "and {ml} to {n} interviews by {j} interviewers."
        ),
        k=quote(len(models), numbers.count, anchor),
        models=", ".join(models),
        reml=term("REML"),
        ml=term("ML"),
        n=quote(first["n"], numbers.count, anchor),
        j=quote(first["n_interviewers"], numbers.count, anchor),
    )
    counted = join([counted, _references(analysis), centring(analysis)])
    if not edge:
        return join([counted, say("No fit lies on the {boundary}.", boundary=term("boundary"))])
    said = "; ".join(_edge(analysis, model) for model in edge)
    return join([counted, say("On the {boundary}: {said}.", boundary=term("boundary"), said=said)])


def _references(analysis: Analysis) -> Sentence | None:
    """With which category the others of a categorical predictor are compared; a number is compared
    with none.
    """
    frame = analysis.data("recoded")
    known = [name for name in [*analysis.predictors, *analysis.covariates] if name in frame]
    grouped = [
        name for name in known if not is_numeric_dtype(frame[name]) and frame[name].nunique() > 1
    ]
    if not grouped:
        return None
    compared = "; ".join(f"{name} with {levels_of(frame[name])[0]}" for name in grouped)
    return say("Categories are compared with a reference: {compared}.", compared=compared)


def effect_of(term: str) -> str:
    """What a variance is the variance of: var(Intercept) of the level, var(x) of the slope of x."""
    effect = term.removeprefix("var(").removesuffix(")")
    return "level" if effect == "Intercept" else f"slope of {effect}"


def _edge(analysis: Analysis, model: str) -> str:
    """What makes a fit lie on the boundary: variances of zero, or a correlation at its limit."""
    rows = analysis.table("parameters", "recoded")
    rows = rows[
        (rows["model"] == model) & (rows["criterion"] == "REML") & (rows["kind"] == "variance")
    ]
    zero = [
        effect_of(name)
        for name, value in zip(rows["term"], rows["estimate"], strict=True)
        if value == 0
    ]
    if zero:
        return f"{model}, no detectable variance of the {numbers.listed(zero)}"
    return f"{model}, correlation of −1 or 1"


def sensitivity(analysis: Analysis) -> tuple[Sentence, Sentence]:
    """Heading and sentence about the three variants."""
    return _sensitivity_heading(analysis), _sensitivity_sentence(analysis)


STEPS = (("Recoding", "raw", "recoded"), ("Excluding interviewers", "recoded", "trimmed"))


def _sensitivity_heading(analysis: Analysis) -> Sentence:
    """Which step reverses which answer, by the test as published on both sides."""
    reversals = [
        f"{how} reverses the answer about the {what}"
        for how, before, after in STEPS
        for what in ("level", "slopes")
        if analysis.differ(what, before, published_column)
        != analysis.differ(what, after, published_column)
    ]
    return say(
        "; ".join(reversals) or ("Neither recoding nor excluding interviewers changes a conclusion")
    )


def _sensitivity_sentence(analysis: Analysis) -> Sentence:
    """What changed from raw to recoded, and from recoded to trimmed."""
    return join([_recoding(analysis), _trimming(analysis), by_chance(analysis)])


def by_chance(analysis: Analysis) -> Sentence | None:
    """How far the main variance shrinks without those left out, beside how far it shrinks by
    chance.
    """
    n = analysis.table("excluded")["interviewer"].nunique()
    rows = analysis.table("shrinkage")
    rows = rows[
        (rows["k"] == n)
        & rows["component"].str.startswith("var(")
        & rows["p"].notna()
        & (rows["full"] > 0)
    ]
    if rows.empty:
        return None
    row, anchor = rows.iloc[0], f"{analysis.anchor}-shrinkage"
    unusual = row["p"] < analysis.survey.alpha
    pattern = (
        "Excluding the most extreme always decreases a variance: in "
        "clean simulated surveys {name} would fall to about "
        "{expected} (95 % range {low} to {high}) without {n}, so the "
        "change to {seen} is {verdict} ({p})."
    )

    def after(column: str):
        return quote(
            row[column], lambda change: numbers.significant(max(row["full"] + change, 0.0)), anchor
        )

    return say(
        pattern,
        name=row["component"],
        n="the most extreme one" if n == 1 else f"the {n} most extreme",
        expected=after("expected_change"),
        low=after("low"),
        high=after("high"),
        seen=quote(row["trimmed"], numbers.variance, anchor),
        verdict="larger than in clean surveys" if unusual else "no larger than in clean surveys",
        p=quote(row["p"], numbers.p_phrase, anchor),
    )


def _recoding(analysis: Analysis) -> Sentence:
    if analysis.coded_cells.empty:
        return say("No variable of this analysis carries a missing code, so recoded equals raw.")
    return _changes(analysis, "raw", "recoded", "Recoding")


def _trimming(analysis: Analysis) -> Sentence:
    excluded = dict.fromkeys(analysis.table("excluded")["interviewer"])
    kept = analysis.table("kept")
    if not excluded and not kept.empty:
        who = numbers.listed(dict.fromkeys(kept["interviewer"]), 6)
        why = kept["why_not"].iloc[0]
        return say(
            "Nobody is left out, so trimmed equals recoded: without {who} {why}.", who=who, why=why
        )
    if not excluded:
        return say("Nobody was excluded, so trimmed equals recoded.")
    return _changes(analysis, "recoded", "trimmed", f"Leaving out {numbers.listed(excluded, 6)}")


MOST_CHANGES = 4  # parameters whose change is told in words


def _changes(analysis: Analysis, before: str, after: str, how: str) -> Sentence:
    rows = analysis.table("sensitivity").set_index(["variant", "term"])
    terms = rows.loc[before].index
    names = [
        *(p for p in analysis.predictors if p in terms),
        *(t for t in terms if t.startswith("var(")),
    ]
    parts = [_change(analysis, rows, name, before, after) for name in names[:MOST_CHANGES]]
    rest = (
        say(" ({n} more are in the table)", n=len(names) - MOST_CHANGES)
        if len(names) > MOST_CHANGES
        else say("")
    )
    return say("{how}: {parts}{rest}.", how=how, parts=join(parts, "; "), rest=rest)


def _change(analysis: Analysis, rows, name: str, before: str, after: str) -> Sentence:
    anchor = f"{analysis.anchor}-sensitivity"
    ends = [rows.loc[(variant, name)] for variant in (before, after)]
    texts = [printed(end.to_dict() | {"term": name}) for end in ends]
    shown = [
        quote(end["estimate"], lambda _, text=text: text, anchor)
        for end, text in zip(ends, texts, strict=True)
    ]
    if texts[0] == texts[1]:
        shown[0] = quote(0.0, lambda _: "zero", anchor) if ends[0]["estimate"] == 0 else shown[0]
        return say("{name} stays at {a}", name=name, a=shown[0])
    return say("{name} goes from {a} to {b}", name=name, a=shown[0], b=shown[1])


def witness(analysis: Analysis) -> tuple[Sentence, Sentence]:
    """Heading and sentence about the second engine."""
    return _witness_heading(analysis), _witness_sentence(analysis)


def _witness_heading(analysis: Analysis) -> Sentence:
    """Whether the second engine agrees with every fit that it was asked of."""
    every = analysis.table("witness")
    rows = every[~every["verdict"].str.startswith("not asked")]
    bad = int(rows["verdict"].str.startswith("DISAGREES").sum())
    anchor = f"{analysis.anchor}-witness"
    if bad:
        return say(
            "statsmodels disagrees with {bad} of {n} fits",
            bad=quote(bad, numbers.count, anchor),
            n=len(rows),
        )
    asked = quote(len(rows), numbers.count, anchor)
    if len(rows) < len(every):
        return say(
            "statsmodels agrees with the {n} of {all} fits that it was run for",
            n=asked,
            all=len(every),
        )
    return say("statsmodels agrees with all {n} fits", n=asked)


def _witness_sentence(analysis: Analysis) -> Sentence:
    """How close the likelihoods are, and how often the other engine stops early by itself."""
    rows = analysis.table("witness")
    anchor = f"{analysis.anchor}-witness"
    if analysis.survey.hides:  # deviances are not told
        return say(
            "{engine} {version} gives the same {deviance} at the reported estimates.",
            engine="statsmodels",
            version=rows["engine_version"].iloc[0],
            deviance=term("deviance"),
        )
    apart = (
        (rows["deviance_theirs_at_ours"] - rows["deviance_ours"]).abs()
        / rows["deviance_ours"].abs()
    ).max()
    own = rows["deviance_theirs_own_optimum"]
    above = int((own > rows["deviance_ours"] + 1e-4).sum())
    first = say(
        "{engine} {version} gives the same {deviance} at the reported estimates (largest "
        "relative difference {apart}).",
        engine="statsmodels",
        version=rows["engine_version"].iloc[0],
        deviance=term("deviance"),
        apart=quote(apart, lambda v: numbers.significant(v, 2), anchor),
    )
    if not above:
        return first
    asked, ended = (quote(int(k), numbers.count, anchor) for k in (own.notna().sum(), above))
    own_search = say(
        "Its own optimiser, run for {n} fits of the main model, stopped at a higher deviance "
        "in {k}.",
        n=asked,
        k=ended,
    )
    return join([first, own_search])
