"""Lists of runs."""

import math

import pytest

from hunch.actions.listing import Wanted, listed
from hunch.entities.now import Now
from hunch.errors import InvalidFilter, UserError


def names(folder, index, clock, **wanted):
    listing = listed(folder, index(), Wanted(**wanted), now=Now(clock()))
    return [run.name for run in listing.runs]


@pytest.fixture
def four(recorded):
    recorded(name="a", params={"lr": 0.1}, curves={"acc": [0.1, 0.7]})
    recorded(name="b", params={"lr": 0.01}, curves={"acc": [0.2, 0.9]})
    recorded(name="c", params={"lr": 0.01}, curves={"acc": [0.2, math.nan]})
    recorded(name="d", status="failed", exit_code=1)


def test_the_newest_come_first_and_what_is_cut_off_is_counted(folder, index, clock, four):
    listing = listed(folder, index(), Wanted(most=3), now=Now(clock()))
    assert [run.name for run in listing.runs] == ["d", "c", "b"]
    assert listing.total == listing.all == 4


def test_a_filter_sees_params_metrics_and_fields(folder, index, clock, four):
    assert names(folder, index, clock, filter="lr < 0.05 and acc > 0.5") == ["b"]
    assert names(folder, index, clock, filter="status == failed or lr == 0.1") == ["d", "a"]
    with pytest.raises(InvalidFilter, match="named 'accc'"):
        names(folder, index, clock, filter="accc > 1")


def test_runs_without_the_key_come_last_and_nan_before_them(folder, index, clock, four):
    assert names(folder, index, clock, sort="-acc") == ["b", "a", "c", "d"]
    assert names(folder, index, clock, sort="metric:acc") == ["a", "b", "c", "d"]
    assert names(folder, index, clock, sort="started_at", most=1) == ["a"]
    with pytest.raises(UserError, match="'ac' to sort by"):
        names(folder, index, clock, sort="ac")


def test_in_an_empty_workbench_a_filter_finds_nothing_but_must_read(folder, index, clock):
    assert names(folder, index, clock, filter="acc > 1") == []
    with pytest.raises(InvalidFilter):
        names(folder, index, clock, filter="acc >")
