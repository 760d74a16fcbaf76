"""`hunch run` in the face of mistakes and faults: what is said of them."""

from types import SimpleNamespace

import pytest

from hunch.cli import run
from hunch.cli.run_call import call_of, seeds_of
from hunch.errors import Damaged, UserError


def test_a_block_that_cannot_be_shown_is_not_an_end_that_is_not_recorded(monkeypatch, capfd):
    ended = SimpleNamespace(ended=SimpleNamespace(signal=None, exit_code=3))
    monkeypatch.setattr("hunch.actions.attend.attend", lambda started, hashing: ended)
    monkeypatch.setattr("hunch.actions.conclude.conclude", lambda attended: SimpleNamespace(faults=[]))
    measured = []
    monkeypatch.setattr("hunch.actions.conclude.measure", lambda *about, clock: measured.append(about))

    def fail(*about, quiet):
        raise Damaged("a line\x1b[31m", hint="hunch doctor")

    monkeypatch.setattr("hunch.cli.block.print_block", fail)
    begun = SimpleNamespace(event=SimpleNamespace(idea=None, hunches=[]))
    started = SimpleNamespace(relay=None, bench=None, run="r", clock=None, begun=begun)
    assert run._see_through(started, call_of({}, ["true"])) == 3
    assert capfd.readouterr().err == (
        "hunch: the run is recorded, and how it ended; only its block cannot be shown:"
        " a line\\x1b[31m (hint: hunch doctor)\n"
    )
    assert measured == [(None, "r")]


@pytest.mark.parametrize("text", ["10001", "99999999999", ",".join(map(str, range(10_001)))])
def test_more_replicates_than_anybody_means_are_refused(text):
    with pytest.raises(UserError, match="replicates; 10,000 are the most"):
        seeds_of(text)


def test_replicates_of_10_000_are_as_many_as_there_may_be(hunch, project):
    assert len(seeds_of("10000") or []) == 10_000
    for command in (["run", "--seeds", "99999999999", "true"], ["replicate", "@", "--seeds", "1000000000"]):
        done = hunch(*command)
        assert done.returncode == 2
        assert done.stderr.startswith("error: --seeds: ")
        assert "hint: " in done.stderr


def test_nothing_in_what_is_refused_reaches_the_terminal_as_a_command(hunch):
    done = hunch("run", "--seeds", "\x1b[31m7", "true")
    assert done.returncode == 2
    assert done.stderr.startswith("error: --seeds \\x1b[31m7: not a whole number")


def test_a_range_of_seeds_is_refused_with_what_would_do(hunch):
    done = hunch("run", "--seeds", "1-4", "true")
    assert done.returncode == 2
    assert "hint: --seeds 5 is the seeds 0 to 4, --seeds 1,2,3 is these." in done.stderr
