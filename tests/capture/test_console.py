"""console.log, the spans of stderr, and the metrics that are read from it."""

import errno
import math
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.capture.console import ConsoleLog
from hunch.capture.console_metrics import MOST_STRETCHES, ConsoleMetrics
from hunch.entities.metric import MetricLine

from .relaying import Terminal, eventually, metrics, python, recorded, relayed, run


class Kept:
    """A console that is written to a folder, with a clock that is told the time."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now_ns = folder, 0
        opened = os.O_RDWR | os.O_APPEND | os.O_CREAT
        names = ("console.log", "console.stderr.jsonl", "metrics.console.jsonl")
        self.descriptors = [os.open(folder / name, opened, 0o644) for name in names]
        self.log = ConsoleLog(*self.descriptors[:2], clock=lambda: self.now_ns)
        self.metrics = ConsoleMetrics(self.log, self.descriptors[2])

    def lines(self) -> list[MetricLine]:
        said = recorded(self.folder, "metrics.console.jsonl").splitlines()
        return [msgspec.json.decode(line, type=MetricLine) for line in said]


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Kept]:
    kept = Kept(tmp_path)
    yield kept
    for descriptor in kept.descriptors:
        os.close(descriptor)


def test_adjacent_output_of_stderr_is_one_span(console: Kept) -> None:
    for chunk, stderr in ((b"ab", False), (b"c", True), (b"de", True), (b"f", False), (b"g", True)):
        console.log.append(chunk, stderr=stderr)
    console.log.settle()
    assert recorded(console.folder) == b"abcdefg"
    assert recorded(console.folder, "console.stderr.jsonl") == b"[2,3]\n[6,1]\n"


def test_span_that_grows_after_it_was_written_goes_on_in_another(console: Kept) -> None:
    console.log.append(b"ab", stderr=True)
    console.log.settle()
    console.log.append(b"c", stderr=True)
    console.log.settle()
    assert recorded(console.folder, "console.stderr.jsonl") == b"[0,2]\n[2,1]\n"


def test_log_that_cannot_be_kept_changes_nothing(tmp_path: Path) -> None:
    log = ConsoleLog(None, None)
    log.append(b"hello", stderr=True)
    log.settle()
    assert log.faults == []


def test_full_disk_is_counted_and_what_fits_later_is_kept(console: Kept, tmp_path: Path) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("there is no /dev/full here")
    log_fd, full = console.descriptors[0], os.open("/dev/full", os.O_RDWR)
    console.log.append(b"before ", stderr=False)
    console.log.log = full
    console.log.append(b"lost", stderr=False)
    console.log.append(b"lost too", stderr=False)
    console.log.log = log_fd
    console.log.append(b"after", stderr=True)
    console.log.settle()
    os.close(full)
    assert recorded(console.folder) == b"before after"
    assert recorded(console.folder, "console.stderr.jsonl") == b"[7,5]\n"
    assert console.log.faults == [f"console.log lacks 12 bytes of output: {os.strerror(errno.ENOSPC)}"]


def test_metrics_have_the_time_at_which_they_were_printed(console: Kept) -> None:
    """They are read later, when there is time."""
    console.now_ns = 1_000_000_000
    console.log.append(b"step 1: loss=3\n", stderr=False)
    console.now_ns = 2_000_000_000
    console.log.append(b"step 2: loss=2\n", stderr=False)
    console.now_ns = 9_000_000_000
    console.metrics.finish()
    assert [(line.step, line.t, line.m) for line in console.lines()] == [
        (1, 1_000_000_000, {"loss": 3}),
        (2, 2_000_000_000, {"loss": 2}),
    ]


def test_numbers_that_json_cannot_say_are_named_aside(console: Kept) -> None:
    console.log.append(b"step 1: a=nan b=inf c=-inf d=1e999 e=0.5\n", stderr=False)
    console.metrics.finish()
    (line,) = console.lines()
    assert line.m == {"a": None, "b": None, "c": None, "d": None, "e": 0.5}
    assert line.nf == {"a": "NaN", "b": "Infinity", "c": "-Infinity", "d": "Infinity"}


def test_bar_on_stderr_does_not_cut_a_line_of_stdout(console: Kept) -> None:
    for chunk, stderr in (
        (b"step 1 lo", False),
        (b"\r 5%|5  | 5/100 [00:01<00:20, 4.5it/s, l", True),
        (b"ss=0.5\n", False),
        (b"r=0.1]\r", True),
    ):
        console.log.append(chunk, stderr=stderr)
    console.metrics.finish()
    assert metrics(console.folder) == [{"step": 1, "m": {"loss": 0.5}}, {"step": 5, "m": {"lr": 0.1}}]


def test_last_line_counts_even_if_it_has_no_end(console: Kept) -> None:
    console.log.append(b"step 1: loss=3", stderr=False)
    assert not console.metrics.step()
    assert console.lines() == []
    console.metrics.finish()
    assert [line.m for line in console.lines()] == [{"loss": 3}]


def test_output_without_line_ends_takes_no_memory(console: Kept) -> None:
    for _ in range(50):
        console.log.append(b"x" * 60_000, stderr=False)
        while console.metrics.step():
            pass
    held = console.metrics._streams[False]
    assert len(held._rest) <= 10_000
    console.log.append(b" loss=1\nloss=2\n", stderr=False)
    console.metrics.finish()
    assert [line.m for line in console.lines()] == [{"loss": 2}]


def test_streams_that_take_turns_for_long_take_no_memory(console: Kept) -> None:
    """Unread stretches are bounded: beyond that, one step reads as many as it takes."""
    for number in range(3 * MOST_STRETCHES):
        console.now_ns += 20_000_000
        console.log.append(b"step %d loss=1\n" % number, stderr=bool(number % 2))
    assert console.metrics.step()
    assert len(console.metrics._stretches) <= MOST_STRETCHES
    console.metrics.finish()
    assert len(console.lines()) == 3 * MOST_STRETCHES


def test_metrics_file_on_a_full_disk_is_named(tmp_path: Path) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("there is no /dev/full here")
    log_fd, full = (
        os.open(tmp_path / "log", os.O_RDWR | os.O_APPEND | os.O_CREAT),
        os.open("/dev/full", os.O_WRONLY),
    )
    log = ConsoleLog(log_fd, None)
    found = ConsoleMetrics(log, full)
    log.append(b"loss=1\n", stderr=False)
    found.finish()
    os.close(log_fd)
    os.close(full)
    assert found.faults == ["metrics read from the console could not be written: No space left on device"]


def test_torn_line_is_taken_back_on_a_full_disk(tmp_path: Path) -> None:
    """A later line must not be glued to half of an earlier one."""
    source = "for i in range(100): print(f'step {i}: some_long_name_of_a_metric={i}', flush=True)"
    run(tmp_path, *python(source), env={**os.environ, "DRIVER_LOG_LIMIT": "5000"})
    written = recorded(tmp_path, "metrics.console.jsonl")
    assert written.endswith(b"}\n")
    assert [msgspec.json.decode(line)["step"] for line in written.splitlines()] == list(
        range(len(written.splitlines()))
    )
    assert b"could not be written: File too large" in recorded(tmp_path, "faults")


def test_metrics_are_there_while_the_program_runs(tmp_path: Path) -> None:
    source = "import sys; print('step 1: loss=0.5', flush=True); sys.stdin.read(1)"
    with Terminal(*relayed(tmp_path, *python(source))) as terminal:
        terminal.expect(b"loss=0.5")
        assert eventually(lambda: metrics(tmp_path)) == [{"step": 1, "m": {"loss": 0.5}}]
        terminal.type(b"\n")
        assert terminal.end() == 0


def test_every_line_of_a_flood_is_read(tmp_path: Path) -> None:
    source = "for i in range(20_000): print(f'step {i}: loss {i / 7:.3f}')"
    run(tmp_path, *python(source))
    found = metrics(tmp_path)
    assert [line["step"] for line in found] == list(range(20_000))
    assert math.isclose(found[-1]["m"]["loss"], 19_999 / 7, abs_tol=1e-3)


CHUNKS = st.lists(st.tuples(st.binary(max_size=50), st.booleans()), max_size=30)


@given(chunks=CHUNKS)
def test_log_and_spans_say_what_came_and_by_which_stream(
    tmp_path_factory: pytest.TempPathFactory, chunks: list[tuple[bytes, bool]]
) -> None:
    kept = Kept(tmp_path_factory.mktemp("console"))
    for chunk, stderr in chunks:
        kept.log.append(chunk, stderr=stderr)
        kept.metrics.step()
    kept.log.settle()
    kept.metrics.finish()
    for descriptor in kept.descriptors:
        os.close(descriptor)
    log = recorded(kept.folder)
    spans = [msgspec.json.decode(line) for line in recorded(kept.folder, "console.stderr.jsonl").splitlines()]
    assert log == b"".join(chunk for chunk, _ in chunks)
    by_stderr = b"".join(log[offset : offset + length] for offset, length in spans)
    assert by_stderr == b"".join(chunk for chunk, stderr in chunks if stderr)
    assert kept.metrics.faults == []
