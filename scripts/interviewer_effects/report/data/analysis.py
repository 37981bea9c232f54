"""One analysis of a survey: its rows of every table, and who is looked at."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from interviewer_effects.audit.flags.masking_check import SECOND
from interviewer_effects.frames import present
from interviewer_effects.specification import AnalysisSpec

from .results import Survey

VARIANTS = ("raw", "recoded", "trimmed")
OF_Z = ["z", "z_at_means", "z_tail", "z_deleted"]  # columns that say nothing where nothing varies
REASONS = ("outlier", "extreme", "influential", "coded")
MAX_PANELS, MAX_PAGES = 12, 40  # interviewers with a part of the page, and with a page of their own


QUOTED = {
    "exact": "p_exact",
    "bootstrap": "p_bootstrap",
    "mixture": "p_mixture",
    "simulated mixture": "p_chibar",
    "naive": "p_naive",
    "χ²": "p_naive",
    "sign test": "p_signs",
}


def analyses(survey: Survey) -> list["Analysis"]:
    """The analyses of a survey, in the order of the config."""
    return [
        Analysis(survey, name, settings, i)
        for i, (name, settings) in enumerate(survey.analyses.items(), start=1)
    ]


def pages_of(survey: Survey) -> dict:
    """Where each interviewer's page is, of the first analysis that has one."""
    return {
        who: link for analysis in reversed(analyses(survey)) for who, link in analysis.pages.items()
    }


def many_to_show(survey: Survey) -> bool:
    """Whether more interviewers are looked at than one page has room for."""
    return any(len(analysis.shown) > MAX_PANELS for analysis in analyses(survey))


def quoted(test: pd.Series) -> str:
    """The column of the p-value that the table says to quote."""
    return QUOTED[test["quote"]]


def _by_size(rows: pd.DataFrame) -> list:
    """The interviewers of some rows of effects, largest |z_tail| first."""
    ranked = rows.assign(size=rows["z_tail"].abs()).sort_values(
        ["size", "interviewer"], ascending=[False, True]
    )
    return list(dict.fromkeys(ranked["interviewer"]))


@dataclass(frozen=True)
class Analysis:
    """One outcome with its model ladder; `anchor` makes the ids of its part of the page."""

    survey: Survey
    name: str
    settings: dict
    number: int

    @property
    def anchor(self) -> str:
        """The prefix of the element ids that belong to this analysis."""
        return f"a{self.number}"

    @property
    def outcome(self) -> str:
        """The outcome's column."""
        return self.settings["outcome"]

    @property
    def predictors(self) -> list:
        """The predictors' columns."""
        return list(self.settings.get("predictors") or [])

    def centre(self, predictor: str) -> str:
        """How a predictor is centred: none, grand or within."""
        return AnalysisSpec.of(self.settings).centre_of(predictor)

    @property
    def covariates(self) -> list:
        """The interviewer-level covariates' columns."""
        return list(self.settings.get("interviewer_covariates") or [])

    @property
    def items(self) -> list:
        """Outcome, predictors and covariates: what a missing code can spoil."""
        return [self.outcome, *self.predictors, *self.covariates]

    def table(self, name: str, variant: str | None = None) -> pd.DataFrame:
        """The rows of tables/{name}.csv that belong to this analysis, and to one variant when it is
        named.
        """
        table = self.survey.table(name)
        rows = table["analysis"] == self.name
        if variant is not None:
            rows &= table["variant"] == variant
        return table[rows].reset_index(drop=True)

    def part(self, variant: str, name: str) -> pd.DataFrame:
        """{analysis}/{variant}/{name}.csv."""
        return self.survey.folder.table(f"{self.name}/{variant}/{name}.csv")

    def data(self, variant: str) -> pd.DataFrame:
        """The complete cases of a variant: interview, interviewer, outcome, predictors,
        covariates.
        """
        return self.survey.frame(f"{self.name}/{variant}/data.parquet")

    def fit(self, variant: str, model: str, criterion: str = "REML") -> pd.Series | None:
        """One row of fits.csv, or None when the model is not in the ladder."""
        fits = self.table("fits", variant)
        rows = fits[(fits["model"] == model) & (fits["criterion"] == criterion)]
        return None if rows.empty else rows.iloc[0]

    def parameter(
        self, variant: str, model: str, term: str, criterion: str = "REML"
    ) -> pd.Series | None:
        """One row of parameters.csv, or None when the model has no such term."""
        rows = self.table("parameters", variant)
        rows = rows[
            (rows["model"] == model) & (rows["criterion"] == criterion) & (rows["term"] == term)
        ]
        return None if rows.empty else rows.iloc[0]

    @property
    def level_model(self) -> str | None:
        """The model whose ICC is quoted: random intercept beside the predictors, or alone where
        there are none.
        """
        if not self.settings.get("random_intercept", True):
            return None
        return next(
            (name for name in ("intercept", "null") if self.fit("recoded", name) is not None), None
        )

    @property
    def slope_names(self) -> list:
        """The predictors whose slopes may differ between interviewers."""
        return list(self.settings.get("random_slopes") or [])

    def variance_tests(self, variant: str, alternative: str | None) -> pd.DataFrame:
        """The REML comparisons that lead to the model `alternative` by adding variances, the
        smallest step first.
        """
        tests = self.table("tests", variant)
        rows = tests[
            (tests["alternative"] == alternative)
            & (tests["criterion"] == "REML")
            & (tests["kind"] == "variance")
        ]
        return rows.sort_values("tested", key=lambda names: names.str.count(";"), kind="stable")

    def variance_test(self, variant: str, alternative: str | None) -> pd.Series | None:
        """The smallest of these steps."""
        rows = self.variance_tests(variant, alternative)
        return None if rows.empty else rows.iloc[0]

    def level_test(self, variant: str) -> pd.Series | None:
        """The test of the random intercept."""
        return self.variance_test(variant, self.level_model)

    def slope_test(self, variant: str) -> pd.Series | None:
        """The test of the random slopes, all together."""
        return self.variance_test(variant, "slope") if self.slope_names else None

    def joint_test(self, variant: str) -> pd.Series | None:
        """The test of level and slopes at once, where both are random."""
        rows = self.variance_tests(variant, "slope")
        return rows.iloc[1] if len(rows) > 1 else None

    def differ(self, what: str, variant: str, column=quoted) -> bool | None:
        """Whether the interviewers' "level" or "slopes" differ by the p to quote at alpha, or by
        that of another column: a function of the test (published_column); None where the test was
        not made.
        """
        test = self.level_test(variant) if what == "level" else self.slope_test(variant)
        return None if test is None else bool(test[column(test)] < self.survey.alpha)

    @cached_property
    def coded_cells(self) -> pd.DataFrame:
        """Answers with a missing code in the variables of this analysis, among the interviews that
        `raw` uses; where small cells are hidden, the codes that there are, whoever gave them.
        """
        cells = self.survey.table("recoded_cells")
        used = cells["item"].isin([self.outcome, *self.predictors])
        if not self.survey.hides:
            used &= cells["interview"].isin(self.data("raw")["interview"])
        return cells[used].reset_index(drop=True)

    @cached_property
    def coded_records(self) -> pd.DataFrame:
        """The interviews with at least one such answer: what separates `raw` from `recoded`."""
        return self.coded_cells.drop_duplicates("interview")[
            ["interview", "interviewer"]
        ].reset_index(drop=True)

    def effects(self, variant: str) -> pd.DataFrame:
        """Predicted effects of a variant or of the second look, one row per interviewer and effect;
        no z where nothing varies.
        """
        return self._effects[variant].copy(deep=False)

    @cached_property
    def _effects(self) -> dict:
        """The same of every variant: a page asks for them a hundred times."""
        made = {variant: self.table("effects", variant) for variant in VARIANTS} | {
            SECOND: self.table("second_look")
        }
        for rows in made.values():
            flat = ~rows.groupby("effect")["z"].transform(lambda z: bool((z != 0).any()))
            rows.loc[flat, [*OF_Z, "p", "p_adjusted"]] = float("nan")
        return made

    @cached_property
    def effect_names(self) -> list:
        """The random effects, the intercept first where there is one; those of the model where
        nobody may be shown.
        """
        shown = list(dict.fromkeys(self.effects("recoded")["effect"]))
        return shown or self._effects_of_model

    @property
    def _effects_of_model(self) -> list:
        """The random effects of the main model, by its variances."""
        rows = self.table("parameters", "recoded")
        rows = rows[(rows["model"] == self.model) & (rows["criterion"] == "REML")]
        return [term[4:-1] for term in rows["term"] if term.startswith("var(")]

    @property
    def slope_effects(self) -> list:
        """The random effects other than the intercept; a categorical predictor has one per
        category.
        """
        return [name for name in self.effect_names if name != "Intercept"]

    @property
    def model(self) -> str:
        """The model whose interviewer effects are shown: the one with random slopes where the
        ladder has it.
        """
        effects = self.effects("recoded")
        if effects.empty:  # everybody is hidden
            has_slopes = self.fit("recoded", "slope") is not None
            return "slope" if has_slopes else present(self.level_model)
        return effects["model"].iloc[0]

    @property
    def n_expected_extreme(self) -> float:
        """How many interviewers are expected beyond the size called extreme if all are alike:
        persons, not flags.
        """
        effects = self.effects("recoded").dropna(subset=["z"])
        return float(effects.drop_duplicates("interviewer")["chance_extreme"].sum())

    def with_reason(self, reason: str) -> list:
        """Interviewers looked at for `reason`, largest |z| first: `coded` as found in raw,
        `influential` in raw or recoded, the others in recoded.
        """
        variants = {"coded": ("raw",), "influential": ("recoded", "raw")}.get(reason, ("recoded",))
        effects = pd.concat([self.effects(variant) for variant in variants], ignore_index=True)
        own = [reason in cell.split(";") for cell in effects["reasons"]]
        return _by_size(effects[np.array(own, dtype=bool)])

    @cached_property
    def at_second_look(self) -> list:
        """Interviewers who stand out only once those found at first are left out, largest |z|
        first.
        """
        effects = self.effects(SECOND)
        return _by_size(effects[effects["reasons"] != ""])

    @cached_property
    def outliers_adjusted(self) -> list:
        """The outliers by a test that is adjusted over interviewers, also where the config adjusts
        nothing.
        """
        return self._outliers_of("recoded")

    @cached_property
    def outliers_again(self) -> list:
        """The same at the second look."""
        return self._outliers_of(SECOND)

    def _outliers_of(self, variant: str) -> list:
        """Largest |z| first. Benjamini and Hochberg's p is never above Holm's."""
        effects = self.effects(variant)
        tested = effects["reasons"].str.contains("outlier") & (
            effects["p_adjusted_bh"] < self.survey.alpha
        )
        return _by_size(effects[tested])

    @cached_property
    def influential_recoded(self) -> list:
        """Who is influential once the codes are recoded, largest |z| first."""
        effects = self.effects("recoded")
        return _by_size(effects[effects["reasons"].str.contains("influential")])

    @cached_property
    def looked_at(self) -> list:
        """Everyone with a reason in recoded, or coded in raw: outliers first, then extreme, then
        coded; then those of the second look.
        """
        first = [who for reason in REASONS for who in self.with_reason(reason)]
        return list(dict.fromkeys([*first, *self.at_second_look]))

    @property
    def shown_variants(self) -> tuple:
        """The variants in which single interviewers are shown, raw before recoded: not in raw where
        small cells are hidden, because both together would count their missing codes; and in none
        where everybody is hidden.
        """
        if not self.survey.hides:
            return ("raw", "recoded")
        told = ("raw", "recoded") if self.coded_cells.empty else ("recoded",)
        return tuple(variant for variant in told if not self.effects(variant).empty)

    def looked_at_in(self, interviewer: str) -> list:
        """The variants in which someone is looked at, recoded first, the second look last."""
        return [
            variant for variant in ("recoded", "raw", SECOND) if self.reasons(interviewer, variant)
        ]

    @cached_property
    def panelled(self) -> list:
        """Everyone looked at, then those who are outlier or extreme only while the codes are left
        in.
        """
        raw = self.effects("raw")
        only_raw = raw.loc[raw["reasons"].str.contains("outlier|extreme"), "interviewer"]
        return list(dict.fromkeys([*self.looked_at, *only_raw]))

    @property
    def shown(self) -> list:
        """Those of them who have a page, or a part of the one."""
        return self.panelled[:MAX_PAGES]

    @cached_property
    def pages(self) -> dict:
        """Where the page of each interviewer who has one is, as a link from the report."""
        if self.survey.layout.apart:
            return self.survey.layout.page_of(self.name, self.shown)
        return {who: f"#{self.panel_anchor(who)}" for who in self.shown}

    def panel_anchor(self, interviewer: str) -> str:
        """The id of an interviewer's panel."""
        return f"{self.anchor}-interviewer-{self.shown.index(interviewer) + 1}"

    def reasons(self, interviewer: str, variant: str) -> list:
        """The reasons of one interviewer in one variant."""
        effects = self.effects(variant)
        cells = effects.loc[effects["interviewer"] == interviewer, "reasons"]
        found = {reason for cell in cells for reason in cell.split(";")}
        return [reason for reason in REASONS if reason in found]
