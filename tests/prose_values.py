"""What stands at a place of the prose, by the tables and the survey file: prose_templates says at
which.
"""

from dataclasses import dataclass
from pathlib import Path

from interviewer_effects.files import read_csv
from second_path import read_survey

NAMES = {"a1": "helping", "a2": "regions"}
MAIN = {"a1": "slope", "a2": "intercept"}
VARIABLES = {"a1": ["help", "trust"], "a2": ["help", "region", "age"]}


@dataclass(frozen=True)
class Place:
    """Where a sentence was found: the survey's folder, the analysis and what <who> stood for."""

    folder: Path
    anchor: str
    who: tuple[str, ...]

    def rows(self, table, **of):
        """The rows of a table of the analysis that have these values."""
        rows = read_csv(self.folder / "results" / "tiny" / "tables" / f"{table}.csv")
        rows = rows[rows["analysis"] == NAMES[self.anchor]] if "analysis" in rows else rows
        for column, value in of.items():
            rows = rows[rows[column].fillna("").astype(str) == str(value)]
        return rows

    def codes(self, *who):
        """The records of the analysis's variables with a missing code, of everybody or some."""
        cells = self.rows("recoded_cells")
        own = cells[cells["item"].isin(VARIABLES[self.anchor])].astype({"interviewer": str})
        own = own if not who else own[own["interviewer"].str.zfill(3).isin(who)]
        return own["interview"].nunique()


def cell(table, *columns, at=0, **of):
    """The values of one row; `at` chooses among several interviewers of the sentence."""

    def value(place):
        stands = {"<who>": place.who[at] if place.who else None, "<main>": MAIN[place.anchor]}
        given = {key: stands.get(text, text) for key, text in of.items()}
        rows = place.rows(table, **given)
        assert len(rows) == 1, (table, given, len(rows))
        return [float(rows[column].iloc[0]) for column in columns]

    return value


def fit(*columns, variant="recoded", model="intercept"):
    """A cell of fits.csv."""
    return cell("fits", *columns, variant=variant, model=model, criterion="REML")


def lrt(what, column, variant="recoded"):
    """A cell of tests.csv."""
    null, alternative = {
        "level": ("ols", "intercept"),
        "slope": ("intercept", "slope"),
        "both": ("ols", "slope"),
    }[what]
    return cell(
        "tests", column, variant=variant, null=null, alternative=alternative, criterion="REML"
    )


def parameter(*columns, term, model):
    """A cell of parameters.csv."""
    return cell(
        "parameters",
        *columns,
        variant="recoded",
        model=model,
        criterion="REML",
        kind="fixed",
        term=term,
    )


def interval(quantity, *columns, x="", model="null"):
    """A cell of intervals.csv that is quoted."""
    of = {
        "model": "slope" if x != "" else model,
        "criterion": "REML",
        "quantity": quantity,
        "quoted": True,
    }
    return cell("intervals", *columns, **of, **({"x": x} if x != "" else {}), variant="recoded")


def treated(treatment, effect, column):
    """A cell of treatments.csv; `split` is the treatment that begins with 'at least'."""

    def value(place):
        names = place.rows("treatments")["treatment"].unique()
        name = (
            next(n for n in names if n.startswith("at least"))
            if treatment == "split"
            else treatment
        )
        columns = [column] if isinstance(column, str) else column
        return cell("treatments", *columns, treatment=name, effect=effect)(place)

    return value


def derived(function):
    """A value that a function of the place gives."""
    return lambda place: [float(value) for value in function(place)]


def flagged(reason):
    """How many interviewers have a reason, in the variant in which the summary counts it."""

    def count(place):
        reasons = (
            place.rows("effects")
            .groupby("interviewer")["reasons"]
            .agg(lambda r: ";".join(r.dropna()))
        )
        variants = place.rows("effects", variant="recoded")
        if reason in ("outlier", "extreme"):
            reasons = variants.groupby("interviewer")["reasons"].agg(lambda r: ";".join(r.dropna()))
        return [sum(reason in text.split(";") for text in reasons)]

    return derived(count)


def group(column, tested, variant="raw", step=None, who=None):
    """A cell of influence_groups.csv: of a group of so many, of the people of the sentence, or of
    the last one.
    """

    def value(place):
        rows = place.rows("influence_groups", variant=variant, tested=tested)
        if who is not None:
            rows = rows[
                rows["interviewers"].fillna("").astype(str).str.zfill(3)
                == ";".join(sorted(place.who[who:]))
            ]
        return rows[rows["step"] == step][column] if step is not None else rows[column].tail(1)

    return derived(value)


def without_interviews(column):
    """A cell of influence_interviews.csv: of the interviews that it takes, all of one set."""

    def value(place):
        sets = place.rows("influence_interviews", variant="raw").dropna(subset=["set"])
        assert sets["set"].nunique() == 1
        return [len(sets)] if column == "n" else sets[column].unique()

    return derived(value)


def alone(column, at, absolute=False):
    """A cell of influence.csv in the raw data."""
    read = cell("influence", column, variant="raw", interviewer="<who>", at=at)
    return lambda place: [abs(value) for value in read(place)] if absolute else read(place)


def detectable(column, quantity):
    """The effect that is found with 80 % power; of shifts the one for the middle workload."""

    def value(place):
        rows = place.rows("power", quantity=quantity, detectable=True)
        middle = (
            place.rows("effects", variant="recoded").drop_duplicates("interviewer")["n"].median()
        )
        own = rows[rows["workload"] == middle] if quantity == "shift" else rows
        assert len(own) == 1
        return own[column]

    return derived(value)


def room(place):
    """How far the mean of help is from the farther end of its scale, 0 to 10."""
    mean = float(place.rows("items", item="help")["mean"].iloc[0])
    return [max(10 - mean, mean)]


def count(table, ask=len, **of):
    """What a function makes of the rows of a table."""
    return derived(lambda place: [ask(place.rows(table, **of))])


def answers(ask):
    """What a function makes of the cells of the survey that recoding empties, and of the survey."""

    def value(place):
        frame, recoded = (read_survey(place.folder, codes) for codes in (False, True))
        return [
            ask(
                (recoded.isna() & frame.notna()).assign(intnum=frame["intnum"]).set_index("intnum"),
                frame,
            )
        ]

    return derived(value)


def coded(at=None):
    """How many records of the analysis hold a code, of everybody or of the sentence's
    interviewer.
    """
    return derived(lambda place: [place.codes(*([] if at is None else [place.who[at]]))])


def least_correlation(effect):
    """The smallest correlation of z with those of the numbers, over treatments."""
    return count("treatments", lambda rows: rows["correlation"].min(), effect=effect)


SMALLEST_P = count("effects", lambda rows: rows["p_adjusted"].min(), variant="recoded")
PEOPLE, INTERVIEWS, ICC = fit("n_interviewers"), fit("n"), fit("icc")
WITNESS = "deviance_ours", "deviance_theirs_at_ours", "deviance_theirs_own_optimum"


def apart(rows):
    """The largest relative difference of both engines."""
    ours, theirs, _ = (rows[name] for name in WITNESS)
    return (abs(ours - theirs) / abs(theirs).clip(lower=1)).max()


def above(rows):
    """In how many fits of the other engine its own search ends above ours, and how many it
    tried.
    """
    tried = rows.dropna(subset=[WITNESS[2]])
    main = tried[tried["verdict"].str.contains("own search")]
    return [len(main), int(main["verdict"].str.contains("above|higher|stops").sum())]


def of_each(effect, rest):
    """How well other treatments keep the extremes: numbers, by order and further ones, for an
    effect.
    """
    names = ["normal scores", *rest]
    return [
        treated("numbers", effect, "n_extreme"),
        *(treated(name, effect, "n_both") for name in names),
    ]


def p_of(effect, names):
    """The mixture p of an effect by each treatment."""
    return [treated(name, effect, "p_mixture") for name in names]


def by_interviewer(gone):
    """Recoded cells of each interviewer."""
    return gone.sum(axis=1).groupby(level=0).sum()


def half(by):
    """How many interviewers, the most frequent first, hold half of the cells."""
    return int((by.sort_values(ascending=False).cumsum() < by.sum() / 2).sum()) + 1
