"""Runs between their start and their end."""

import os

import msgspec

from hunch.actions.live import with_live
from hunch.entities.observed import Params
from hunch.entities.run import Status
from hunch.journal import runfolder
from hunch.journal.liveness import process_of


def live(folder, index, clock):
    return with_live(folder.bench, index().runs(), now_us=clock())[0]


def test_a_living_run_shows_what_it_has_reported_so_far(folder, recorded, index, clock):
    here = process_of(os.getpid(), "laptop")
    run = recorded(end=False, process=here, curves={"loss": [2.0, 1.5]})
    said = Params(t=1, origin="argparse", params={"lr": 0.1}, main=f"{folder.root}/train.py")
    with open(folder.bench.paths.observed(run), "wb") as file:
        file.write(msgspec.json.encode(said) + b'\n{"torn')
    now = live(folder, index, clock)
    assert now.status == Status.RUNNING
    assert now.metrics["loss"].last == 1.5
    assert now.params == {"lr": 0.1}


def test_a_run_whose_process_is_gone_is_lost_and_keeps_what_it_wrote(folder, recorded, index, clock):
    gone = msgspec.structs.replace(process_of(os.getpid(), "laptop"), started="1")
    recorded(end=False, process=gone, curves={"loss": [2.0]})
    now = live(folder, index, clock)
    assert now.status == Status.LOST
    assert now.metrics["loss"].count == 1


def test_a_run_elsewhere_lives_by_its_heartbeat(folder, recorded, index, clock):
    run = recorded(end=False)
    assert live(folder, index, clock).status == Status.RUNNING  # nothing tells
    runfolder.beat(folder.bench, run)
    beaten_s = clock() / 1e6
    os.utime(folder.bench.paths.heartbeat(run), (beaten_s, beaten_s))
    assert live(folder, index, clock).status == Status.RUNNING
    clock.on(3600)
    assert live(folder, index, clock).status == Status.LOST
