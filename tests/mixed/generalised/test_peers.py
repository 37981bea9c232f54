"""Binary, ordinal and count models against glmer and clmm, at the same approximation of the
integral.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.mixed import MixedModel

FILE = Path(__file__).parents[2] / "reference" / "generalised.json"
PEERS = json.loads(FILE.read_text(encoding="utf-8"))["cases"]
EXACT = [name for name, peer in PEERS.items() if peer["nodes"] > 1]
LAPLACE = [name for name, peer in PEERS.items() if peer["nodes"] == 1]


@pytest.fixture(scope="module")
def fits():
    """The fit of every case, made once."""
    made = {}

    def fit(name):
        if name not in made:
            peer = PEERS[name]
            data = pd.DataFrame({key: peer[key] for key in ("y", "x", "group")})
            slope = "~x" if peer["slope"] else None
            model = MixedModel.from_formula("y ~ x", data, "group", slope, family=peer["family"])
            made[name] = model.fit()
        return made[name]

    return fit


def at_their_estimates(result, peer, nodes=None):
    size = len(result.cov_re)
    covariance = np.reshape(peer["D"], (size, size))
    thresholds = peer.get("thresholds", [])
    return result.log_likelihood_at(
        np.atleast_1d(peer["fixed"]), covariance, thresholds=thresholds, nodes=nodes
    )


@pytest.mark.parametrize("name", EXACT)
def test_the_likelihood_is_that_of_many_nodes_and_never_below(name, fits):
    peer = PEERS[name]
    result = fits(name)
    if peer["family"] != "count":  # glmer leaves constants of counts out with more than one node
        assert at_their_estimates(result, peer) == pytest.approx(peer["log_likelihood"], abs=2e-5)
    assert result.llf >= at_their_estimates(result, peer) - 1e-6
    assert result._fit.maximum.settled


@pytest.mark.parametrize("name", EXACT)
def test_estimates_and_errors_are_those_of_the_peer(name, fits):
    peer = PEERS[name]
    result = fits(name)
    if result.llf > at_their_estimates(result, peer) + 1e-6:
        pytest.skip("the peer stopped short of the maximum")
    assert result.fe_params.to_numpy() == pytest.approx(np.atleast_1d(peer["fixed"]), abs=2e-3)
    assert result.cov_re.to_numpy().ravel() == pytest.approx(np.atleast_1d(peer["D"]), abs=5e-3)
    errors = np.concatenate([result.bse_thresholds, result.bse_fe])
    assert errors == pytest.approx(np.atleast_1d(peer["se"]), rel=0.02)


@pytest.mark.parametrize("name", LAPLACE)
def test_one_node_is_their_laplace_and_their_estimates_are_no_better(name, fits):
    peer = PEERS[name]
    result = fits(name)
    laplace = at_their_estimates(result, peer, nodes=1)
    assert laplace == pytest.approx(peer["log_likelihood"], abs=1e-3)
    assert result.llf >= at_their_estimates(result, peer, nodes=25) - 1e-6


def test_thresholds_are_those_of_clmm(fits):
    peer = PEERS["ordinal_intercept"]
    assert fits("ordinal_intercept").thresholds.to_numpy() == pytest.approx(
        peer["thresholds"], abs=1e-3
    )
