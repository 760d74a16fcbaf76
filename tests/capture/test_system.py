"""What a run's processes take."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from hunch.capture.system import SystemSampler
from hunch.entities.metric import MetricLine

Start = Callable[[str], "subprocess.Popen[bytes]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a Python that prints a line when it is ready and is ended with the test."""
    started: list[subprocess.Popen[bytes]] = []

    def run(source: str) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(
            [sys.executable, "-u", "-c", source], stdout=subprocess.PIPE, stdin=subprocess.PIPE
        )
        assert process.stdout is not None
        process.stdout.readline()
        started.append(process)
        return process

    yield run
    for process in started:
        process.communicate(b"\n")


def test_the_memory_of_a_whole_tree_is_seen(start: Start, tmp_path: Path) -> None:
    child = "a = bytearray(50_000_000); print(1); input()"
    process = start(
        f"import subprocess, sys; p = subprocess.Popen([sys.executable, '-u', '-c', {child!r}]); p.wait()"
    )
    sampler = SystemSampler(process.pid, str(tmp_path / "metrics.system.jsonl"))
    seen = sampler.sample()
    assert seen["system/processes"] == 2
    assert 50_000_000 < seen["system/memory_bytes"] == sampler.peak_memory_bytes
    assert sampler.faults == []


def test_samples_are_lines_of_a_metrics_file(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "metrics.system.jsonl"
    clock = iter([10, 20, 30])
    process = start("print(1); input()")
    sampler = SystemSampler(process.pid, str(path), clock_ns=lambda: next(clock))
    for _ in range(3):
        sampler.sample()
    lines = [msgspec.json.decode(line, type=MetricLine) for line in path.read_bytes().splitlines()]
    assert [(line.step, line.t) for line in lines] == [(0, 10), (1, 20), (2, 30)]
    assert {"system/cpu_percent", "system/memory_bytes", "system/processes"} <= lines[0].m.keys()


def test_a_busy_process_shows_as_busy(start: Start, tmp_path: Path) -> None:
    process = start("import time; print(1)\nwhile True: time.sleep(0) if input else 0")
    sampler = SystemSampler(process.pid, str(tmp_path / "m"))
    sampler.sample()
    time.sleep(0.2)
    assert sampler.sample()["system/cpu_percent"] > 0
    process.kill()


def test_a_process_that_is_gone_gives_nothing_and_no_fault(tmp_path: Path) -> None:
    process = subprocess.Popen(["true"])
    process.wait()
    sampler = SystemSampler(process.pid, str(tmp_path / "m"))
    assert sampler.sample() == {}
    assert sampler.faults == []
    assert not (tmp_path / "m").exists()


def test_a_file_that_cannot_be_written_is_named_once(tmp_path: Path) -> None:
    sampler = SystemSampler(os.getpid(), str(tmp_path / "gone" / "m"))
    sampler.sample()
    sampler.sample()
    (fault,) = sampler.faults
    assert fault.startswith("system metrics: the file cannot be sampled")


@pytest.mark.skipif(
    not os.path.exists("/proc/self/maps"), reason="only Linux tells which libraries are loaded"
)
def test_libraries_that_bear_on_results_are_noticed(start: Start, tmp_path: Path) -> None:
    process = start("import numpy; print(1); input()")
    sampler = SystemSampler(process.pid, str(tmp_path / "m"))
    sampler.sample()
    assert any("openblas" in library for library in sampler.libraries)
    assert not any("libpython" in library for library in sampler.libraries)


def test_energy_counts_from_the_first_sample_and_is_left_out_where_a_gpu_does_not_count_it(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    millijoules = iter([5_000_000, 5_250_000, 7_000_500])

    class NVMLError(Exception):
        pass

    def counted(handle: int) -> int:
        if handle == 1:
            raise NVMLError("not supported")
        return next(millijoules)

    library = SimpleNamespace(
        NVMLError=NVMLError, nvmlInit=lambda: None, nvmlDeviceGetCount=lambda: 2,
        nvmlDeviceGetHandleByIndex=lambda index: index, nvmlDeviceGetUUID=lambda handle: f"GPU-{handle}",
        nvmlDeviceGetComputeRunningProcesses=lambda handle: [],
        nvmlDeviceGetMemoryInfo=lambda handle: SimpleNamespace(used=1000),
        nvmlDeviceGetUtilizationRates=lambda handle: SimpleNamespace(gpu=50),
        nvmlDeviceGetTotalEnergyConsumption=counted,
    )  # fmt: skip
    monkeypatch.setitem(sys.modules, "pynvml", library)
    process = start("print(1); input()")
    sampler = SystemSampler(process.pid, str(tmp_path / "metrics.system.jsonl"), devices=["0", "1"])
    seen = [sampler.sample() for _ in range(3)]
    assert [each["system/gpu0/energy_j"] for each in seen] == [0, 250, 2000.5]
    assert "system/gpu1/energy_j" not in seen[-1]
    assert seen[-1]["system/gpu1/percent"] == 50
    assert sampler.faults == []
