"""The distributions that have no closed form. scipy is imported at the first call, never before."""

import math


def t_quantile(p: float, df: float) -> float:
    """Quantile of Student's t.

    >>> round(t_quantile(0.975, 8), 6)
    2.306004
    """
    from scipy.special import stdtrit

    return float(stdtrit(df, p))


def t_cdf(x: float, df: float) -> float:
    """Chance of Student's t below `x` (infinities allowed).

    >>> t_cdf(0.0, 5)
    0.5
    """
    from scipy.special import stdtr

    return float(stdtr(df, x))


def t975(df: int) -> float:
    """What an ordinary 95 % interval multiplies its standard error by."""
    return t_quantile(0.975, df)


def t975_table(most: int) -> list[float]:
    """`t975` of 1 to `most` degrees of freedom, in this order: what a face keeps that may not import scipy.

    >>> len(t975_table(30)), t975_table(30)[7] == t975(8)
    (30, True)
    """
    import numpy as np
    from scipy.special import stdtrit

    return [float(value) for value in stdtrit(np.arange(1, most + 1), 0.975)]


def chi2_quantile(p: float, df: float) -> float:
    """Quantile of chi squared.

    >>> round(chi2_quantile(0.2, 14), 6)
    9.467328
    """
    from scipy.special import gammaincinv

    return 2.0 * float(gammaincinv(df / 2, p))


def nct_sf(x: float, df: float, nc: float) -> float:
    """Chance that noncentral t exceeds `x`; noncentralities above 37, where scipy's may end, count as 37."""
    from scipy.special import nctdtr

    below = float(nctdtr(df, min(nc, 37.0), x))
    return (
        1.0 if math.isnan(below) and x < nc else 1.0 - below
    )  # its series ends where nothing is left below x
