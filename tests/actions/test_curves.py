"""Curves from metrics files."""

import math

import pytest

from hunch.actions.curves import curve
from hunch.errors import UserError
from hunch.testing import log_curve


def test_what_python_logged_counts_and_not_what_it_printed(folder, recorded, index, clock):
    run = recorded(curves={"loss": [2.0, math.nan, 0.5]})
    log_curve(folder, run, {"loss": [9.0], "only/console": [1.0]}, clock=clock, source="console")
    found = curve(folder.bench, index().runs()[0], "loss")
    assert found.steps == [0, 1, 2]
    assert found.values[0] == 2.0
    assert math.isnan(found.values[1])
    assert curve(folder.bench, found.run, "only/console").values == [1.0]


def test_a_metric_that_is_not_there_hints_at_near_ones(folder, recorded, index):
    recorded(curves={"val/acc": [1.0]})
    with pytest.raises(UserError, match="no metric 'val/ac'") as refused:
        curve(folder.bench, index().runs()[0], "val/ac")
    assert refused.value.hint == "Did you mean val/acc?"
