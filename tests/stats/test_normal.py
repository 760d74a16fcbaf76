"""Our normal is scipy's to the last digits, without scipy."""

import builtins
import importlib
import sys

import numpy as np
import pytest
from scipy.special import ndtr, ndtri
from scipy.stats import norm

from hunch.stats import normal


def test_cdf_density_and_quantile_are_scipys() -> None:
    z = np.linspace(-8, 8, 401)
    p = np.concatenate([np.geomspace(1e-12, 0.5, 200), 1 - np.geomspace(1e-12, 0.5, 200)])
    np.testing.assert_allclose([normal.cdf(one) for one in z], ndtr(z), rtol=1e-12)
    np.testing.assert_allclose([normal.density(one) for one in z], norm.pdf(z), rtol=1e-13)
    np.testing.assert_allclose([normal.quantile(one) for one in p], ndtri(p), rtol=1e-9, atol=1e-13)


def test_infinity_is_certain_and_certainty_has_no_quantile() -> None:
    assert (normal.cdf(float("inf")), normal.cdf(-float("inf"))) == (1.0, 0.0)
    for certain in (0.0, 1.0, -0.1, float("nan")):
        with pytest.raises(ValueError, match="no quantile"):
            normal.quantile(certain)


def test_an_interpreter_without_the_accelerator_gets_the_same_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = normal.quantile(0.7)
    monkeypatch.setitem(sys.modules, "_statistics", None)
    assert builtins.abs(importlib.reload(normal).quantile(0.7) - known) < 1e-15
    monkeypatch.undo()
    importlib.reload(normal)
