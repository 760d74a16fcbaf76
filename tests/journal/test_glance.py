"""Lines of the journals, found by their bytes."""

from pathlib import Path

from hunch.entities.events import NoteAdded, RunsTagged
from hunch.journal.glance import MOST_BYTES, Glance, decoded

from .conftest import finished, start, tell


def test_what_is_said_of_one_run_is_found_in_its_order(bench, clock):
    run, other = start(bench, clock, snapshot="s1"), start(bench, clock, snapshot="s2")
    tell(bench, clock, finished(other), finished(run), RunsTagged(runs=[run], tag="x"))
    assert [event.kind for event in Glance(bench).events_of(run)] == ["run.started", "run.finished"]
    assert Glance(bench).says(b'"snapshot":"s1"')
    assert not Glance(bench).says(b'"snapshot":"s3"')


def test_the_latest_lines_come_first_and_no_more_than_asked_for(bench, clock):
    for number in range(5):
        tell(bench, clock, NoteAdded(text=f"note {number}"))
    found = Glance(bench).lines_saying(b'"text":"note', most=2)
    assert [b"note 4" in found[0], b"note 3" in found[1], len(found)] == [True, True, 2]


def test_torn_and_broken_lines_are_passed_over(bench, clock):
    run = start(bench, clock)
    path = Path(bench.paths.journal_file(bench.surroundings.writer))
    path.write_bytes(
        path.read_bytes() + b'{"broken":"run":"%s"}\n{"v":1,"run":"%s"' % (run.encode(), run.encode())
    )
    assert [event.kind for event in Glance(bench).events_of(run)] == ["run.started"]
    assert len(list(decoded([b"\xff\xfe", b"{}"]))) == 0


def test_only_the_end_of_a_long_journal_is_looked_at(bench, clock):
    tell(bench, clock, NoteAdded(text="long ago"))
    for _ in range(9):
        tell(bench, clock, NoteAdded(text="x" * (MOST_BYTES // 8)))
    assert not Glance(bench).says(b"long ago")
    found = Glance(bench).lines_saying(b'"kind":"note.added"', most=50)
    assert len(found) == 7, "the line that the end begins in is not whole"
    assert all(line.startswith(b'{"v":1') for line in found)


def test_a_workbench_without_journals_says_nothing(bench):
    assert (Glance(bench).lines_saying(b"x", most=1), Glance(bench).events_of("0" * 20)) == ([], [])
