"""The normal distribution without numpy or scipy: a hunch is echoed before the user's process starts, and read
right after it ends.
"""

import math

# What statistics.NormalDist is made of; the module itself imports decimal and fractions (10 ms).
try:
    from _statistics import _normal_dist_inv_cdf as _inverse  # type: ignore[import-not-found,unused-ignore]
except ImportError:  # an interpreter without CPython's accelerator

    def _inverse(p: float, mu: float, sigma: float, /) -> float:
        from statistics import NormalDist

        return NormalDist(mu, sigma).inv_cdf(p)


Z80 = 1.2815515655446004
"""Half of an 80 % interval, in sd."""
_ROOT_2, _ROOT_2PI = math.sqrt(2), math.sqrt(2 * math.pi)


def density(z: float) -> float:
    """The standard normal's density."""
    return math.exp(-z * z / 2) / _ROOT_2PI


def cdf(z: float) -> float:
    """Phi: the chance of a standard normal below `z` (infinities allowed).

    >>> cdf(0), round(cdf(Z80), 12)
    (0.5, 0.9)
    """
    return math.erfc(-z / _ROOT_2) / 2


def quantile(p: float) -> float:
    """The inverse of `cdf`; `p` strictly between 0 and 1.

    Raises:
        ValueError: `p` is 0, 1 or outside.

    Source:
        Wichura (1988), Algorithm AS 241, as CPython has it: 16 digits.

    >>> quantile(0.5), abs(quantile(0.9) - Z80) < 1e-15
    (0.0, True)
    """
    if not 0 < p < 1:
        raise ValueError(f"a normal has no quantile at {p}")
    return float(_inverse(p, 0.0, 1.0))
