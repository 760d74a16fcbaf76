"""Claims that stay valid however often one looks: the anytime bound, and the evidence behind it.

A Bayes factor of a normal effect (variance `g`, in seed sd) with Haar priors on mean and scale is a martingale when there is
no effect; by Ville's inequality it ever reaches 1/level with a chance of at most `level`. Nothing but `math` is needed.
"""

import math

G = 4.0
"""Variance of the effects that are thought of beforehand, in squared seed sd."""


def bound(df: float, c2: float, level: float, g: float = G) -> float:
    """How many standard errors a difference needs before it may be claimed; infinite while none would do.

    Args:
        df: degrees of freedom of the noise, above 0.
        c2: variance of the difference in squared seed sd: 1/n + 1/n0, or 2/n by pairs.
        level: chance of ever being wrong that this claim may use, two-sided, above 0, below 1.
        g: variance of the effects in squared seed sd.

    Source: Rouder et al. (2009), Psychonomic Bulletin & Review 16, for the factor; Hendriksen, de Heide and Grünwald (2021),
    Bayesian Analysis 16, for why looking and stopping are free.

    >>> round(bound(8, 2 / 5, 0.025), 10), bound(2, 1, 0.025)
    (4.6360378063, inf)
    """
    assert df > 0
    assert c2 > 0
    assert 0 < level < 1
    most = math.log1p(g / c2)
    log_a = (most - 2 * math.log(level)) / (df + 1)
    if log_a >= most:
        return math.inf
    return math.sqrt(df * math.expm1(log_a) / -math.expm1(log_a - most))


def log_e(t: float, df: float, c2: float, g: float = G) -> float:
    """Natural logarithm of the evidence for a difference of `t` standard errors; a claim needs -log(level).

    Args and source: as `bound`.

    >>> round(log_e(3, 8, 0.4), 9)
    1.754841736
    """
    assert df > 0
    assert c2 > 0
    r = g / c2
    square = t * t / df
    # log(1 + x) - log(1 + x / (1 + r)) in one logarithm: neither cancels for small x nor overflows for large.
    gained = math.log1p(r / (1 + (1 + r) / square)) if square else 0.0
    return (df + 1) / 2 * gained - math.log1p(r) / 2
