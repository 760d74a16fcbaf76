"""The index answers what the journals say, however it came to be."""

import os
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hunch.entities.events import (
    FolderRestored,
    HunchSealed,
    NoteAdded,
    PlanMade,
    QuestionAsked,
    RunMeasured,
    RunRemoved,
    RunsAttached,
    RunsTagged,
    RunStopping,
)
from hunch.entities.metric import Summary
from hunch.entities.run import Status
from hunch.errors import NewerFormat
from hunch.ids import content_hash, moment, new_id
from hunch.journal import database
from hunch.journal import index as index_module
from hunch.journal.index import Index
from hunch.journal.lines import encode_line
from hunch.journal.verify import verify
from hunch.testing import finish_run, start_run

from .conftest import finished, queued, start, started, tell


def state(bench) -> bytes:
    with Index.open(bench) as index:
        assert index._own_faults == []
        return msgspec.json.encode(index.runs())


def anew(bench) -> bytes:
    database.throw_away(bench.paths.index)
    return state(bench)


def journal(bench) -> Path:
    return Path(bench.paths.journal_file(bench.surroundings.writer))


def test_an_empty_workbench_has_no_runs(bench):
    with Index.open(bench) as index:
        assert index.runs() == []
        assert index.run("0" * 20) is None
        assert (index.count(), index.faults, index.notes()) == (0, [], [])


def test_a_run_is_read_back_as_it_was_told(bench, clock):
    run = start(bench, clock, seed=3, command=["python", "train.py"], tags=["first"])
    metrics = {"loss": Summary(last=0.25, min=0.25, max=1.0, count=4, step=3)}
    tell(bench, clock, finished(run, metrics=metrics, params={"lr": 0.1, "big": 2**60 + 1}, variant="v"))
    with Index.open(bench) as index:
        found = index.run(run)
    assert found.status is Status.FINISHED
    assert (found.seed, found.tags, found.params) == (3, ["first"], {"lr": 0.1, "big": 2**60 + 1})
    assert found.metrics == metrics
    assert found.command == ["python", "train.py"]


def test_the_latest_start_comes_first_and_named_ids_come_as_named(bench, clock):
    a, b, c = (start(bench, clock) for _ in range(3))
    with Index.open(bench) as index:
        assert [run.id for run in index.runs()] == [c, b, a]
        assert [run.id for run in index.runs(newest=2)] == [c, b]
        assert [run.id for run in index.runs([b, "nobody", a, b])] == [b, a, b]
        assert [row[0] for row in index.named()] == [a, b, c]


def test_what_comes_later_is_found_when_it_is_opened_again(bench, clock):
    run = start(bench, clock)
    assert b'"status":"running"' in state(bench)
    tell(bench, clock, finished(run), RunsTagged(runs=[run], tag="good"), NoteAdded(text="ha", runs=[run]))
    with Index.open(bench) as index:
        found = index.run(run)
    assert (found.status, found.tags, found.notes[0].text) == (Status.FINISHED, ["good"], "ha")
    assert state(bench) == anew(bench)


def test_runs_attached_later_try_the_idea_that_was_said_last(bench, clock):
    a, b = start(bench, clock, idea="first"), start(bench, clock)
    waiting = new_id(clock(), after=b)
    tell(bench, clock, queued(waiting, idea="first"))
    state(bench)
    tell(bench, clock, RunsAttached(runs=[a, b, waiting], idea="second"), finished(a), RunsAttached(runs=[b]))
    with Index.open(bench) as index:
        assert {run.id: run.idea for run in index.runs()} == {a: "second", b: None, waiting: "second"}
        assert {row.id: row.idea for row in index.light()} == {a: "second", b: None, waiting: "second"}
    assert state(bench) == anew(bench)


def test_as_of_an_earlier_moment_nothing_is_known_of_what_came_later(bench, clock):
    first = start(bench, clock)
    (before,) = tell(bench, clock, RunsTagged(runs=[first], tag="early"))
    second = start(bench, clock)
    tell(bench, clock, finished(first), RunsTagged(runs=[first], tag="late"), RunRemoved(runs=[second]))
    with Index.as_of(bench, before.id) as then:
        (run,) = then.runs()
        assert (run.id, run.status, run.tags) == (first, Status.RUNNING, ["early"])
        assert [event.kind for event in then.events()] == ["run.started", "run.tagged"]
        assert then.until == before.id
        then._start_over()
        assert then.count() == 1
    with Index.open(bench) as index:
        assert index.tally_until(before.id) == (2, before.id)
        assert (index.until, index.run(first).tags) == (None, ["early", "late"])


def test_runs_without_an_end_are_found_without_reading_all(bench, clock):
    a, b, c = (start(bench, clock) for _ in range(3))
    waiting = new_id(clock(), after=c)
    tell(bench, clock, finished(a), queued(waiting), RunRemoved(runs=[c]))
    with Index.open(bench) as index:
        assert index.endless() == [b, waiting]


def test_a_removed_run_is_gone_and_its_events_stay(bench, clock):
    kept, gone = start(bench, clock, snapshot="s1"), start(bench, clock, snapshot="s2")
    state(bench)
    tell(bench, clock, RunRemoved(runs=[gone]))
    with Index.open(bench) as index:
        assert [run.id for run in index.runs()] == [kept]
        assert index.count() == 1
        assert index.snapshots() == {"s1"}
        assert [event.kind for event in index.events(run=gone)] == ["run.started", "run.removed"]


def test_parents_follow_the_folder_and_siblings_share_theirs(bench, clock):
    base, wider, again = (start(bench, clock) for _ in range(3))
    with Index.open(bench) as index:
        assert [run.parent for run in index.runs()] == [wider, base, None]
    tell(
        bench, clock, finished(base, variant="a"), finished(again, variant="b"), finished(wider, variant="b")
    )
    with Index.open(bench) as index:
        assert [run.parent for run in index.runs()] == [base, base, None]
    tell(bench, clock, RunRemoved(runs=[base]))
    with Index.open(bench) as index:
        assert [run.parent for run in index.runs()] == [None, None]
    assert state(bench) == anew(bench)


def test_a_restored_folder_goes_on_from_the_restored_run(bench, clock):
    base, wrong = start(bench, clock), start(bench, clock)
    state(bench)
    tell(bench, clock, FolderRestored(folder="w:.", snapshot="s", run=base, saved="t"))
    better = start(bench, clock)
    with Index.open(bench) as index:
        assert index.run(better).parent == base
        assert index.run(wrong).parent == base
        assert "t" in index.snapshots()


def test_a_queued_run_is_found_and_is_nobodys_parent(bench, clock):
    first = start(bench, clock)
    waiting = new_id(clock(), after=first)
    tell(bench, clock, queued(waiting, name="later", seed=2))
    second = start(bench, clock)
    tell(bench, clock, FolderRestored(folder="w:.", snapshot="s", run=waiting))
    third = start(bench, clock)
    with Index.open(bench) as index:
        found = {run.id: run for run in index.runs()}
        assert [row[0] for row in index.named()] == [waiting, first, second, third]
    assert (found[waiting].status, found[waiting].parent) == (Status.QUEUED, None)
    assert (found[second].parent, found[third].parent) == (first, None)
    tell(bench, clock, started(waiting, name="later"))
    after = start(bench, clock)
    with Index.open(bench) as index:
        assert index.run(waiting).status is Status.RUNNING
        assert index.run(after).parent == waiting
    assert state(bench) == anew(bench)


def test_a_replicate_in_a_folder_of_its_own_is_a_sibling(bench, clock):
    base, wider = start(bench, clock), start(bench, clock)
    tell(bench, clock, FolderRestored(folder="w:x", snapshot="s", run=wider))
    again = start(bench, clock, folder="w:x", replicate_of=wider)
    with Index.open(bench) as index:
        assert index.run(again).parent == index.run(wider).parent == base
    assert state(bench) == anew(bench)


def test_the_light_list_has_what_numbers_are_made_of_and_removed_runs_too(bench, clock):
    gone = start(bench, clock, plan="p", question="q", idea="i", seed=2**70)
    kept = start(bench, clock, seed=1, within=gone)
    waiting = new_id(clock(), after=kept)
    tell(bench, clock, finished(gone, variant="v", seed=None), RunRemoved(runs=[gone]))
    tell(bench, clock, finished(kept, variant="w", status="odd", seed=3), queued(waiting, replicate_of=kept))
    with Index.open(bench) as index:
        first, second, third = index.light()
    assert (first.id, first.variant, first.status, first.seed, first.removed) == (
        gone,
        "v",
        "finished",
        2**70,
        True,
    )
    assert (first.plan, first.question, first.idea, first.duration_s) == ("p", "q", "i", 1.0)
    assert (second.status, second.seed, second.within, second.began) == ("failed", 3, gone, True)
    assert (third.status, third.began, third.removed, third.replicate_of) == ("queued", False, False, kept)


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Some of a run."""

    id: str
    seed: int | None = None
    metrics: dict[str, Summary] = {}


def test_a_part_of_many_runs_is_read_in_the_order_of_their_ids(bench, clock):
    a, b = start(bench, clock), start(bench, clock, seed=3)
    tell(bench, clock, finished(a, metrics={"loss": Summary(last=0.5, count=1)}))
    with Index.open(bench) as index:
        parts = index.docs([b, "nobody", a], Part)
        assert parts == [Part(id=b, seed=3), Part(id=a, metrics={"loss": Summary(last=0.5, count=1)})]
        index._db.execute("UPDATE docs SET doc = x'00'")
        assert index.docs([b, a], Part) == parts


@pytest.mark.parametrize("kind", ["hunch.sealed", "plan.made", "note.added", "run.stopping"])
def test_events_of_rare_kinds_are_all_found(bench, clock, kind):
    run = start(bench, clock)
    sealed = HunchSealed(hunch=run, text="+", items=[], run=run)
    tell(
        bench,
        clock,
        sealed,
        PlanMade(plan="p", seeds=[1]),
        NoteAdded(text="on", runs=[run, run]),
        RunStopping(run=run),
    )
    with Index.open(bench) as index:
        assert [event.kind for event in index.events(kind)] == [kind]
        assert [event.kind for event in index.events(kind, run="nobody")] == []


def test_a_kind_of_another_version_is_kept_and_counted(bench, clock):
    run = start(bench, clock)
    text = journal(bench).read_text()
    sealed = (
        text.partition(',"sha256"')[0]
        .replace("run.started", "run.praised")
        .replace(text[13:28], text[13:24] + "zzzz")
    )
    with journal(bench).open("a") as file:
        file.write(sealed + ',"sha256":"' + content_hash(sealed.encode()) + '"}\n')
    with Index.open(bench) as index:
        assert index.unknown_kinds() == {"run.praised": 1}
        assert index.faults == []
        assert index.run(run) is not None
        assert index.told("run.praised")[0].data is None


def test_a_line_of_a_newer_format_is_refused(bench, clock):
    start(bench, clock)
    journal(bench).write_text(journal(bench).read_text().replace('{"v":1', '{"v":9'))
    with pytest.raises(NewerFormat) as caught:
        Index.open(bench)
    assert "upgrade" in caught.value.hint


def test_events_come_by_kind_by_run_or_all_in_the_order_of_ids(bench, bench_of, clock):
    run = start(bench, clock)
    other = bench_of("cluster", at="project")
    tell(other, clock, PlanMade(plan="p", seeds=[1, 2]))
    tell(
        bench, clock, NoteAdded(text="on nothing"), NoteAdded(text="on it", runs=[run]), RunStopping(run=run)
    )
    with Index.open(bench) as index:
        kinds = [event.kind for event in index.events()]
        assert kinds == ["run.started", "plan.made", "note.added", "note.added", "run.stopping"]
        assert [told.data.text for told in index.notes()] == ["on nothing", "on it"]
        assert [told.data.seeds for told in index.told("plan.made")] == [[1, 2]]
        assert len(index.events("note.added", run=run)) == 1


def test_a_torn_tail_is_named_and_what_follows_it_is_read(bench, clock):
    run = start(bench, clock)
    with journal(bench).open("ab") as file:
        file.write(b'{"v":1,"id')
    with Index.open(bench) as index:
        assert index.faults == ["journal/ada@laptop.jsonl, line 2: the last line is not finished"]
    tell(bench, clock, finished(run))
    with Index.open(bench) as index:
        assert index.run(run).status is Status.FINISHED
        assert len(index.faults) == 1
        assert "line 2: not a line" in index.faults[0]


def test_data_that_do_not_read_are_named_and_take_no_other_run_along(bench, clock):
    a, b = start(bench, clock), start(bench, clock)
    tell(bench, clock, finished(a), finished(b))
    text = journal(bench).read_text().splitlines(keepends=True)
    text[2] = text[2].replace('"duration_s":1.0', '"duration_s":"x"')
    journal(bench).write_text("".join(text))
    with Index.open(bench) as index:
        assert [run.status for run in index.runs()] == [Status.FINISHED, Status.RUNNING]
        assert len(index.faults) == 1
        assert "run.finished" in index.faults[0]


def test_a_deleted_cache_loses_nothing(bench, clock):
    tell(bench, clock, finished(start(bench, clock), variant="v"))
    before = state(bench)
    import shutil

    shutil.rmtree(bench.paths.caches)
    assert state(bench) == before


@pytest.mark.parametrize("keep", [0, 1, 100, 4096, 6000, 20_000])
def test_a_truncated_index_is_rebuilt_without_a_word(bench, clock, keep):
    for _ in range(20):
        tell(bench, clock, finished(start(bench, clock)))
    before = state(bench)
    os.truncate(bench.paths.index, keep)
    assert state(bench) == before
    assert state(bench) == before


def test_an_index_that_is_no_database_is_rebuilt(bench, clock):
    start(bench, clock)
    before = state(bench)
    Path(bench.paths.index).write_bytes(b"not a database" * 1000)
    assert state(bench) == before


def test_an_index_of_another_version_is_rebuilt(bench, clock):
    start(bench, clock)
    before = state(bench)
    with sqlite3.connect(bench.paths.index) as db:
        db.execute("PRAGMA user_version=99")
        db.execute("DROP TABLE runs")
    db.close()
    assert state(bench) == before


def test_random_damage_to_the_index_is_never_an_error(bench, clock):
    for _ in range(10):
        tell(bench, clock, finished(start(bench, clock)))
    before = state(bench)
    draw = random.Random(7)
    for _ in range(30):
        state(bench)
        content = bytearray(Path(bench.paths.index).read_bytes())
        for _ in range(200):
            content[draw.randrange(len(content))] = draw.randrange(256)
        Path(bench.paths.index).write_bytes(content)
        with Index.open(bench) as index:
            index.runs()
            index.faults  # noqa: B018
        database.throw_away(bench.paths.index)
    assert state(bench) == before


def test_an_index_that_breaks_while_it_is_open_is_made_anew(bench, clock):
    run = start(bench, clock)
    with Index.open(bench) as index:
        index._db.execute("DROP TABLE docs")
        assert [each.id for each in index.runs()] == [run]


def test_a_journal_that_was_replaced_by_another_is_read_anew(bench, clock):
    start(bench, clock)
    state(bench)
    other = journal(bench).read_bytes().replace(b"brave-fox", b"quick-owl")
    journal(bench).write_bytes(other + other)
    assert b"quick-owl" in state(bench)
    assert b"brave-fox" not in state(bench)


def test_a_journal_that_shrank_or_went_is_read_anew(bench, clock):
    start(bench, clock)
    one = journal(bench).read_bytes()
    start(bench, clock)
    state(bench)
    journal(bench).write_bytes(one)
    with Index.open(bench) as index:
        assert index.count() == 1
    journal(bench).unlink()
    with Index.open(bench) as index:
        assert index.count() == 0


def test_an_edit_that_keeps_the_size_is_noticed_by_its_time(bench, clock):
    start(bench, clock)
    state(bench)
    stat = journal(bench).stat()
    journal(bench).write_bytes(journal(bench).read_bytes().replace(b"brave-fox", b"BRAVE-FOX"))
    os.utime(journal(bench), ns=(stat.st_atime_ns, stat.st_mtime_ns + 1))
    assert b"BRAVE-FOX" in state(bench)


def test_a_cache_that_cannot_be_written_is_named_and_the_answers_are_the_same(bench, clock):
    run = start(bench, clock)
    os.rmdir(bench.paths.caches)
    Path(bench.paths.caches).write_text("in the way")
    with Index.open(bench) as index:
        assert [each.id for each in index.runs()] == [run]
        assert "cannot be used" in index.faults[0]
        index.cache("kind", "key", b"value")
        assert index.cached("kind", "key") == b"value"


def test_an_index_that_another_process_holds_is_done_without(bench, clock, monkeypatch):
    start(bench, clock)
    state(bench)
    run = start(bench, clock)
    monkeypatch.setattr(database, "BUSY_WAIT_S", 0.05)
    other = sqlite3.connect(bench.paths.index, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Index.open(bench) as index:
        assert index.run(run) is not None
        assert "locked" in index.faults[0]
    other.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_journal_without_read_permission_is_named(bench, bench_of, clock):
    run = start(bench, clock)
    other = bench_of("cluster", at="project")
    start(other, clock)
    journal(other).chmod(0)
    with Index.open(bench) as index:
        assert [each.id for each in index.runs()] == [run]
        assert "cannot be read" in index.faults[0]
    journal(other).chmod(0o644)
    with Index.open(bench) as index:
        assert index.count() == 2
        assert index.faults == []


def test_what_was_put_away_is_there_for_the_next_reader(bench):
    with Index.open(bench) as index:
        index.cache("change", "a..b", b"lr 0.1 -> 0.2")
    with Index.open(bench) as index:
        assert index.cached("change", "a..b") == b"lr 0.1 -> 0.2"
        assert index.cached("change", "b..c") is None
        assert index.all_cached("change") == {"a..b": b"lr 0.1 -> 0.2"}


READER = """
import sys
from hunch.journal.index import Index
from hunch.journal.workbench import Surroundings, find
with Index.open(find(Surroundings(sys.argv[1], {}, None, "laptop", "ada", "human:ada")).bench) as index:
    print(index.count(), index.faults)
"""


def test_many_processes_make_the_first_index_at_once(bench, clock):
    for _ in range(5):
        start(bench, clock)
    command = [sys.executable, "-c", READER, os.path.dirname(bench.top)]
    readers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    assert [reader.communicate()[0] for reader in readers] == ["5 []\n"] * 6
    assert [name for name in os.listdir(bench.paths.cache) if not name.startswith("index.sqlite")] == []


def test_writers_and_readers_at_once_see_no_error(bench, clock):
    state(bench)
    readers = []
    for _ in range(8):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                for _ in range(5):
                    run = start(bench, lambda: clock() + os.getpid())
                    with Index.open(bench) as index:
                        assert index.run(run) is not None
                        assert index._own_faults == []
                code = 0
            finally:
                os._exit(code)
        readers.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in readers] == [0] * 8
    assert state(bench) == anew(bench)
    with Index.open(bench) as index:
        assert index.count() == 40


def test_many_new_lines_fill_the_index_anew_and_say_the_same(bench, clock, monkeypatch):
    from hunch.journal import indexing

    monkeypatch.setattr(indexing, "MANY_LINES", 5)
    state(bench)
    for _ in range(10):
        tell(bench, clock, finished(start(bench, clock), variant="v"))
    assert state(bench) == anew(bench)


# ---- whatever the order in which lines arrive, the same comes out

RUNS = [f"{n:020d}" for n in range(1, 7)]
run_ids, variants = st.sampled_from(RUNS), st.sampled_from([None, "a", "b"])
snapshots = st.sampled_from(["s", "t"])
events = st.one_of(
    st.builds(
        started, run_ids, folder=st.sampled_from(["w:.", "w:x"]), within=st.one_of(st.none(), run_ids),
        plan=st.sampled_from([None, "p"]),
    ),
    st.builds(finished, run_ids, variant=variants, status=st.sampled_from(["finished", "failed"])),
    st.builds(
        FolderRestored, folder=st.sampled_from(["w:.", "w:x"]), snapshot=snapshots,
        run=st.one_of(st.none(), run_ids), saved=st.one_of(st.none(), snapshots),
    ),
    st.builds(RunRemoved, runs=st.lists(run_ids, max_size=1)),
    st.builds(RunsTagged, runs=st.lists(run_ids, max_size=3), tag=st.just("t"), removed=st.booleans()),
    st.builds(RunsAttached, runs=st.lists(run_ids, max_size=3), idea=st.sampled_from([None, "i", "j"])),
    st.builds(queued, run_ids, folder=st.sampled_from(["w:.", "w:x"])),
    st.builds(RunStopping, run=run_ids),
    st.builds(RunMeasured, run=run_ids, files=st.dictionaries(st.just("metrics.0.jsonl"), snapshots)),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(events, st.integers(0, 2), st.integers(0, 3)), max_size=25))
@example(  # a run that is said to be inside of itself
    [
        (started(RUNS[0], folder="w:x", within=RUNS[0]), 0, 0),
        (started(RUNS[1], folder="w:x", within=RUNS[0]), 0, 1),
    ]
)
def test_the_index_depends_on_the_set_of_events_only(tmp_path_factory, told):
    """Events of three writers, each file read in pieces of its own, against all of them read at once."""
    folder = tmp_path_factory.mktemp("journals")
    lines: dict[int, list[tuple[int, bytes]]] = {0: [], 1: [], 2: []}
    last, seen = "", set()
    for data, writer, arrives in told:
        if data.__class__.__name__ == "RunStarted":
            if data.run in seen:
                continue
            seen.add(data.run)
        last = new_id(1_763_827_200_000_000, after=last)
        line = encode_line(last, data, at=moment(1_763_827_200_000_000), by="human:ada", prev="")
        earliest = lines[writer][-1][0] if lines[writer] else 0
        lines[writer].append((max(arrives, earliest), line))
    piecewise = database.in_memory()
    from hunch.journal.indexing import bring_up_to_date, fill

    fill(piecewise, str(folder))
    for piece in range(4):
        for writer, of_writer in lines.items():
            content = b"".join(line for arrives, line in of_writer if arrives <= piece)
            path = folder / f"{writer}.jsonl"
            if content and not (path.exists() and path.stat().st_size == len(content)):
                path.write_bytes(content)
        bring_up_to_date(piecewise, str(folder))
    at_once = database.in_memory()
    fill(at_once, str(folder))
    for table, columns in (
        (
            "runs",
            "id, start_id, name, folder, within, variant, plan, idea, status, seed, removed, before, parent",
        ),
        ("runs JOIN docs USING (no)", "id, doc"),
        ("restores", "*"),
    ):
        sql = f"SELECT {columns} FROM {table} ORDER BY 1"
        assert piecewise.execute(sql).fetchall() == at_once.execute(sql).fetchall()
    piecewise.close()
    at_once.close()


def test_a_local_disk_is_told_from_a_network_one(tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text("/dev/sda / ext4 rw 0 0\nserver:/x /home nfs4 rw 0 0\nd /home/my\\040disk xfs rw 0 0\n")
    assert database.is_on_local_disk("/work", str(mounts))
    assert not database.is_on_local_disk("/home/ada/.hunch", str(mounts))
    assert database.is_on_local_disk("/home/my disk/x", str(mounts))
    assert not database.is_on_local_disk("/work", str(tmp_path / "none"))


def test_the_index_without_a_write_ahead_log_works_too(bench, clock, monkeypatch):
    monkeypatch.setattr(database, "is_on_local_disk", lambda path: False)
    run = start(bench, clock)
    state(bench)
    tell(bench, clock, finished(run))
    assert b'"status":"finished"' in state(bench)
    with sqlite3.connect(bench.paths.index) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    db.close()


def test_nothing_else_imports_sqlite():
    code = "import sys, hunch.journal.writer, hunch.journal.runfolder, hunch.journal.liveness; print('sqlite3' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "False\n"
    assert index_module.Index is Index


def forged(text: str, line: int, *changes: tuple[str, str]) -> bytes:
    """A line of a journal with some of it replaced, and sealed again."""
    sealed = text.splitlines()[line].partition(',"sha256"')[0]
    for old, new in changes:
        assert old in sealed
        sealed = sealed.replace(old, new)
    return f'{sealed},"sha256":"{content_hash(sealed.encode())}"}}\n'.encode()


@pytest.mark.parametrize("name", ["a.jsonl", "z.jsonl"])
@pytest.mark.parametrize("word", [f"w{n}" for n in range(6)])
def test_of_two_lines_with_one_id_the_same_counts_however_the_index_was_built(bench, clock, name, word):
    run, other = start(bench, clock, tags=["kept"]), start(bench, clock, tags=["kept"])
    tell(bench, clock, RunsTagged(runs=[run], tag="first"), NoteAdded(text="on"))
    state(bench)
    text = journal(bench).read_text()
    twin = forged(text, 2, ('"first"', f'"{word}"'), (f'"runs":["{run}"]', f'"runs":["{other}"]'))
    Path(bench.paths.journal, name).write_bytes(twin)
    step_by_step = state(bench)
    assert step_by_step == anew(bench)
    assert (b'"first"' in step_by_step) != (f'"{word}"'.encode() in step_by_step)


@pytest.mark.parametrize(
    "changes",
    [
        [('"id":"', '"id":"../')],
        [('"run":"', '"run":"../../')],
        [('"run":"', '"within":"..","run":"')],
        [('"by":', '"buy":')],
        [('"prev":', '"previous":')],
        [('"run":"', '"runs":5,"run":"../../')],
    ],
)
def test_a_crafted_line_is_named_and_changes_nothing(bench, clock, changes):
    start(bench, clock)
    before = state(bench)
    Path(bench.paths.journal, "eve.jsonl").write_bytes(forged(journal(bench).read_text(), 0, *changes))
    with Index.open(bench) as index:
        assert [fault.partition(":")[0] for fault in map(str, index.faults)] != []
        assert msgspec.json.encode(index.runs()) == before
    tell(bench, clock, NoteAdded(text="on"))
    assert [(each.kind, each.path) for each in verify(bench)] == [("unreadable", "journal/eve.jsonl")]


@pytest.mark.parametrize("said", ['"duration_s":60.0', '"cpu_s":50.0'])
@pytest.mark.parametrize("amount", ["1e308", "-1e300"])
def test_an_end_that_took_longer_than_the_world_is_named_and_adds_to_nothing(bench, clock, said, amount):
    tell(bench, clock, finished(start(bench, clock), duration_s=60.0, cpu_s=50.0))
    first, _ = journal(bench).read_bytes().splitlines(keepends=True)
    forgery = forged(journal(bench).read_text(), 1, (said, said.partition(":")[0] + ":" + amount))
    journal(bench).write_bytes(first + forgery)
    assert [each.kind for each in verify(bench)] == ["unreadable"]
    with Index.open(bench) as index:
        assert [(each.duration_s, each.cpu_s) for each in index.runs()] == [(None, None)]


def test_a_question_that_goes_nowhere_is_named_and_asks_nothing(bench, clock):
    tell(bench, clock, QuestionAsked(question=new_id(clock()), text="why?", metric="acc", goal="max"))
    text = journal(bench).read_text()
    journal(bench).write_bytes(forged(text, 0, ('"goal":"max"', '"goal":"\\u001b[31m"')))
    assert [each.kind for each in verify(bench)] == ["unreadable"]
    with Index.open(bench) as index:
        assert [each.data for each in index.told("question.asked")] in ([], [None])


def test_a_tally_tells_of_every_event_of_its_kinds(bench, clock):
    run = start(bench, clock)
    tell(bench, clock, finished(run))
    with Index.open(bench) as index:
        before = index.tally(["run.started", "run.finished", "note.added"])
        assert [(kind, count) for kind, count, _ in before] == [("run.finished", 1), ("run.started", 1)]
        assert index.ends() == {run: before[0][2]}
    tell(bench, clock, NoteAdded(text="warm-up helps"))
    with Index.open(bench) as index:
        assert index.tally(["run.started", "run.finished"]) == before
        (kind, count, last) = index.tally(["note.added"])[0]
        (line,) = index.lines("note.added")
        assert (kind, count, last in line.decode()) == ("note.added", 1, True)


def test_runs_are_counted_and_named_without_their_records(folder, clock):
    first = start_run(folder, clock=clock, question="q1")
    finish_run(folder, first, clock=clock, variant="v1")
    second = start_run(folder, clock=clock, question="q1")
    finish_run(folder, second, clock=clock, variant="v1")
    with Index.open(folder.bench) as index:
        before = index.read_so_far(), index.events_of_runs()
        assert not index.has_endless()
        assert index.count_of("q1") == (2, 1)
        assert index.count_of("q1", but="v1") == (2, 0)
    third = start_run(folder, clock=clock, question="q2")
    with Index.open(folder.bench) as index:
        assert index.has_endless()
        assert index.count_of("q1") == (2, 1)
        assert index.count_of(None) == (3, 2)  # of a run that goes on nobody knows the variant
        assert first in index.alike([first], 4)
        assert {third, second} & set(index.alike([third[:11] + "#" * 9], 4)) == set()
        after = index.read_so_far(), index.events_of_runs()
    assert after[0] != before[0]
    assert {run for run in after[1] if before[1].get(run) != after[1][run]} == {third}
