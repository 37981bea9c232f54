import gc

import pytest


@pytest.fixture(autouse=True, scope="session")
def frozen_garbage():
    """The adjustment of p-values collects garbage each time: 0.1 s, nearly all of it in what the
    imports left.
    """
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
