"""The machine: processor, memory, GPUs, operating system, and the limits that a container sets.

Linux is read from /proc and /sys, without a process. macOS answers through `sysctl`; what a system does not
tell is None.
"""

import os
from typing import NamedTuple

from .devices import NVIDIA

CGROUP = "/sys/fs/cgroup"
UNLIMITED = 1 << 60
"""Version 1 of cgroups writes "no limit" as a number near 2**63."""


def cpu(pid: int | None) -> dict[str, object]:
    """Model, number of logical processors, and how many of them `pid` may use."""
    return {"model": _cpu_model(), "count": os.cpu_count(), "usable": _affinity(pid)}


def memory_bytes() -> int | None:
    """What is built in."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return None


def gpus(path: str | None, *, driver: str = NVIDIA) -> list[dict[str, object]]:
    """NVIDIA's, by what the driver shows in /proc, else (`path`: where programs are) by nvidia-smi; else none."""
    version = _driver_version(_text(os.path.join(driver, "version")))
    folder = os.path.join(driver, "gpus")
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return [gpu._asdict() for gpu in _gpus_of_smi(path)] if path else []
    found = [_information(_text(os.path.join(folder, name, "information"))) for name in names]
    return [Gpu(said.get("Model"), said.get("GPU UUID"), version)._asdict() for said in found]


class Gpu(NamedTuple):
    """One GPU."""

    model: str | None
    uuid: str | None
    driver: str | None


def operating_system() -> dict[str, object]:
    """Kernel, machine type, name of the distribution, C library, container."""
    kernel = os.uname()
    return {
        "system": kernel.sysname,
        "release": kernel.release,
        "machine": kernel.machine,
        "name": _distribution(),
        "libc": _libc(),
        "container": _container(),
    }


def limits(pid: int | None, *, cgroup: str = CGROUP) -> dict[str, object]:
    """Processors and memory that the control group of `pid` allows; None for no limit."""
    below = _group_of(pid)
    for folder in _upwards(os.path.join(cgroup, below.lstrip("/")), cgroup):
        memory, processors = _limit(folder, "memory.max"), _cpu_limit(_text(os.path.join(folder, "cpu.max")))
        if memory is not None or processors is not None:
            return {"memory_bytes": memory, "processors": processors}
    quota = _number(_text(os.path.join(cgroup, "cpu", "cpu.cfs_quota_us")))
    period = _number(_text(os.path.join(cgroup, "cpu", "cpu.cfs_period_us")))
    return {
        "memory_bytes": _limit(os.path.join(cgroup, "memory"), "memory.limit_in_bytes"),
        "processors": quota / period if quota and period and quota > 0 else None,
    }


def _cpu_model() -> str | None:
    for line in _text("/proc/cpuinfo").splitlines():
        name, _, value = line.partition(":")
        if name.strip() in ("model name", "Model", "cpu model"):
            return value.strip()
    if os.uname().sysname == "Darwin":
        return _asked(["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"])
    return None


def _affinity(pid: int | None) -> int | None:
    if pid is None or not hasattr(os, "sched_getaffinity"):
        return None
    try:
        return len(os.sched_getaffinity(pid))
    except OSError:  # it has ended
        return None


def _driver_version(text: str) -> str | None:
    """`NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue Mar 5 ...`."""
    for word in text.partition("\n")[0].split():
        if word[:1].isdigit() and "." in word:
            return word
    return None


def _information(text: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in text.splitlines())
    return {name.strip(): value.strip() for name, _, value in pairs}


def _gpus_of_smi(path: str | None) -> list[Gpu]:
    from shutil import which

    program = which("nvidia-smi", path=path)
    if program is None:
        return []
    said = _asked([program, "--query-gpu=name,uuid,driver_version", "--format=csv,noheader"]) or ""
    rows = [[piece.strip() for piece in line.split(",")] for line in said.splitlines()]
    return [Gpu(*row) for row in rows if len(row) == 3]


def _asked(command: list[str]) -> str | None:
    import subprocess

    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None


def _distribution() -> str | None:
    for line in _text("/etc/os-release").splitlines():
        name, _, value = line.partition("=")
        if name == "PRETTY_NAME":
            return value.strip().strip('"')
    return None


def _libc() -> str | None:
    try:
        return os.confstr("CS_GNU_LIBC_VERSION")
    except (ValueError, OSError):  # musl, macOS
        return None


def _container() -> str | None:
    if os.path.exists("/.dockerenv"):
        return "docker"
    if os.path.exists("/run/.containerenv"):
        return "podman"
    if os.path.exists("/singularity") or os.path.exists("/.singularity.d"):
        return "apptainer"
    return _text("/run/systemd/container").strip() or None


def _group_of(pid: int | None) -> str:
    for line in _text(f"/proc/{pid or 'self'}/cgroup").splitlines():
        if line.startswith("0::"):
            return line[3:]
    return "/"


def _upwards(folder: str, top: str) -> list[str]:
    folders = []
    while folder.startswith(top):
        folders.append(folder.rstrip("/"))
        if folder.rstrip("/") == top:
            break
        folder = os.path.dirname(folder.rstrip("/"))
    return folders


def _limit(folder: str, name: str) -> int | None:
    limit = _number(_text(os.path.join(folder, name)))
    return int(limit) if limit is not None and limit < UNLIMITED else None


def _cpu_limit(text: str) -> float | None:
    quota, _, period = text.strip().partition(" ")
    given, of = _number(quota), _number(period)
    return given / of if given and of else None


def _number(text: str) -> float | None:
    text = text.strip()
    return float(text) if text.lstrip("-").isdigit() else None


def _text(path: str) -> str:
    """A small file's text; "" where there is none."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(1_000_000)
    except OSError:
        return ""
