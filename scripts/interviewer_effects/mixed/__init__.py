"""The mixed-model engine: two-level linear models on cross-products, always at the global optimum.

It knows arrays and data frames, no surveys. The names below load their modules when first used, so
a stage that needs only part of the engine neither imports nor depends on the rest.
"""

from importlib import import_module

_MODULES = {
    "CrossedModel": "crossed.model",
    "FileModel": "stream",
    "MixedModel": "model",
    "MixedResult": "result",
    "bootstrap_test": "inference.bootstrap",
    "cross_products": "likelihood.crossproducts",
    "exact_test": "inference.exact_null",
    "fit_outcomes": "inference.outcomes",
    "icc_interval": "distribution_free.wild_interval",
    "likelihood_ratio": "inference.likelihood_ratio",
    "sign_test": "distribution_free.sign_test",
}
__all__ = sorted(_MODULES)


def __getattr__(name: str):
    """Load the public name from its module."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = found = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    return found
