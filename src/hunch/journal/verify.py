"""What doctor looks for in the journals and run folders: whatever is not as it was written.

Every changed byte of a line shows by the line's own hash, and a line that was taken out by the next one's
`prev`, or by another line, in whichever file, that names what it said: a run, plan, question, idea or hunch
(`references.py`). A file's last lines are named by nothing that follows in the file: where no other line speaks
of them, their removal cannot be seen.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from hunch.entities.events import Data, Event, PaperAdded, RunFinished, RunMeasured, RunRemoved, RunStarted
from hunch.entities.observed import Medium
from hunch.errors import Damaged, UnsafePath
from hunch.ids import content_hash, is_id

from . import runfolder
from .lines import SEAL_LENGTH, check_line, data_of, decode_line, recorded_hash
from .paths import paper_hash_of, source_of
from .references import known, missing
from .skim import skim_line
from .tails import journal_files
from .workbench import Workbench


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is not as it was written, or not where a line says it is.

    `kind` is one of: torn, edited, removed, unreadable, duplicate, missing, orphan.
    """

    kind: str
    path: str
    """Seen from the `.hunch` folder."""
    line: int | None = None
    """Counted from 1."""
    what: str


class Stated(NamedTuple):
    """A line that is as it was written, and where it stands."""

    path: str
    line: int
    event: Event


class Checked(NamedTuple):
    """What is wrong with a journal, and its lines that are as they were written."""

    problems: list[Problem]
    stated: list[Stated]


def verify(bench: Workbench) -> list[Problem]:
    """All problems of the journals and run folders of a workbench; snapshots are looked at elsewhere.

    Raises:
        NewerFormat: a line is of a newer Hunch, which knows better.
    """
    problems: list[Problem] = []
    contents: dict[str, bytes] = {}
    for path in journal_files(bench.paths.journal):
        seen_from_top = os.path.relpath(path, bench.top)
        try:
            with open(path, "rb") as file:
                contents[seen_from_top] = file.read()
        except OSError as error:
            problems.append(_unreadable(seen_from_top, error))
    found, told = _read(contents)
    problems += found
    for run in sorted(told.started - told.removed):
        problems += _check_run(bench, run, told)
    problems += _check_blobs(bench)
    problems += _check_papers(bench, told)
    return problems + list(_orphans(bench, told))


def check_journals(contents: Mapping[str, bytes]) -> list[Problem]:
    """What is wrong with the journals of a workbench, each by itself and all of them together.

    Raises:
        NewerFormat: a line is of a newer Hunch.
    """
    return _read(contents)[0]


def _read(contents: Mapping[str, bytes]) -> tuple[list[Problem], "_Told"]:
    checked = [check_journal(path, content) for path, content in contents.items()]
    told = _Told(stated for each in checked for stated in each.stated)
    return [problem for each in checked for problem in each.problems] + told.problems, told


def check_journal(path: str, content: bytes) -> Checked:
    """What is wrong with the lines of one journal, each seen by itself and by the line before.

    Raises:
        NewerFormat: a line is of a newer Hunch.
    """
    problems: list[Problem] = []
    stated: list[Stated] = []
    expected: set[str] | None = {""}
    lines = content.split(b"\n")
    if not lines[-1]:
        lines.pop()
    for number, line in enumerate(lines, 1):
        fault = check_line(line)
        if fault is not None:
            kind = "torn" if fault.startswith("torn") else "edited"
            problems.append(Problem(kind=kind, path=path, line=number, what=fault))
            expected = _or_hash_of(line, expected)
            continue
        try:
            event = decode_line(line)
            skim_line(line)
        except Damaged as error:
            problems.append(Problem(kind="unreadable", path=path, line=number, what=str(error)))
            expected = _or_hash_of(line, expected)
            continue
        if expected is not None and event.prev not in expected:
            what = "what stood before this line is gone, or was edited with its hash"
            problems.append(Problem(kind="removed", path=path, line=number, what=what))
        expected = {event.sha256}
        stated.append(Stated(path, number, event))
    if content and content[-1:] != b"\n" and stated and stated[-1].line == len(lines):
        what = "the last line has no newline"
        problems.append(Problem(kind="torn", path=path, line=len(lines), what=what))
    return Checked(problems, stated)


def sizes(bench: Workbench) -> dict[str, int]:
    """Bytes below each of the workbench's folders, and of all of them as `total`."""
    found = {}
    for name in ("journal", "runs", "blobs", "code", "papers", "replicas", "cache"):
        found[name] = runfolder.folder_size_bytes(os.path.join(bench.top, name))
    return found | {"total": sum(found.values())}


def _or_hash_of(line: bytes, expected: set[str] | None) -> set[str] | None:
    """What the line behind a bad one may name: what was expected here, or the bad one; None for anything.

    The bad one is named already; that the next line does not fit it is no news.
    """
    recorded = recorded_hash(line)
    if expected is None or recorded is None:
        return None
    return expected | {recorded, content_hash(line[:-SEAL_LENGTH])}


class _Told:
    """What all good lines say together, as far as runs and other lines can be held against it."""

    def __init__(self, stated: Iterable[Stated]) -> None:
        self.problems: list[Problem] = []
        self.started: set[str] = set()
        self.removed: set[str] = set()
        self.finished: dict[str, RunFinished] = {}
        self.measured: dict[str, dict[str, str]] = {}
        self.papers: list[PaperAdded] = []
        by_id: dict[str, Stated] = {}
        data: list[tuple[Stated, Data]] = []
        for each in sorted(stated, key=lambda each: (each.event.id, each.path)):
            if each.event.id in by_id:
                self._twice(each, by_id[each.event.id])
                continue
            by_id[each.event.id] = each
            said = self._data_of(each)
            if said is not None:
                data.append((each, said))
                self._take(said)
        self._check_references(data)

    def _twice(self, second: Stated, first: Stated) -> None:
        what = f"the event {second.event.id} stands also in {first.path}, line {first.line}"
        self.problems.append(Problem(kind="duplicate", path=second.path, line=second.line, what=what))

    def _data_of(self, stated: Stated) -> Data | None:
        try:
            return data_of(stated.event)
        except Damaged as error:
            self.problems.append(
                Problem(kind="unreadable", path=stated.path, line=stated.line, what=str(error))
            )
            return None

    def _take(self, data: Data) -> None:
        match data:
            case RunStarted():
                self.started.add(data.run)
            case RunFinished():
                self.finished[data.run] = data
                self.measured.pop(data.run, None)
            case RunMeasured():
                self.measured[data.run] = data.files | self.measured.get(data.run, {})
            case RunRemoved():
                self.removed.update(data.runs)
            case PaperAdded():
                self.papers.append(data)
            case _:
                pass

    def _check_references(self, data: Sequence[tuple[Stated, Data]]) -> None:
        """A line that names what is in no journal tells of a removed one; each such thing is named once."""
        there = known((said, stated.event.sha256) for stated, said in data)
        told: set[str] = set()
        for stated, said in data:
            for name, what in missing(said, there):
                if name.id not in told:
                    told.add(name.id)
                    self.problems.append(
                        Problem(kind="removed", path=stated.path, line=stated.line, what=what)
                    )


def _check_run(bench: Workbench, run: str, told: _Told) -> Iterator[Problem]:
    """Whether the files of a run are those that its lines tell of."""
    folder, at = bench.paths.run(run), f"runs/{run}"
    if not os.path.isdir(folder):
        yield Problem(kind="missing", path=at, what="the run's folder is gone")
        return
    finished, measured = told.finished.get(run), told.measured.get(run, {})
    for name in sorted({*measured, *(finished.files if finished else ())}):
        if "/" in name or "\0" in name or source_of(name) is None:
            continue  # made up: what it says of other files is nothing to us
        size = finished.files.get(name) if finished else None
        yield from _check_file(os.path.join(folder, name), f"{at}/{name}", measured.get(name), size)
    if finished and finished.environment:
        path = bench.paths.environment(run)
        yield from _check_file(path, f"{at}/{os.path.basename(path)}", finished.environment, None)
    media = runfolder.media(bench, run)
    for fault in [*runfolder.observations(bench, run).faults, *media.faults]:
        yield Problem(kind="unreadable", path=at, what=fault)
    for medium in media.media:
        yield from _check_medium(bench, at, medium)


def _check_medium(bench: Workbench, at: str, medium: Medium) -> Iterator[Problem]:
    name = f"the blob {medium.sha256} of {medium.name!r}"
    try:
        size = os.stat(bench.paths.blob(medium.sha256)).st_size
    except UnsafePath as error:
        yield Problem(kind="unreadable", path=at, what=f"{medium.name!r}: {error}")
    except OSError:
        yield Problem(kind="missing", path=at, what=f"{name} is gone")
    else:
        if size != medium.size_bytes:
            yield Problem(kind="edited", path=at, what=f"{name} has {size} bytes, not {medium.size_bytes}")


def _check_file(path: str, seen_from_top: str, sha256: str | None, size: int | None) -> Iterator[Problem]:
    try:
        if size is not None and sha256 is None and os.stat(path).st_size != size:
            yield Problem(
                kind="edited", path=seen_from_top, what=f"it has not the {size} bytes of the run's end"
            )
        if sha256 is not None and runfolder.file_hash(path) != sha256:
            yield Problem(
                kind="edited", path=seen_from_top, what="its content does not match its recorded hash"
            )
    except FileNotFoundError:
        yield Problem(kind="missing", path=seen_from_top, what="the file is gone")
    except OSError as error:
        yield _unreadable(seen_from_top, error)


def _check_blobs(bench: Workbench) -> Iterator[Problem]:
    """Whether each blob is what its name says."""
    for folder, _, names in os.walk(bench.paths.blobs):
        for name in names:
            path = os.path.join(folder, name)
            if len(name) == 64:
                yield from _check_file(path, os.path.relpath(path, bench.top), name, None)


def _check_papers(bench: Workbench, told: _Told) -> Iterator[Problem]:
    """Whether the files of papers are what their names say, and are all there."""
    wanted: dict[str, str] = {}
    for paper in told.papers:
        for sha256, path_of in ((paper.file, bench.paths.paper_pdf), (paper.text, bench.paths.paper_text)):
            try:
                path = path_of(sha256) if sha256 is not None else None
            except UnsafePath as error:
                yield Problem(kind="unreadable", path="papers", what=f"of {paper.key}: {error}")
            else:
                wanted |= {os.path.basename(path): paper.key} if path else {}
    try:
        names = set(os.listdir(bench.paths.papers))
    except OSError:  # a missing folder shows on each of its files
        names = set()
    for name in sorted(names | wanted.keys()):
        sha256, seen_from_top = paper_hash_of(name), f"papers/{name}"
        if name not in names:
            yield Problem(kind="missing", path=seen_from_top, what=f"the file of {wanted[name]} is gone")
        elif sha256 is not None:
            yield from _check_file(os.path.join(bench.paths.papers, name), seen_from_top, sha256, None)


def _orphans(bench: Workbench, told: _Told) -> Iterator[Problem]:
    """Run folders that no line stands for."""
    try:
        names = sorted(os.listdir(bench.paths.runs))
    except OSError:  # a missing folder shows on each of its runs
        return
    for name in names:
        if name in told.removed:
            yield Problem(kind="orphan", path=f"runs/{name}", what="the folder of a run that was removed")
        elif name not in told.started:
            what = "a folder that no line stands for" if is_id(name) else "not a run's folder"
            yield Problem(kind="orphan", path=f"runs/{name}", what=what)


def _unreadable(path: str, error: OSError) -> Problem:
    return Problem(kind="unreadable", path=path, what=f"cannot be read: {error.strerror}")
