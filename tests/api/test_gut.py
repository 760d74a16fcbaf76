"""`hunch.gut()`: how far one's predictions can be trusted, and how sure that is."""

import pytest

import hunch
from hunch.errors import NoWorkbench, UserError
from hunch.testing import ToldClock

from ..actions.hunches.predicted import Forecaster


@pytest.fixture
def ada(folder, project, monkeypatch):
    monkeypatch.chdir(project)
    return Forecaster(folder, ToldClock())


def test_trust_comes_with_its_uncertainty(ada):
    before = hunch.gut()
    assert (before.trust.w, before.trust.w_error, before.trust.n) == (0.5, 0.5, 0)
    for number in range(12):
        ada.tell("90", 0.9 if number % 2 else 0.7)
    after = hunch.gut()
    assert (after.n, after.gap.happened) == (12, 0.5)
    assert after.trust.w < 0.5
    assert after.trust.w_error < 0.5
    assert after.worth(0.9) < 0.7
    assert repr(after).startswith("<gut of human:ada: 12 resolved; trust w=")


def test_it_cannot_be_changed(ada):
    with pytest.raises(AttributeError):
        hunch.gut().n = 1000


def test_others_are_read_by_name_and_the_unknown_is_a_mistake(ada):
    ada.tell("70", 0.9, said={"by": "agent:coder@2"})
    assert hunch.gut("coder").hunches[0].author == "agent:coder@2"
    assert hunch.gut("coder", topic="nothing").n == 0
    with pytest.raises(UserError, match="'zoe' has made no predictions here"):
        hunch.gut("zoe")


def test_where_nothing_was_recorded_it_says_so(project, monkeypatch):
    monkeypatch.chdir(project)
    with pytest.raises(NoWorkbench):
        hunch.gut()


def test_runs_read_back_know_what_came_of_their_hunches(ada):
    ada.tell("70", 0.9)
    (told,) = hunch.runs()[0].hunches
    assert (told.status, told.outcome, told.bits > 1) == ("scored", True, True)
