"""log() writes one whole line a call, exactly, and nothing that goes wrong reaches the training."""

import math
import os
import resource
import signal
import subprocess
import sys
import threading
from decimal import Decimal
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hunch.capture.recorder import MOST_ROWS, Recorder
from hunch.capture.shield import Shield
from hunch.capture.sources import Nowhere, Source
from hunch.errors import CannotWrite, InvalidMetric
from hunch.journal.metric_lines import read_lines, summarised


class Desk:
    """A recorder in a folder of its own, and what it said."""

    def __init__(self, folder: Path, *, strict: bool = False) -> None:
        self.folder = folder
        self.said: list[str] = []
        self.shield = Shield(self.said.append, strict=strict)
        self.source = Source(self.path_of)
        self.recorder = Recorder(self.source, self.shield)
        self.log = self.recorder.log

    def path_of(self, source: str) -> str:
        return str(self.folder / f"metrics.{source}.jsonl")

    def lines(self, source: str = "0") -> list[dict[str, object]]:
        return [msgspec.json.decode(line) for line in Path(self.path_of(source)).read_bytes().splitlines()]

    def metrics(self) -> list[object]:
        return [line["m"] for line in self.lines()]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_call_is_a_line_that_is_there_when_it_returns(desk: Desk) -> None:
    desk.log({"loss": 0.5, "val/acc": 0.25}, 3)
    (line,) = desk.lines()
    assert (line["step"], line["m"]) == (3, {"loss": 0.5, "val/acc": 0.25})
    assert set(line) == {"step", "t", "m"}


def test_steps_go_back_and_stand_still_and_nothing_is_dropped(desk: Desk) -> None:
    for step, loss in ((5, 1.0), (2, 2.0), (5, 3.0), (0.5, 4.0), (-1, 5.0)):
        desk.log({"loss": loss}, step)
    assert [line["step"] for line in desk.lines()] == [5, 2, 5, 0.5, -1]
    summary = desk.recorder.totals().summaries["loss"]
    assert (summary.last, summary.step, summary.count) == (3.0, 5, 5), "the last line at the highest step"


def test_without_a_step_calls_are_counted(desk: Desk) -> None:
    for loss in (3.0, 2.0, 1.0):
        desk.log({"loss": loss})
    assert [line["step"] for line in desk.lines()] == [0, 1, 2]


def test_numbers_come_through_exactly(desk: Desk) -> None:
    given_ = {
        "big": 2**60 + 1,
        "tiny": 1e-320,
        "third": 1 / 3,
        "negative zero": -0.0,
        "yes": True,
        "huge": 2**64,
    }
    desk.log(given_)
    desk.log(given_)
    assert desk.metrics() == [given_, given_]
    assert math.copysign(1, desk.metrics()[1]["negative zero"]) == -1  # type: ignore[index]
    assert desk.lines()[0]["m"]["big"] == 2**60 + 1  # type: ignore[index]


def test_integers_past_float64_are_known_to_be_summed_up_inexactly(desk: Desk) -> None:
    for _ in range(3):
        desk.log({"big": 2**60 + 1, "epoch": 4})
    totals = desk.recorder.totals()
    assert not totals.exact, "so that the end of the run reads the file instead"
    assert summarised(read_lines(desk.path_of("0")).lines)["big"].last == 2**60 + 1
    assert totals.summaries["epoch"].last == 4
    assert isinstance(totals.summaries["epoch"].last, int)


def test_nan_and_infinities_are_null_beside_their_names(desk: Desk) -> None:
    for _ in range(2):  # the first call learns the names, the second takes the fast way
        desk.log({"loss": math.nan, "up": math.inf, "down": -math.inf, "fine": 1.0}, 7)
    for line in desk.lines():
        assert line["m"] == {"loss": None, "up": None, "down": None, "fine": 1.0}
        assert line["nf"] == {"loss": "NaN", "up": "Infinity", "down": "-Infinity"}
    summary = desk.recorder.totals().summaries["loss"]
    assert (summary.last, summary.nf, summary.not_finite, summary.count) == (None, {"last": "NaN"}, 2, 2)


def test_a_metric_that_is_called_null_is_no_nan(desk: Desk) -> None:
    for _ in range(3):
        desk.log({"null": 1.0, "annul": 2.0})
    desk.log({"null": math.nan, "annul": 2.0})
    assert [line.get("nf") for line in desk.lines()] == [None, None, None, {"null": "NaN"}]


def test_numpy_scalars_and_arrays_of_none_dimensions_are_numbers(desk: Desk) -> None:
    for _ in range(2):
        desk.log(
            {
                "f4": np.float32(0.1),
                "f8": np.float64(0.1),
                "i": np.int64(2**60 + 1),
                "b": np.bool_(True),
                "a": np.array(3.5),
            },
            np.int64(4),
        )
    assert desk.metrics()[1] == {"f4": float(np.float32(0.1)), "f8": 0.1, "i": 2**60 + 1, "b": True, "a": 3.5}
    assert desk.lines()[1]["step"] == 4
    assert desk.said == []


def test_what_has_item_is_a_scalar_of_some_library(desk: Desk) -> None:
    class Tensor:  # as torch and jax have them
        def item(self) -> float:
            return 0.25

        def __float__(self) -> float:
            return 0.25

    desk.log({"loss": Tensor(), "decimal": Decimal("0.5")})
    desk.log({"loss": Tensor(), "decimal": Decimal("0.5")})
    assert desk.metrics() == [{"loss": 0.25, "decimal": 0.5}] * 2


def test_nested_dicts_become_names_with_slashes(desk: Desk) -> None:
    desk.log({"train": {"loss": 1.0, "by": {"layer": 2}}, "lr": 0.1})
    assert desk.metrics() == [{"train/loss": 1.0, "train/by/layer": 2, "lr": 0.1}]


def test_a_string_among_numbers_is_named_once_and_the_rest_is_kept(desk: Desk) -> None:
    for _ in range(3):
        desk.log({"loss": 0.5, "note": "hello", "nothing": None})
    assert desk.metrics() == [{"loss": 0.5}] * 3
    assert len(desk.said) == 2
    assert "'note' is 'hello' (str), not a number" in desk.said[0]
    assert "(3 times)" in desk.recorder.faults()[0]


@pytest.mark.parametrize(
    "wrong", ["loss", 3, None, [1.0], {"a": []}, {"loss": "x"}, {"loss": np.arange(3)}, {"a": 1j}]
)
def test_wrong_use_never_raises_and_is_told(desk: Desk, wrong: object) -> None:
    desk.log(wrong)
    assert len(desk.said) == 1


def test_an_object_that_raises_when_it_is_looked_at_stops_nothing(desk: Desk) -> None:
    class Lost:
        def __float__(self) -> float:
            raise RuntimeError("device lost")

        def __repr__(self) -> str:
            raise RuntimeError("device lost")

    desk.log({"loss": Lost(), "lr": 0.1}, 1)
    assert desk.metrics() == [{"lr": 0.1}]
    assert "repr raised RuntimeError" in desk.said[0]


def test_a_step_that_is_no_number_is_counted_instead(desk: Desk) -> None:
    for step in ("three", math.nan, [1]):
        desk.log({"loss": 1.0}, step)
    assert [line["step"] for line in desk.lines()] == [0, 1, 2]
    assert len(desk.said) == 1


def test_strict_raises_and_writes_nothing_of_the_call(tmp_path: Path) -> None:
    desk = Desk(tmp_path, strict=True)
    with pytest.raises(InvalidMetric, match="'note' is 'x'"):
        desk.log({"loss": 1.0, "note": "x"})
    assert desk.lines() == []


def test_names_may_be_long_and_in_any_script(desk: Desk) -> None:
    names = {"x" * 1000: 1.0, "损失/训练": 2.0, "../../etc": 3.0, "": 4.0, 'q"\n': 5.0, 7: 6.0}
    for _ in range(2):
        desk.log(names)
    assert desk.metrics() == [{str(name): value for name, value in names.items()}] * 2
    assert desk.said == [
        "metric name 7 (int) is not a text; it was kept as '7'; the rest of the call is kept"
    ]


def test_summaries_know_min_and_max_over_many_blocks(desk: Desk) -> None:
    count = 3 * MOST_ROWS + 17
    for i in range(count):
        desk.log({"loss": math.sin(i), "epoch": i // 100}, i)
    loss = desk.recorder.totals().summaries["loss"]
    assert loss == summarised(read_lines(desk.path_of("0")).lines)["loss"]
    assert (loss.count, loss.step, loss.last) == (count, count - 1, math.sin(count - 1))


def test_sets_of_names_that_take_turns_settle_ties_by_time(desk: Desk) -> None:
    for i in range(20):
        desk.log({"loss": float(i), "lr": 0.1}, 0)
        desk.log({"loss": float(i) + 0.5}, 0)
    assert desk.recorder.totals().summaries["loss"].last == 19.5


def test_a_thousand_sets_of_names_are_all_summed_up(desk: Desk) -> None:
    for i in range(1000):
        desk.log({f"image_{i}": 1.0, "all": float(i)}, i)
        desk.log({f"image_{i}": 2.0, "all": float(i)}, i)
    summaries = desk.recorder.totals().summaries
    assert summaries["all"].count == 2000
    assert all(summaries[f"image_{i}"].count == 2 for i in range(1000))


def test_threads_lose_and_mix_nothing(desk: Desk) -> None:
    def work(number: int) -> None:
        for i in range(500):
            desk.log({f"loss_{number}": float(i), "shared": 1.0}, i)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = read_lines(desk.path_of("0"))
    assert (len(lines.lines), lines.faults) == (4000, [])
    assert desk.recorder.totals().summaries["shared"].count == 4000


FORKED = """
import os, sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from test_recorder import Desk
desk = Desk(Path({folder!r}))
desk.log({{"loss": 1.0}}, 0)
child = os.fork()
if child == 0:
    desk.log({{"loss": 2.0}}, 1)
    desk.log({{"loss": 3.0}}, 2)
    os._exit(0 if desk.recorder.totals().summaries["loss"].count == 2 else 2)
assert os.waitpid(child, 0)[1] == 0
desk.log({{"loss": 4.0}}, 3)
print(child)
"""


def test_a_forked_child_goes_on_in_a_file_of_its_own(tmp_path: Path) -> None:
    # In a process of its own: pytest-xdist has threads, and Python 3.12 warns of a fork beside threads.
    folder = tmp_path / "forked"
    folder.mkdir()
    program = FORKED.format(tests=str(Path(__file__).parent), folder=str(folder))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    parent, child = (
        read_lines(str(folder / f"metrics.{source}.jsonl")).lines
        for source in ("0", f"0-{done.stdout.strip()}")
    )
    assert [line.step for line in parent] == [0, 3]
    assert [line.step for line in child] == [1, 2]


def test_two_processes_of_a_rank_do_not_share_a_file(tmp_path: Path) -> None:
    first, second = Desk(tmp_path), Desk(tmp_path)
    assert first.source.is_first
    assert not second.source.is_first
    second.log({"loss": 1.0})
    assert first.lines() == []
    assert len(second.lines(second.source.name or "")) == 1


def test_a_descriptor_closed_by_a_careless_program_is_opened_again(desk: Desk) -> None:
    desk.log({"loss": 1.0})
    os.close(desk.source.fd)
    desk.log({"loss": 2.0})
    assert desk.metrics() == [{"loss": 1.0}, {"loss": 2.0}]
    assert desk.recorder.faults() == []


def test_a_folder_that_cannot_be_written_is_told_and_tried_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "not there yet")
    for _ in range(5):
        desk.log({"loss": 1.0})
    assert len(desk.said) == 1
    assert "no such file or directory" in desk.said[0]
    assert desk.recorder.faults() == ["5 calls of log() lost: no such file or directory"]
    desk.folder.mkdir()
    desk.log({"loss": 2.0}, 9)
    assert desk.metrics() == [{"loss": 2.0}]
    assert desk.recorder.totals().summaries["loss"].count == 1, "lost calls are in no summary"


def test_strict_raises_where_a_call_is_lost(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "not there", strict=True)
    with pytest.raises(CannotWrite, match="no such file"):
        desk.log({"loss": 1.0})


FULL = """
import resource, signal, sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from test_recorder import Desk
desk = Desk(Path({folder!r}))
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
for i in range(100):
    desk.log({{"loss": i / 7, "val/acc": i / 13}}, i)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
for i in range(100, 103):
    desk.log({{"loss": i / 7, "val/acc": i / 13}}, i)
print(desk.recorder.totals().summaries["loss"].count)
print(*desk.recorder.faults(), *desk.said, sep="\\n")
"""


def test_a_full_disk_loses_what_it_must_says_so_and_heals(tmp_path: Path) -> None:
    program = FULL.format(tests=str(Path(__file__).parent), folder=str(tmp_path))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    count, fault, *said = done.stdout.splitlines()
    lines = read_lines(str(tmp_path / "metrics.0.jsonl"))
    steps = [line.step for line in lines.lines]
    assert steps[-3:] == [100, 101, 102], "a torn line did not take the next one with it"
    assert steps[:-3] == list(range(len(steps) - 3))
    assert int(count) == len(steps)
    assert fault.startswith(f"{103 - len(steps)} calls of log() lost: file too large")
    assert len(said) == 1
    assert len(lines.faults) <= 1, "the torn line itself is named"


def test_a_late_call_is_told_and_lost(desk: Desk) -> None:
    desk.log({"loss": 1.0})
    desk.recorder.close()
    desk.log({"loss": 2.0})
    assert desk.metrics() == [{"loss": 1.0}]
    assert desk.recorder.faults() == ["1 call of log() lost: the run had finished"]


def test_nothing_is_written_where_recording_is_off_but_wrong_use_is_told() -> None:
    said: list[str] = []
    recorder = Recorder(Nowhere(), Shield(said.append))
    recorder.log({"loss": 1.0})
    recorder.log({"loss": "x"})
    assert len(said) == 1


KILLED = """
import os, struct, sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from test_recorder import Desk
desk = Desk(Path({folder!r}))
i = 0
while True:
    desk.log({{"loss": i / 7, "lr": 0.1}}, i)
    os.write(1, struct.pack("<q", i))
    i += 1
"""


@pytest.mark.parametrize("after", [1, 50, 5000])
def test_kill_at_full_speed_loses_nothing_that_was_acknowledged(tmp_path: Path, after: int) -> None:
    program = KILLED.format(tests=str(Path(__file__).parent), folder=str(tmp_path))
    child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert child.stdout is not None
    told = b""
    while len(told) < 8 * after:
        told += os.read(child.stdout.fileno(), 65536)
    child.send_signal(signal.SIGKILL)
    told += child.stdout.read()
    child.stdout.close()
    child.wait()
    acknowledged = len(told) // 8
    lines = read_lines(str(tmp_path / "metrics.0.jsonl"))
    assert [line.step for line in lines.lines][:acknowledged] == list(range(acknowledged))
    assert lines.faults == []


NAMES = st.text(max_size=8)
NUMBERS = st.one_of(
    st.floats(),
    st.integers(-(2**70), 2**70),
    st.booleans(),
    st.sampled_from([1e-320, 2**60 + 1, math.nan, -math.inf]),
)
CALLS = st.lists(
    st.tuples(
        st.one_of(st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False)),
        st.dictionaries(NAMES, NUMBERS, min_size=1, max_size=4),
    ),
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(calls=CALLS)
def test_whatever_is_logged_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, calls: list[tuple[float, dict[str, float]]]
) -> None:
    desk = Desk(tmp_path_factory.mktemp("round"))
    for step, metrics in calls:
        desk.log(metrics, step)
        desk.log(metrics, step)  # by the fast way, where there is one
    read = read_lines(desk.path_of("0"))
    assert (len(read.lines), read.faults) == (2 * len(calls), [])
    for line, (step, metrics) in zip(read.lines[1::2], calls, strict=True):
        nf = line.nf or {}
        got = {name: float(nf[name]) if name in nf else value for name, value in line.m.items()}
        assert line.step == step
        assert repr(got) == repr(metrics)
    desk.recorder.close()


def test_the_limit_on_open_files_is_respected(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(90, hard), hard))
    try:
        desk = Desk(tmp_path)
        desk.log({"loss": 1.0})
        assert desk.source.fd < 90
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert desk.metrics() == [{"loss": 1.0}]
