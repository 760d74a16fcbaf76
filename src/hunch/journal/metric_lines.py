"""Reading metrics files: every whole line, whatever stands around it, live or finished.

A name that several sources report is taken from the most trusted of them: what Python logged, then another
tracker's files, then the console. The machine's own numbers stand apart, under `system/`.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from hunch.entities.metric import NON_FINITE, MetricLine, Summary
from hunch.entities.observed import Totals
from hunch.entities.tally import Tally, top_of

from .paths import source_of
from .runfolder import observations
from .workbench import Workbench

SYSTEM, CONSOLE = "system", "console"
SYSTEM_PREFIX = "system/"
WORTH_ASKING_BYTES = 100_000
"""Smaller files are read faster than what was told of them."""

Number = float | int


class Lines(NamedTuple):
    """The lines of one source, and what could not be read, a sentence each."""

    lines: list[MetricLine]
    faults: list[str]


class MetricsFile(NamedTuple):
    """One source's file, as large as it was when looked at."""

    source: str
    path: str
    size_bytes: int


class Block(NamedTuple):
    """Calls of log() with the same names: what a table holds."""

    names: tuple[str, ...]
    rows: list[int]
    """Which lines of the file these are, from 0."""
    steps: list[Number]
    times: list[int]
    values: list[tuple[Number, ...]]


_decoder = msgspec.json.Decoder(MetricLine)


class _AnyLine(msgspec.Struct):
    """A line of which only the form is known (a string where a number belongs)."""

    step: object
    t: int
    m: dict[str, object]
    nf: dict[str, str] | None = None


def metrics_files(bench: Workbench, run_id: str) -> list[MetricsFile]:
    """The metrics files of a run, the most trusted first."""
    found = []
    try:
        with os.scandir(bench.paths.run(run_id)) as entries:
            for entry in entries:
                source = source_of(entry.name)
                if source is not None:
                    found.append(MetricsFile(source, entry.path, entry.stat().st_size))
    except FileNotFoundError:
        return []
    return sorted(found, key=lambda file: trust(file.source))


def trust(source: str) -> tuple[int, int, str]:
    """Sorts sources: Python processes by rank, other trackers, the console, the machine.

    >>> sorted(["console", "system", "wandb", "1", "0-77", "0"], key=trust)
    ['0', '0-77', '1', 'wandb', 'console', 'system']
    """
    rank = source.partition("-")[0]
    if rank.isascii() and rank.isdigit():
        return 0, int(rank), source
    return {CONSOLE: 2, SYSTEM: 3}.get(source, 1), 0, source


def read_lines(path: str) -> Lines:
    """Every line of a metrics file that can be read; torn and bad ones are named."""
    with open(path, "rb") as file:
        content = file.read()
    try:
        return Lines(_decoder.decode_lines(content), [])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _read_carefully(content, os.path.basename(path))


def blocks(lines: Iterable[MetricLine]) -> list[Block]:
    """The lines, those with the same names together, NaN and infinities as the floats they were."""
    found: dict[tuple[str, ...], Block] = {}
    names: tuple[str, ...] | None = None
    block = Block((), [], [], [], [])
    for row, line in enumerate(lines):
        here = (*line.m,)
        if here != names:
            names = here
            block = found.setdefault(here, Block(here, [], [], [], []))
        block.rows.append(row)
        block.steps.append(line.step)
        block.times.append(line.t)
        block.values.append(_values(line) if line.nf else (*line.m.values(),))  # type: ignore[arg-type]
    return list(found.values())


def summaries(
    bench: Workbench, run_id: str, *, known: Mapping[str, dict[str, Summary]] | None = None
) -> dict[str, Summary]:
    """A summary of every metric of a run, from its files; a live run's too.

    Args:
        known: summaries by source that need not be read again. What a process told at its end
            (`observed.Totals`) is used where its file still has the size that it had then.
    """
    files = metrics_files(bench, run_id)
    known = {**_told(bench, run_id, files), **(known or {})}
    found: dict[str, Summary] = {}
    for file in files:
        mine = known.get(file.source)
        if mine is None:
            mine = summarised(read_lines(file.path).lines)
        for name, summary in mine.items():
            found.setdefault(public_name(file.source, name), summary)
    return found


def _told(bench: Workbench, run_id: str, files: Sequence[MetricsFile]) -> dict[str, dict[str, Summary]]:
    if sum(file.size_bytes for file in files) < WORTH_ASKING_BYTES:
        return {}
    sizes = {file.source: file.size_bytes for file in files}
    told = observations(bench, run_id).observations
    return {
        each.source: each.metrics
        for each in told
        if isinstance(each, Totals) and sizes.get(each.source) == each.size_bytes
    }


def summarised(lines: Iterable[MetricLine]) -> dict[str, Summary]:
    """A summary of every metric in one source's lines."""
    tallies: dict[str, Tally] = {}
    for block in blocks(lines):
        top = top_of(block.steps)
        for name, column in zip(block.names, zip(*block.values, strict=True), strict=True):
            tally = tallies.setdefault(name, Tally())
            _add(tally, column, block, top)
    return {name: tally.summary() for name, tally in tallies.items() if tally.count}


def public_name(source: str, name: str) -> str:
    """What readers call a source's metric: the machine's own stand under `system/`."""
    if source == SYSTEM and not name.startswith(SYSTEM_PREFIX):
        return SYSTEM_PREFIX + name
    return name


def _add(tally: Tally, column: tuple[Number, ...], block: Block, top: int) -> None:
    total = sum(column) if None not in column else None
    if total is not None and total - total == 0:  # neither NaN nor infinite, so neither is any of them
        tally.add_block(column, top, block.steps[top], block.rows[top])
        return
    for value, step, row in zip(column, block.steps, block.rows, strict=True):
        if value is not None:
            tally.add(value, step, row)


def _values(line: MetricLine) -> tuple[Number, ...]:
    nf = line.nf or {}
    return tuple(NON_FINITE.get(nf.get(name, ""), value) for name, value in line.m.items())  # type: ignore[misc]


def _read_carefully(content: bytes, name: str) -> Lines:
    lines: list[MetricLine] = []
    faults: list[str] = []
    pieces = content.split(b"\n")
    for number, piece in enumerate(pieces, start=1):
        if not piece.strip():
            continue
        line = _line(piece)
        if line is not None:
            lines.append(line)
        if line is None or not piece.startswith(b'{"step":'):
            torn = "is torn" if number == len(pieces) else "does not read"
            faults.append(
                f"{name}: line {number} {torn}" + ("" if line is None else "; its last part was taken")
            )
    return Lines(lines, faults)


def _line(piece: bytes) -> MetricLine | None:
    """A line, or the whole one that stands behind a torn one's beginning (a disk that was full for a moment)."""
    start = piece.rfind(b'{"step":')
    for part in (piece, piece[start:] if start > 0 else b""):
        try:
            return _decoder.decode(part)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            line = _numbers_only(part)
            if line is not None:
                return line
    return None


def _numbers_only(part: bytes) -> MetricLine | None:
    try:
        said = msgspec.json.decode(part, type=_AnyLine)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    if not isinstance(said.step, int | float):
        return None
    numbers: dict[str, float | int | bool | None] = {
        name: value for name, value in said.m.items() if isinstance(value, int | float)
    }
    return MetricLine(step=said.step, t=said.t, m=numbers, nf=said.nf)
