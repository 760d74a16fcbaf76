"""What the noise of a comparison is made of, held against analysis of variance."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf
from scipy import stats

from hunch.stats.arm import Arm, mean, spread
from hunch.stats.noise import DOUBTED_FROM, OTHERS_COUNT, Spread, _z, stands_out
from hunch.stats.panel import Panel


def arms(seed: int, *sizes: int, sds: list[float] | None = None, shared: bool = False) -> list[Arm]:
    """Normal runs; with shared seeds, each seed moves all arms alike."""
    luck = np.random.default_rng(seed)
    common = luck.normal(size=max(sizes)) * 3 * shared
    found = []
    for at, n in enumerate(sizes):
        values = (sds[at] if sds else 1.0) * luck.normal(size=n) + common[:n] + at
        found.append(Arm(tuple(values.tolist()), tuple(range(n)) if shared else ()))
    return found


def noise(held: list[Arm]) -> Any:
    return Panel(dict(enumerate(held))).noise(0, 1)


def test_two_arms_alone_are_the_t_test_of_equal_variances() -> None:
    a, b = arms(1, 4, 7)
    found = noise([a, b])
    assert (found.df, found.pairing, found.lent) == (9, "unpaired", 0)
    t = (mean(a.values) - mean(b.values)) / found.se
    assert t == pytest.approx(stats.ttest_ind(a.values, b.values).statistic, rel=1e-12)


def test_with_few_others_it_is_the_residual_of_analysis_of_variance() -> None:
    held = arms(2, 4, 3, 5, 2)
    table = pd.DataFrame(
        [(str(at), value) for at, arm in enumerate(held) for value in arm.values], columns=["arm", "y"]
    )
    fit = smf.ols("y ~ C(arm)", table).fit()
    found = noise(held)
    assert (found.df, found.lent) == (fit.df_resid, 5)
    assert found.sd**2 == pytest.approx(fit.mse_resid, rel=1e-12)


def test_of_many_others_only_ten_degrees_of_freedom_count() -> None:
    held = arms(3, 3, 4, 8, 9, 10)
    found = noise(held)
    others = sum(spread(arm.values) ** 2 for arm in held[2:])
    own = spread(held[0].values) ** 2 + spread(held[1].values) ** 2
    assert (found.df, found.lent) == (10 + 2 + 3, OTHERS_COUNT)
    assert found.sd**2 == pytest.approx((10 * others / 24 + own) / 15, rel=1e-12)
    assert found.c2 == pytest.approx(1 / 3 + 1 / 4)


@pytest.mark.parametrize(("k", "n"), [(3, 2), (3, 6), (4, 4), (5, 3)])
def test_arms_that_share_all_seeds_are_two_way_analysis_of_variance(k: int, n: int) -> None:
    held = arms(4, *[n] * k, shared=True)
    table = pd.DataFrame(
        [
            (str(arm), str(seed), value)
            for arm, its in enumerate(held)
            for seed, value in enumerate(its.values)
        ],
        columns=["arm", "seed", "y"],
    )
    fit = smf.ols("y ~ C(arm) + C(seed)", table).fit()
    found = noise(held)
    assert (found.pairing, found.df, found.c2) == ("blocked", fit.df_resid, 2 / n)
    assert found.sd**2 == pytest.approx(fit.mse_resid, rel=1e-9)
    by_table = sm.stats.anova_lm(fit, typ=2).loc["Residual"]
    assert found.sd**2 * found.df == pytest.approx(by_table["sum_sq"], rel=1e-9)


def test_a_block_of_many_arms_lends_no_more_than_ten_degrees() -> None:
    """Else one restless arm among quiet ones would be called better: simulations/promise.py."""
    k, n = 12, 4
    found = noise(arms(5, *[n] * k, shared=True))
    assert found.df == math.floor(10 + 2 * (n - 1) * (k - 1) / k) < (k - 1) * (n - 1)


def test_two_arms_are_paired_from_five_seeds_on() -> None:
    a, b = arms(6, 5, 5, shared=True)
    found = noise([a, b])
    assert (found.pairing, found.df, found.c2) == ("paired", 4, 2 / 5)
    t = (mean(a.values) - mean(b.values)) / found.se
    assert t == pytest.approx(stats.ttest_rel(a.values, b.values).statistic, rel=1e-9)
    assert noise(arms(6, 4, 4, shared=True)).pairing == "unpaired"


def test_seeds_pair_whatever_the_order_of_the_runs() -> None:
    a, b = arms(7, 6, 6, shared=True)
    turned = Arm(b.values[::-1], b.seeds[::-1])
    assert noise([a, turned]) == noise([a, b])


@pytest.mark.parametrize(
    "seeds",
    [(0, 1, 2, 3, None), (0, 1, 2, 3, 3), (0, 1, 2, 3, 5), (), (0, 1, 2, 3, 4, 5)],
    ids=["one unknown", "one twice", "another set", "none known", "one more"],
)
def test_anything_less_than_equal_seed_sets_is_unpaired(seeds: tuple[int | None, ...]) -> None:
    a, _ = arms(8, 5, 5, shared=True)
    other = Arm(tuple(float(at * at) for at in range(len(seeds) or 5)), seeds)
    assert noise([a, other, a._replace(values=(0.0, 5.0, 1.0, 9.0, 2.0))]).pairing == "unpaired"


def test_a_third_arm_with_other_seeds_lends_noise_but_breaks_no_pair() -> None:
    a, b = arms(9, 5, 5, shared=True)
    third = Arm((1.0, 2.0, 4.0), (10, 11, 12))
    assert noise([a, b, third]).pairing == "paired"


def test_where_a_seed_moves_all_arms_by_the_same_they_count_as_unpaired() -> None:
    """Taken out, nothing would be left: a difference of any size would be sure."""
    base = (0.8, 0.81, 0.79, 0.805, 0.77)
    held = [Arm(tuple(value + step for value in base), tuple(range(5))) for step in (0.0, 0.001, 0.1)]
    found = noise(held)
    assert found.pairing == "unpaired"
    assert found.sd == pytest.approx(np.std(base, ddof=1), rel=1e-9)


def test_an_arm_that_scatters_more_than_all_others_must_speak_for_itself() -> None:
    a, b, *others = arms(10, 5, 5, 5, 5, 5, sds=[20.0, 1.0, 1.0, 1.0, 1.0])
    found = noise([a, b, *others])
    welch = stats.ttest_ind(a.values, b.values, equal_var=False)
    assert found.doubt is not None
    assert found.doubt.df == pytest.approx(welch.df, rel=1e-9)
    assert (mean(a.values) - mean(b.values)) / found.doubt.se == pytest.approx(welch.statistic, rel=1e-9)
    assert noise(arms(10, 5, 5, 5, 5, 5)).doubt is None


def test_within_a_block_it_speaks_by_its_differences() -> None:
    a, b, *others = arms(11, 5, 5, 5, 5, sds=[30.0, 1.0, 1.0, 1.0], shared=True)
    found = noise([a, b, *others])
    paired = stats.ttest_rel(a.values, b.values)
    assert found.pairing == "blocked"
    assert found.doubt is not None
    assert found.doubt.df == paired.df == 4
    assert (mean(a.values) - mean(b.values)) / found.doubt.se == pytest.approx(paired.statistic, rel=1e-9)


def test_two_arms_with_as_many_runs_borrow_nothing_and_are_never_doubted() -> None:
    found = noise(arms(12, 5, 5, sds=[50.0, 1.0]))
    assert found.doubt is None
    assert found.may_claim
    assert noise(arms(12, 3, 9, sds=[50.0, 1.0])).doubt is not None


@pytest.mark.parametrize(("df", "df_rest"), [(2, 10), (4, 14), (9, 9), (3, 40)])
def test_what_stands_out_does_so_in_one_of_twenty_cases(df: int, df_rest: int) -> None:
    """Paulson's approximation against the exact quantile of F, within a fifth."""
    f = stats.f.ppf(0.95, df, df_rest)
    own = Spread(math.sqrt(f * df), df)
    assert _z(own, Spread(math.sqrt(df_rest), df_rest)) == pytest.approx(DOUBTED_FROM, abs=0.05)


def test_quiet_and_silent_arms_do_not_stand_out() -> None:
    calm, silent = Spread(2.0, 4), Spread(0.0, 4)
    assert not stands_out(silent, calm, calm)
    assert not stands_out(silent, silent, silent)
    assert stands_out(calm, silent, silent)
    assert stands_out(Spread(1e200, 2), Spread(1e-200, 2), Spread(0.0, 0))
