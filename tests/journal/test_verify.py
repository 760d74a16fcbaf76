"""Doctor sees what is not as it was written."""

import os
import random
from pathlib import Path

import pytest

from hunch.entities.events import (
    BaselineSet,
    Data,
    Event,
    FocusMoved,
    HunchRetracted,
    HunchSeal,
    HunchSealed,
    HunchSkipped,
    IdeaAdded,
    NoteAdded,
    PlanMade,
    QuestionAsked,
    RunMeasured,
    RunsTagged,
    RunStopping,
)
from hunch.entities.hunch import Win
from hunch.errors import NewerFormat
from hunch.ids import content_hash, new_id
from hunch.journal import runfolder
from hunch.journal.verify import check_journal, check_journals, sizes, verify

from .conftest import finished, queued, start, started, tell


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


@pytest.fixture
def journals(bench, bench_of, clock) -> dict[str, bytes]:
    """A line of each kind that others name, alone in a file of its own, and a file of lines that name them.

    Of no file but the last may any line be taken away unseen.
    """
    ids = {
        what: new_id(clock())
        for what in ("question", "idea", "child", "plan", "hunch", "updated", "run", "waiting")
    }
    question, idea, plan, run = ids["question"], ids["idea"], ids["plan"], ids["run"]

    def alone(host: str, data: Data) -> Event:
        return tell(bench_of(host, at="project"), clock, data)[0]

    alone("m1", QuestionAsked(question=question, text="?", metric="acc", goal="max"))
    alone("m2", IdeaAdded(idea=idea, text="wider", question=question))
    alone("m3", IdeaAdded(idea=ids["child"], text="wider still", parent=idea))
    alone("m4", PlanMade(plan=plan, seeds=[0, 1]))
    alone("m5", HunchSealed(hunch=ids["updated"], text="+", items=[Win(probability=0.7)], idea=idea))
    sealed = alone(
        "m6", HunchSealed(hunch=ids["hunch"], text="+", items=[], plan=plan, updates=ids["updated"])
    )
    alone("m7", queued(ids["waiting"], plan=plan))
    seal = HunchSeal(id=ids["hunch"], sha256=sealed.sha256)
    alone("m8", started(run, plan=plan, question=question, idea=ids["child"], hunches=[seal]))
    end = finished(run, variant="v")
    tell(bench, clock, end, BaselineSet(question=question, run=run, variant="v", baseline=[run]))
    tell(bench, clock, FocusMoved(folder="w:.", machine="m", question=question, idea=idea))
    tell(bench, clock, RunStopping(run=ids["waiting"]), HunchRetracted(hunch=ids["hunch"], why="no"))
    tell(bench, clock, RunsTagged(runs=[run], tag="x"), NoteAdded(text="the last one"))
    found = sorted(Path(bench.paths.journal).iterdir(), key=lambda path: path.stat().st_size)
    return {path.name: path.read_bytes() for path in found}


LAST = "ada@laptop.jsonl"


class Draw(random.Random):
    """Ways in which a journal may come to be not as it was written; each returns what has become of the files."""

    def changed(self, files: dict[str, bytes]) -> dict[str, bytes]:
        ways = (
            self.flipped, self.without_a_line, self.swapped, self.cut_short, self.overwritten, self.inserted,
            self.forged, self.moved, self.without_a_piece,
        )  # fmt: skip
        while (after := self.choice(ways)(dict(files))) == files or self.is_unseeable(files, after):
            pass
        return after

    def is_unseeable(self, before: dict[str, bytes], after: dict[str, bytes]) -> bool:
        """Whether nothing but last lines of the last file are gone: no line that is left speaks of them."""
        whole = after[LAST] == b"" or after[LAST].endswith(b"\n")
        others = {name: content for name, content in before.items() if name != LAST}
        return whole and before[LAST].startswith(after[LAST]) and after | others == after

    def flipped(self, files: dict[str, bytes]) -> dict[str, bytes]:
        name, content = self.file(files)
        at = self.randrange(len(content))
        return files | {
            name: content[:at] + bytes([content[at] ^ self.randrange(1, 256)]) + content[at + 1 :]
        }

    def without_a_line(self, files: dict[str, bytes]) -> dict[str, bytes]:
        name, lines = self.lines(files)
        lines.pop(self.randrange(len(lines)))
        return files | {name: b"".join(lines)}

    def swapped(self, files: dict[str, bytes]) -> dict[str, bytes]:
        name, lines = self.lines(files)
        one, other = self.randrange(len(lines)), self.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
        return files | {name: b"".join(lines)}

    def cut_short(self, files: dict[str, bytes]) -> dict[str, bytes]:
        name, content = self.file(files)
        return files | {name: content[: self.randrange(len(content))]}

    def overwritten(self, files: dict[str, bytes]) -> dict[str, bytes]:
        name, content = self.file(files)
        at, length = self.randrange(len(content)), self.choice([1, 8, 512])
        piece = self.choice([self.randbytes(length), bytes(length), b"\n" * length])
        return files | {name: content[:at] + piece + content[at + length :]}

    def inserted(self, files: dict[str, bytes]) -> dict[str, bytes]:
        name, content = self.file(files)
        at = self.randrange(len(content))
        return files | {name: content[:at] + self.choice([b"\n", b" ", self.randbytes(9)]) + content[at:]}

    def forged(self, files: dict[str, bytes]) -> dict[str, bytes]:
        """A line that was edited and sealed again: the next line, or a start that counts on it, names the old hash."""
        lines = files[LAST].splitlines(keepends=True)
        at = self.randrange(len(lines) - 1)
        name, before = self.choice([(LAST, lines[at]), ("ada@m6.jsonl", files["ada@m6.jsonl"])])
        sealed = before.partition(b',"sha256"')[0].replace(b"human:ada", b"human:bob")
        line = sealed + b',"sha256":"' + content_hash(sealed).encode() + b'"}\n'
        return files | {name: files[name].replace(before, line)}

    def moved(self, files: dict[str, bytes]) -> dict[str, bytes]:
        """A line that stands in another file, or in two."""
        (name, lines), (other, content) = self.lines(files), self.file(files)
        line = lines.pop(self.randrange(len(lines)))
        kept = files | ({name: b"".join(lines)} if self.random() < 0.5 else {})
        return kept | {other: (kept[other] if other == name else content) + line}

    def without_a_piece(self, files: dict[str, bytes]) -> dict[str, bytes]:
        name, content = self.file(files)
        at = self.randrange(len(content))
        return files | {name: content[:at] + content[at + self.randrange(1, 600) :]}

    def file(self, files: dict[str, bytes]) -> tuple[str, bytes]:
        return self.choice(list(files.items()))

    def lines(self, files: dict[str, bytes]) -> tuple[str, list[bytes]]:
        name, content = self.file(files)
        return name, content.splitlines(keepends=True)


@pytest.mark.parametrize("seed", range(10))
def test_no_one_of_ten_thousand_changes_goes_unseen(journals, seed):
    assert check_journals(journals) == []
    draw = Draw(seed)
    for _ in range(1_000):
        changed = draw.changed(journals)
        assert check_journals(changed), {
            name: content for name, content in changed.items() if content != journals[name]
        }


def test_each_last_line_that_another_file_names_is_missed(journals):
    for name in journals.keys() - {LAST}:
        (problem, *_) = check_journals(journals | {name: b""})
        assert (problem.kind, "in no journal" in problem.what or "is gone" in problem.what) == (
            "removed",
            True,
        )


def test_a_start_counts_on_the_very_line_that_sealed_its_hunch(bench, clock):
    run, hunch, other = (new_id(clock()) for _ in range(3))
    first, second = tell(
        bench, clock, HunchSealed(hunch=hunch, text="+", items=[]), NoteAdded(text="no hunch")
    )
    wrong = [HunchSeal(id=hunch, sha256=second.sha256), HunchSeal(id=other, sha256=first.sha256)]
    tell(bench, clock, started(run, hunches=[HunchSeal(id=hunch, sha256=first.sha256), *wrong]))
    told = [each.what for each in verify(bench) if "counts on" in each.what]
    assert [what.split()[5].rstrip(",") for what in told] == [hunch, other]


def test_what_was_predicted_of_a_run_that_never_began_is_no_problem(bench, clock):
    run = new_id(clock())
    tell(bench, clock, HunchSealed(hunch=new_id(clock()), text="+", items=[], run=run), HunchSkipped(run=run))
    assert verify(bench) == []


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
