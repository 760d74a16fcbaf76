"""What a run's processes take, sampled now and then from outside: CPU, memory, disk, GPU.

A sample costs a few milliseconds of the parent's time. What cannot be had is left out; a fault is named once.
"""

import os
import time
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, final

import msgspec

from .libraries import mapped

if TYPE_CHECKING:
    import psutil


class _Taken(NamedTuple):
    """What one process has used so far."""

    cpu_s: float
    memory_bytes: int
    read_bytes: int
    written_bytes: int


@final
class SystemSampler:
    """Samples the process `pid` and its descendants into a metrics file.

    Args:
        path: the file, made at the first sample; nobody else writes it.
        devices: GPUs that are the run's alone, as CUDA_VISIBLE_DEVICES names them. They are sampled even where the
            driver does not tell whose processes compute there (in a container it knows other pids).
        clock_ns: nanoseconds since 1970-01-01 UTC.
    """

    def __init__(
        self,
        pid: int,
        path: str,
        *,
        devices: Sequence[str] = (),
        clock_ns: Callable[[], int] = time.time_ns,
    ) -> None:
        self.pid, self.path = pid, path
        self.faults: list[str] = []
        """What could not be sampled, each thing once."""
        self.peak_memory_bytes = 0
        """The most that was resident at any sample, 0 before the first; pages that processes share count for each."""
        self.libraries: set[str] = set()
        """Libraries that bear on results, as far as they were seen (libraries.py)."""
        self._clock_ns = clock_ns
        self._step = 0
        self._before_ns: int | None = None
        self._known: dict[int, psutil.Process] = {}
        self._taken: dict[int, _Taken] = {}
        self._devices = devices
        self._gpu: _Gpu | None = None

    def sample(self) -> dict[str, float | int]:
        """Look, append a line, and say what was seen; nothing where the processes are gone."""
        metrics: dict[str, float | int] = {}
        now_ns = self._clock_ns()
        self._guarded("processes", lambda: metrics.update(self._processes(now_ns)))
        if not metrics:
            return metrics
        self._guarded("GPUs", lambda: metrics.update(self._gpus()))
        if self._step & (self._step + 1) == 0:  # ever more rarely: libraries are loaded early on
            self._guarded("libraries", lambda: self.libraries.update(mapped(self._taken)))
        self._guarded("the file", lambda: self._append({"step": self._step, "t": now_ns, "m": metrics}))
        self._before_ns = now_ns
        self._step += 1
        return metrics

    def _append(self, line: dict[str, object]) -> None:
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o666)
        try:
            os.write(descriptor, msgspec.json.encode(line) + b"\n")
        finally:
            os.close(descriptor)

    def _guarded(self, what: str, look: Callable[[], None]) -> None:
        try:
            look()
        except Exception as fault:  # noqa: BLE001 - drivers fail in their own ways; it is named on the run
            said = f"system metrics: {what} cannot be sampled: {type(fault).__name__}: {fault}"
            if said not in self.faults and len(self.faults) < 5:
                self.faults.append(said)

    def _processes(self, now_ns: int) -> dict[str, float | int]:
        tree = self._tree()
        now = {process.pid: taken for process in tree if (taken := _taken(process)) is not None}
        if not now:
            return {}
        nothing = _Taken(0.0, 0, 0, 0)
        used = sum(taken.cpu_s - self._taken.get(pid, nothing).cpu_s for pid, taken in now.items())
        memory = sum(taken.memory_bytes for taken in now.values())
        self.peak_memory_bytes = max(memory, self.peak_memory_bytes)
        self._taken |= now  # what processes that are gone had read and written still counts
        since_s = tree[0].create_time() if self._before_ns is None else self._before_ns / 1e9
        metrics: dict[str, float | int] = {
            "system/cpu_percent": round(max(100 * used / max(now_ns / 1e9 - since_s, 1e-3), 0.0), 1),
            "system/memory_bytes": memory,
            "system/processes": len(now),
        }
        read = sum(taken.read_bytes for taken in self._taken.values())
        written = sum(taken.written_bytes for taken in self._taken.values())
        if read or written:
            metrics |= {"system/read_bytes": read, "system/written_bytes": written}
        return metrics

    def _tree(self) -> "list[psutil.Process]":
        import psutil

        tree: list[psutil.Process] = []
        for pid in _descendants(self.pid):
            try:
                process = self._known.get(pid) or psutil.Process(pid)
            except psutil.Error:
                continue
            self._known[pid] = process
            tree.append(process)
        return tree

    def _gpus(self) -> dict[str, float | int]:
        if self._gpu is None:
            self._gpu = _Gpu(self._devices)
        return self._gpu.sample(self._known.keys())


class _Gpu:
    """NVIDIA's library, where it is installed and there is a GPU; else nothing, and no fault."""

    def __init__(self, devices: Sequence[str]) -> None:
        self.nvml: Any = None
        self.handles: list[Any] = []
        self.given: set[int] = set()
        self._counted: dict[int, int] = {}
        try:
            import pynvml
        except ImportError:
            return
        try:
            pynvml.nvmlInit()
            count = pynvml.nvmlDeviceGetCount()
        except pynvml.NVMLError:  # no driver, no GPU
            return
        self.nvml = pynvml
        self.handles = [pynvml.nvmlDeviceGetHandleByIndex(index) for index in range(count)]
        for index, handle in enumerate(self.handles):
            if str(index) in devices or pynvml.nvmlDeviceGetUUID(handle) in devices:
                self.given.add(index)

    def sample(self, pids: Collection[int]) -> dict[str, float | int]:
        """The GPUs on which one of `pids` computes, each under its index; else those that the run was given."""
        owned = {index: self._memory_of(handle, pids) for index, handle in enumerate(self.handles)}
        busy = {index: memory for index, memory in owned.items() if memory is not None}
        if not busy:
            busy = {
                index: self.nvml.nvmlDeviceGetMemoryInfo(self.handles[index]).used for index in self.given
            }
        metrics: dict[str, float | int] = {}
        for index, memory in busy.items():
            rates = self.nvml.nvmlDeviceGetUtilizationRates(self.handles[index])
            metrics[f"system/gpu{index}/percent"] = rates.gpu
            metrics[f"system/gpu{index}/memory_bytes"] = memory
            energy = self._energy_j(index)
            if energy is not None:
                metrics[f"system/gpu{index}/energy_j"] = energy
        return metrics

    def _energy_j(self, index: int) -> float | None:
        """What a GPU has used since it was first sampled, whoever else computes on it; None where it does not count."""
        try:
            counted = int(self.nvml.nvmlDeviceGetTotalEnergyConsumption(self.handles[index]))
        except self.nvml.NVMLError:  # before Volta
            return None
        return round((counted - self._counted.setdefault(index, counted)) / 1000, 3)

    def _memory_of(self, handle: Any, pids: Collection[int]) -> int | None:
        """What `pids` hold of a GPU's memory; None if none of them computes there."""
        own = [seen for seen in self.nvml.nvmlDeviceGetComputeRunningProcesses(handle) if seen.pid in pids]
        return sum(seen.usedGpuMemory or 0 for seen in own) if own else None


def _taken(process: "psutil.Process") -> _Taken | None:
    """What a process has used; None if it is gone or not ours to look at."""
    import psutil

    try:
        with process.oneshot():
            cpu = process.cpu_times()
            memory = process.memory_info().rss
            read, written = _disk(process)
    except psutil.Error:
        return None
    return _Taken(cpu.user + cpu.system, memory, read, written)


def _disk(process: "psutil.Process") -> tuple[int, int]:
    """Bytes that went to and came from disk; zeros where the system does not tell."""
    import psutil

    try:
        seen = process.io_counters()
    except (psutil.Error, AttributeError, NotImplementedError):  # macOS has none
        return 0, 0
    return seen.read_bytes, seen.write_bytes


def _descendants(pid: int) -> list[int]:
    """`pid` and all below it. Linux tells the children of each thread; elsewhere all processes are looked at."""
    found, waiting = [], [pid]
    while waiting:
        parent = waiting.pop()
        found.append(parent)
        try:
            threads = os.listdir(f"/proc/{parent}/task")
            waiting += [child for thread in threads for child in _children(parent, thread)]
        except FileNotFoundError:
            if not os.path.exists("/proc/self/task"):
                return _descendants_by_looking(pid)
    return found


def _children(pid: int, thread: str) -> list[int]:
    try:
        with open(f"/proc/{pid}/task/{thread}/children", "rb") as file:
            return [int(child) for child in file.read().split()]
    except (FileNotFoundError, ProcessLookupError):  # it ended since
        return []


def _descendants_by_looking(pid: int) -> list[int]:
    import psutil

    try:
        return [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
    except psutil.Error:
        return [pid]
