"""Asking a run to stop."""

import os
import signal
import subprocess
import sys

import pytest

from hunch.actions.live import with_live
from hunch.actions.stopping import stop
from hunch.errors import Refused
from hunch.journal.liveness import process_of


def live(folder, index, clock):
    return with_live(folder.bench, index().runs(), now_us=clock())[0]


@pytest.fixture
def sleeper():
    child = subprocess.Popen(
        [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"], stdout=subprocess.PIPE
    )
    child.stdout.readline()
    yield child
    child.kill()
    child.wait()
    child.stdout.close()


def test_a_process_within_reach_gets_a_signal(folder, recorded, index, clock, sleeper):
    recorded(end=False, process=process_of(sleeper.pid, "laptop"))
    assert stop(folder.bench, live(folder, index, clock), clock=clock)
    assert sleeper.wait(10) == -signal.SIGTERM
    assert [event.kind for event in index().events()][-1] == "run.stopping"


def test_a_run_elsewhere_finds_the_request_in_its_folder(folder, recorded, index, clock):
    run = recorded(end=False)
    assert not stop(folder.bench, live(folder, index, clock), clock=clock)
    assert os.path.exists(folder.bench.paths.stop_request(run))


def test_what_does_not_run_is_refused_and_nobody_else_with_its_pid_is_hit(
    folder, recorded, index, clock, sleeper
):
    import msgspec

    recorded(end=False, process=msgspec.structs.replace(process_of(sleeper.pid, "laptop"), started="1"))
    with pytest.raises(Refused, match="not running: lost"):
        stop(folder.bench, live(folder, index, clock), clock=clock)
    assert sleeper.poll() is None
