import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
from audited import HOSTILE, J, make_audit
from interviewer_effects.report.data.analysis import analyses
from interviewer_effects.report.data.results import survey_of_rule
from interviewer_effects.report.page.all_figures import all_pictures
from interviewer_effects.report.page.page import render


@pytest.fixture
def audit(tmp_path):
    """Make an audit and read it: audit(...) gives the Survey."""
    return lambda **wanted: survey_of_rule(make_audit(tmp_path, **wanted))


@pytest.fixture
def analysis(audit):
    """The first analysis of an audit made with the given changes."""
    return lambda **wanted: analyses(audit(**wanted))[0]


@pytest.fixture(scope="session")
def drawn(tmp_path_factory):
    """drawn(...) makes, draws and renders an audit, each one once: smk, survey, pictures, html."""
    kept = {}

    def made(**wanted):
        key = repr(sorted(wanted.items()))
        if key not in kept:
            kept[key] = _drawn(make_audit(tmp_path_factory.mktemp("audit"), **wanted))
        return kept[key]

    return made


def _drawn(smk):
    survey = survey_of_rule(smk)
    pictures = all_pictures(survey, smk.input.style)
    html = render(
        survey, pictures, smk.input.templates[0].parent, smk.input.css.read_text(encoding="utf-8")
    )
    return SimpleNamespace(smk=smk, survey=survey, pictures=pictures, html=html)


@pytest.fixture(scope="session")
def hostile(drawn):
    """An audit whose ids and labels try to break the page."""
    names = [*HOSTILE, *(f"i{j}" for j in range(J - len(HOSTILE)))]
    reasons = {
        "raw": {HOSTILE[0]: "coded"},
        "recoded": dict.fromkeys(HOSTILE[1:], "outlier;extreme"),
    }
    return drawn(names=names, label="".join(HOSTILE[:5]), reasons=reasons)
