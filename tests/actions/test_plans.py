"""Plans, and the queue of their runs."""

import pytest

from hunch.actions.find import find_run
from hunch.actions.live import with_live
from hunch.actions.plans import Queued, queue, reads_seed, seeded, still_waits, take_out
from hunch.actions.removing import remove
from hunch.actions.stopping import stop
from hunch.actions.whereabouts import whereabouts
from hunch.entities.config import Config, Objective
from hunch.entities.events import Process
from hunch.entities.run import Status
from hunch.errors import Refused

COMMAND = ["python", "train.py", "--seed", "{seed}"]


@pytest.fixture
def queued(folder, recorded, clock):
    """Three runs that wait for this very process."""
    recorded(name="before", files={"train.py": ""})
    return queue(folder, [0, 1, 7], Queued(COMMAND, name="wide"), Config(), clock=clock)


def live(folder, index, clock):
    return {run.name: run for run in with_live(folder.bench, index().runs(), now_us=clock())}


def test_a_queued_run_has_its_command_and_seed_and_no_snapshot(folder, queued, index, clock):
    runs = live(folder, index, clock)
    last = runs["wide-7"]
    assert [each.seed for each in queued.waiting] == [0, 1, 7]
    assert (last.status, last.seed, last.plan) == (Status.QUEUED, 7, queued.plan)
    assert last.command == ["python", "train.py", "--seed", "7"]
    assert (last.snapshot, last.variant, last.parent, last.began) == (None, None, None, False)
    assert last.folder == folder.key
    (plan,) = index().told("plan.made")
    assert plan.data.command == COMMAND


def test_a_secret_in_the_command_is_in_no_line(folder, clock):
    queue(folder, [0], Queued(["train", "--token", "hf_0123456789"]), Config(), clock=clock)
    with open(folder.bench.paths.journal_file(folder.bench.surroundings.writer), encoding="utf-8") as file:
        assert "hf_0123456789" not in file.read()


def test_the_latest_run_is_one_that_has_begun(queued, index, folder, clock):
    assert find_run(index(), "@", objective=Objective()).name == "before"
    found = whereabouts(folder, index(), now_us=clock())
    assert [run.name for run in found.latest] == ["before"]
    assert {run.name for run in found.queued} == {"wide-0", "wide-1", "wide-7"}
    assert found.since.name == "before"


def test_where_the_queuer_is_gone_its_runs_are_lost(folder, recorded, index, clock):
    import msgspec

    from hunch.entities.events import RunQueued
    from hunch.ids import new_id
    from hunch.journal.liveness import process_of
    from hunch.journal.writer import append

    gone = msgspec.structs.replace(process_of(1, "laptop"), started="long ago")
    elsewhere = Process(host="cluster", machine="c", pid=1)
    for name, process in (("gone", gone), ("far", elsewhere)):
        run = new_id(clock())
        append(folder.bench, RunQueued(run=run, name=name, command=[], process=process), clock=clock)
    runs = live(folder, index, clock)
    assert (runs["gone"].status, runs["far"].status) == (Status.LOST, Status.QUEUED)
    with pytest.raises(Refused, match="not running: lost"):
        stop(folder.bench, runs["gone"], clock=clock)


def test_a_queued_run_that_is_stopped_leaves_the_queue(folder, queued, index, clock):
    stop(folder.bench, live(folder, index, clock)["wide-1"], clock=clock)
    run = live(folder, index, clock)["wide-1"]
    assert (run.status, run.began, run.duration_s) == (Status.KILLED, False, None)
    assert "taken out of the queue" in run.faults[0]
    assert [still_waits(folder.bench, each.run) for each in queued.waiting] == [True, False, True]


def test_what_is_given_up_leaves_the_queue_together(folder, queued, index, clock):
    take_out(folder.bench, [each.run for each in queued.waiting], clock=clock)
    assert not any(still_waits(folder.bench, each.run) for each in queued.waiting)
    take_out(folder.bench, [], clock=clock)


def test_a_queued_run_can_be_removed_and_waits_no_more(folder, queued, index, clock):
    remove(folder.bench, index(), [live(folder, index, clock)["wide-0"]], clock=clock)
    assert set(live(folder, index, clock)) == {"before", "wide-1", "wide-7"}
    assert not still_waits(folder.bench, queued.waiting[0].run)
    assert [(each.name, each.removed, each.began) for each in index().light()][1] == ("wide-0", True, False)


def test_where_the_seed_goes():
    assert seeded(["t", "s={seed}"], 3, Config(seed_argument="--seed={seed}")) == ["t", "s=3"]
    assert seeded(["t"], 3, Config(seed_argument="--seed {seed}")) == ["t", "--seed", "3"]
    assert reads_seed(["t"], Config(seed_argument="--seed {seed}"))
    assert not reads_seed(["t"], Config())
