"""What several tests of the workflow share: a copy of the project, and the tiny survey audited once by it."""

import shutil

import pytest


@pytest.fixture(scope="session")
def pipeline(tmp_path_factory):
    """A copy of the project that a test may edit, and has to put right again."""
    from test_workflow import PIPELINE, ROOT

    copy = tmp_path_factory.mktemp("pipeline")
    for name in PIPELINE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.html"))
        else:
            shutil.copy(source, copy / name)
    return copy


@pytest.fixture(scope="session")
def finished(tmp_path_factory, pipeline):
    """The tiny survey, audited."""
    from test_workflow import BASE, audited

    return audited(pipeline, tmp_path_factory.mktemp("tiny") / "here", **BASE)
