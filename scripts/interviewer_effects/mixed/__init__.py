"""The mixed-model engine: two-level linear models on cross-products, always at the global optimum. It knows arrays
and data frames, no surveys.
"""

from .bootstrap import bootstrap_test
from .exact import exact_test
from .likelihood import likelihood_ratio
from .model import MixedModel
from .result import MixedResult

__all__ = ["MixedModel", "MixedResult", "bootstrap_test", "exact_test", "likelihood_ratio"]
