"""A survey with a battery on one scale, audited in one process, to plant one cause at a time."""

import numpy as np
import pandas as pd
from interviewer_effects.audit.explanations.candidates import Observed
from interviewer_effects.audit.explanations.causes import causes
from interviewer_effects.audit.explanations.conclusions import conclusions
from interviewer_effects.audit.explanations.respondents import respondents
from interviewer_effects.audit.flags.counterfactuals import make_case
from interviewer_effects.audit.flags.flags import effect_table, with_reason
from interviewer_effects.audit.models.interviews import coded_cells, complete_interviews
from interviewer_effects.audit.models.level_at_means import at_means
from interviewer_effects.audit.models.model_sequence import Model, main_model, make_ladder
from interviewer_effects.survey.codes.recode import recode, recoded_cells
from small_surveys import analysis

ITEMS = [f"q{k}" for k in range(10)]
IDS = {"interview": "interview", "interviewer": "interviewer"}
SETTINGS = analysis(outcome="q0", predictors=["q1"], random_slopes=["q1"])
ENTRY = {
    "label": "",
    "valid": [0, 10],
    "missing": {"77": "refusal", "88": "don't know"},
    "kind": "numeric",
}
CODEBOOK = {item: ENTRY | {"label": item} for item in ITEMS}


def answered(seed, J=50, size=14):
    """J interviewers of `size` interviews, ten items 0 to 10 with something in common; q0 depends
    on q1.
    """
    rng = np.random.default_rng(seed)
    n = J * size
    common = rng.normal(size=n)[:, None]
    answers = np.clip(np.round(5 + 1.2 * common + 1.7 * rng.normal(size=(n, len(ITEMS)))), 0, 10)
    who = np.repeat(np.arange(J), size)
    level = 0.45 * rng.normal(size=J)[who]
    answers[:, 0] = np.clip(
        np.round(3 + 0.3 * answers[:, 1] + level + 1.8 * rng.normal(size=n)), 0, 10
    )
    frame = pd.DataFrame(answers, columns=ITEMS)
    frame.insert(0, "interviewer", [f"{k:03d}" for k in who])
    frame.insert(0, "interview", [f"i{k:04d}" for k in range(n)])
    return frame


def audited(raw, codebook=None, settings=SETTINGS, looked_at=(), adjust="holm"):
    """causes.csv and conclusions.csv of a survey; looked_at get the reason extreme in their level
    whatever their z.
    """
    seen, cases = observed(raw, codebook, settings, looked_at, adjust)
    table = causes(seen, cases)
    return table, conclusions(table, len(cases[0].place))


def observed(raw, codebook=None, settings=SETTINGS, looked_at=(), adjust="holm"):
    """A survey with columns interview, interviewer and ITEMS as the causes are sought in it, and
    its cases.
    """
    codebook = CODEBOOK if codebook is None else codebook
    answers, cells = recode(raw, codebook), recoded_cells(raw, codebook, **IDS)
    frames = {
        v: complete_interviews(s, settings, IDS) for v, s in (("recoded", answers), ("raw", raw))
    }
    coded = coded_cells(cells, settings, frames["raw"]["interview"])
    known = respondents(answers, settings.respondent_covariates, IDS, [])
    seen = Observed(raw, answers, cells, codebook, settings, ITEMS, frames, adjust, 0.05, 1, known)
    cases = []
    for variant, frame in frames.items():
        ladder = make_ladder(frame, settings)
        fits = {(name, "REML"): ladder.fit(name, True) for name in ladder.models}
        name = main_model(ladder)
        terms = Model.terms(ladder.models[name].random)
        fit = fits[name, "REML"]
        effects = effect_table(
            fit, ladder.products.groups, terms, adjust, 0.05, None, at_means(ladder, name, fit)
        )
        if variant == "raw":
            effects = with_reason(effects, "coded", set(coded["interviewer"]))
        chosen = (
            effects["interviewer"].isin(looked_at)
            & (effects["effect"] == terms[0])
            & (effects["reasons"] == "")
        )
        effects.loc[chosen, "reasons"] = "extreme"
        cases.append(make_case(variant, frame, ladder, fits, effects, coded, adjust, 0.05))
    return seen, cases
