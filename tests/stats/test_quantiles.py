"""scipy's light functions agree with the heavy ones; nothing is imported before it is needed."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from hunch.stats.quantiles import chi2_quantile, nct_sf, t975, t975_table, t_quantile


@given(p=st.floats(1e-6, 1 - 1e-6), df=st.integers(1, 5000))
def test_student_t(p: float, df: int) -> None:
    assert t_quantile(p, df) == pytest.approx(stats.t.ppf(p, df), rel=1e-9, abs=1e-9)


@given(p=st.floats(1e-6, 1 - 1e-6), df=st.integers(1, 5000))
def test_chi_squared(p: float, df: int) -> None:
    assert chi2_quantile(p, df) == pytest.approx(stats.chi2.ppf(p, df), rel=1e-9)


# Near 0 scipy.stats itself does not converge.
@given(x=st.floats(0.01, 40), df=st.integers(1, 500), nc=st.floats(0, 20))
def test_noncentral_t(x: float, df: int, nc: float) -> None:
    assert nct_sf(x, df, nc) == pytest.approx(stats.nct.sf(x, df, nc), abs=1e-9)


@given(x=st.floats(0, 5), df=st.integers(1, 500), nc=st.floats(37, 1e6))
def test_an_effect_far_beyond_the_bound_is_always_found(x: float, df: int, nc: float) -> None:
    assert nct_sf(x, df, nc) > 1 - 1e-3


def test_a_table_serves_those_who_may_not_import_scipy() -> None:
    assert t975_table(40) == [t975(df) for df in range(1, 41)]
    assert t975(10**9) == pytest.approx(1.959964, abs=1e-6)


def test_claims_are_made_without_numpy_and_scipy() -> None:
    program = (
        "import sys\n"
        "import hunch.stats.advice, hunch.stats.tasks, hunch.stats.reproduction, hunch.stats.multiplicity\n"
        "from hunch.stats.verdict import Arm, judge\n"
        "a, b = Arm((1.0, 2.0, 3.0, 2.0, 2.5)), Arm((11.0, 12.0, 13.0, 12.0, 11.5))\n"
        "told = judge(b, a, level=0.025, t975=lambda df: 3.0, advise=False)\n"
        "assert told.verdict == 'IMPROVES', told\n"
        "assert not {'numpy', 'scipy'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
