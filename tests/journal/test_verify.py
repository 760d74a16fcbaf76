"""Doctor sees what is not as it was written."""

import os
import random
from pathlib import Path

import pytest

from hunch.entities.events import HunchSeal, NoteAdded, RunMeasured, RunsTagged
from hunch.errors import NewerFormat
from hunch.ids import content_hash
from hunch.journal import runfolder
from hunch.journal.verify import check_journal, sizes, verify

from .conftest import finished, start, tell


def journal(bench) -> Path:
    return Path(bench.paths.journal_file(bench.surroundings.writer))


def a_finished_run(bench, clock) -> str:
    run = start(bench, clock)
    Path(bench.paths.metrics(run, "0")).write_text('{"step":0,"t":1,"m":{"a":1}}\n')
    environment = runfolder.write_environment(bench, run, {"python": "3.11"})
    tell(bench, clock, finished(run, files=runfolder.metrics_files(bench, run), environment=environment))
    tell(bench, clock, RunMeasured(run=run, files=runfolder.measure(bench, run)))
    return run


def kinds(bench) -> list[str]:
    return [problem.kind for problem in verify(bench)]


def test_what_is_as_it_was_written_has_no_problem(bench, clock):
    a_finished_run(bench, clock)
    assert verify(bench) == []


def test_an_empty_workbench_has_no_problem(bench):
    assert verify(bench) == []


def test_no_one_of_ten_thousand_changed_bytes_goes_unseen(bench, clock):
    a_finished_run(bench, clock)
    a_finished_run(bench, clock)
    content = journal(bench).read_bytes()
    draw = random.Random(1)
    unseen = []
    for _ in range(10_000):
        changed = bytearray(content)
        at = draw.randrange(len(content))
        changed[at] ^= draw.randrange(1, 256)
        try:
            if not check_journal("j", bytes(changed)).problems:
                unseen.append(at)
        except NewerFormat:
            pytest.fail("a damaged line was believed")
    assert unseen == []


def test_each_line_that_is_taken_out_is_seen_where_a_later_one_names_it(bench, clock):
    run = a_finished_run(bench, clock)
    tell(bench, clock, RunsTagged(runs=[run], tag="x"))
    lines = journal(bench).read_bytes().splitlines(keepends=True)
    for taken in range(len(lines) - 1):
        content = b"".join(lines[:taken] + lines[taken + 1 :])
        problems = check_journal("j", content).problems
        assert [(problem.kind, problem.line) for problem in problems] == [("removed", taken + 1)]
    assert check_journal("j", b"".join(lines[:-1])).problems == []


def test_a_last_line_that_another_journal_names_is_missed(bench, bench_of, clock):
    start(bench, clock)
    run = start(bench, clock)
    other = bench_of("cluster", at="project")
    tell(other, clock, RunsTagged(runs=[run], tag="x"))
    lines = journal(bench).read_bytes().splitlines(keepends=True)
    journal(bench).write_bytes(lines[0])
    assert [(problem.kind, problem.path) for problem in verify(bench)] == [
        ("removed", "journal/ada@cluster.jsonl"),
        ("orphan", f"runs/{run}"),
    ]


def test_an_edited_line_is_named_once_with_its_number(bench, clock):
    tell(bench, clock, NoteAdded(text="one"), NoteAdded(text="two"), NoteAdded(text="three"))
    journal(bench).write_bytes(journal(bench).read_bytes().replace(b"two", b"ten"))
    (problem,) = verify(bench)
    assert (problem.kind, problem.line, problem.path) == ("edited", 2, "journal/ada@laptop.jsonl")


def test_an_edited_line_with_a_new_hash_is_seen_by_the_next(bench, clock):
    tell(bench, clock, NoteAdded(text="one"), NoteAdded(text="two"))
    first, second = journal(bench).read_bytes().splitlines(keepends=True)
    sealed = first.partition(b',"sha256"')[0].replace(b"one", b"six")
    forged = sealed + b',"sha256":"' + content_hash(sealed).encode() + b'"}\n'
    assert [(each.kind, each.line) for each in check_journal("j", forged + second).problems] == [
        ("removed", 2)
    ]


def test_lines_that_changed_places_are_seen(bench, clock):
    tell(bench, clock, NoteAdded(text="one"), NoteAdded(text="two"), NoteAdded(text="three"))
    one, two, three = journal(bench).read_bytes().splitlines(keepends=True)
    assert check_journal("j", two + one + three).problems


def test_a_torn_line_is_named_and_what_follows_it_is_fine(bench, clock):
    tell(bench, clock, NoteAdded(text="one"))
    with journal(bench).open("ab") as file:
        file.write(b'{"v":1,"id":"1j')
    assert kinds(bench) == ["torn"]
    tell(bench, clock, NoteAdded(text="two"))
    assert [(problem.kind, problem.line) for problem in verify(bench)] == [("torn", 2)]


def test_a_last_line_without_its_newline_is_named(bench, clock):
    tell(bench, clock, NoteAdded(text="one"))
    os.truncate(journal(bench), journal(bench).stat().st_size - 1)
    assert kinds(bench) == ["torn"]


def test_a_hunch_whose_seal_is_gone_is_named(bench, clock):
    start(bench, clock, hunches=[HunchSeal(id="h", sha256="a" * 64)])
    (problem,) = verify(bench)
    assert "counts on the hunch h" in problem.what


def test_a_copied_journal_says_everything_twice(bench, clock):
    tell(bench, clock, NoteAdded(text="one"))
    Path(bench.paths.journal, "ada@laptop (copy).jsonl").write_bytes(journal(bench).read_bytes())
    assert kinds(bench) == ["duplicate"]


def test_edited_metrics_are_seen_even_where_the_size_is_the_same(bench, clock):
    run = a_finished_run(bench, clock)
    path = Path(bench.paths.metrics(run, "0"))
    path.write_text(path.read_text().replace('"a":1', '"a":2'))
    assert [(each.kind, each.path) for each in verify(bench)] == [("edited", f"runs/{run}/metrics.0.jsonl")]


def test_metrics_that_nobody_measured_are_held_against_their_size(bench, clock):
    run = start(bench, clock)
    Path(bench.paths.metrics(run, "0")).write_text("{}\n")
    tell(bench, clock, finished(run, files={"metrics.0.jsonl": 3}))
    assert verify(bench) == []
    Path(bench.paths.metrics(run, "0")).write_text("{}\n{}\n")
    assert kinds(bench) == ["edited"]


def test_files_that_are_gone_are_missing(bench, clock):
    run = a_finished_run(bench, clock)
    os.unlink(bench.paths.metrics(run, "0"))
    os.unlink(bench.paths.environment(run))
    assert kinds(bench) == ["missing", "missing"]
    os.rmdir(bench.paths.run(run))
    assert kinds(bench) == ["missing"]


def test_a_changed_environment_is_seen(bench, clock):
    run = a_finished_run(bench, clock)
    Path(bench.paths.environment(run)).write_text('{"python": "3.12"}')
    assert kinds(bench) == ["edited"]


def medium(sha256: str, size: int) -> str:
    return f'{{"t":1,"name":"m.pt","kind":"artifact","sha256":"{sha256}","size_bytes":{size},"media_type":"x"}}\n'


def test_missing_and_changed_blobs_are_named(bench, clock):
    run = start(bench, clock)
    here, gone = content_hash(b"here"), content_hash(b"gone")
    blob = Path(bench.paths.blob(here))
    blob.parent.mkdir(parents=True)
    blob.write_bytes(b"here")
    Path(bench.paths.media(run)).write_text(medium(here, 4))
    assert verify(bench) == []
    Path(bench.paths.media(run)).write_text(medium(here, 4) + medium(gone, 4) + "{}\n")
    assert kinds(bench) == ["unreadable", "missing"]
    blob.write_bytes(b"hers")
    assert [problem.path for problem in verify(bench) if problem.kind == "edited"] == [
        f"blobs/{here[:2]}/{here}"
    ]


def test_a_medium_that_points_out_of_the_blobs_is_named(bench, clock):
    run = start(bench, clock)
    Path(bench.paths.media(run)).write_text(medium("../../x", 4))
    assert kinds(bench) == ["unreadable"]


def test_orphans_are_named(bench, clock):
    start(bench, clock)
    Path(bench.paths.runs, "0" * 20).mkdir()
    Path(bench.paths.runs, "stray.txt").write_text("")
    assert [problem.what for problem in verify(bench)] == [
        "a folder that no line stands for",
        "not a run's folder",
    ]


def test_a_newer_line_that_is_whole_is_for_a_newer_doctor(bench):
    sealed = b'{"v":2,"id":"%s","at":"","by":"","kind":"x","data":{},"prev":""' % (b"0" * 20)
    journal(bench).write_bytes(sealed + b',"sha256":"' + content_hash(sealed).encode() + b'"}\n')
    with pytest.raises(NewerFormat):
        verify(bench)


def test_sizes_add_up(bench, clock):
    a_finished_run(bench, clock)
    found = sizes(bench)
    assert found["journal"] == journal(bench).stat().st_size
    assert found["total"] == sum(size for name, size in found.items() if name != "total")


def test_doctor_writes_nothing(bench, clock):
    a_finished_run(bench, clock)
    before = {path: path.stat().st_mtime_ns for path in Path(bench.top).rglob("*")}
    verify(bench)
    assert {path: path.stat().st_mtime_ns for path in Path(bench.top).rglob("*")} == before


def test_a_sealed_line_that_is_no_event_is_named_and_does_not_stop_doctor(bench, clock):
    tell(bench, clock, NoteAdded(text="one"))
    sealed = b'{"v":1,"id":"x"'
    with journal(bench).open("ab") as file:
        file.write(sealed + b',"sha256":"' + content_hash(sealed).encode() + b'"}\n')
    tell(bench, clock, NoteAdded(text="two"))
    assert [(each.kind, each.line) for each in verify(bench)] == [("unreadable", 2)]


def test_a_run_that_claims_files_elsewhere_is_not_believed(bench, clock):
    run = start(bench, clock)
    made_up = {"../../format": 1, "/etc/passwd": 1, "console.log": 1, "metrics.\0.jsonl": 1}
    tell(bench, clock, finished(run, files=made_up))
    assert verify(bench) == []
