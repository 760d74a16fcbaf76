"""The machine that was measured on, and how busy others kept it."""

import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
import time


def describe() -> str:
    """Processor, memory, system, Python and the versions that matter, in one line."""
    parts = [
        f"{os.cpu_count()} x {_processor()}",
        f"{_memory_gb():.0f} GB",
        f"{platform.system()} {platform.release()}",
        f"{platform.python_implementation()} {platform.python_version()}",
        *(f"{name} {importlib.metadata.version(name)}" for name in ("msgspec", "pyarrow")),
        _git_version(),
    ]
    return ", ".join(parts)


def busy_share(over_s: float = 1.0) -> float | None:
    """Share of all processors' time that was spent while we slept, 0 to 1; None where the system does not say."""
    before = _busy_and_total()
    if before is None:
        return None
    time.sleep(over_s)
    after = _busy_and_total()
    assert after is not None
    return (after[0] - before[0]) / max(after[1] - before[1], 1)


def _busy_and_total() -> tuple[int, int] | None:
    try:
        with open("/proc/stat") as file:
            ticks = [int(field) for field in file.readline().split()[1:9]]
    except OSError:
        return None
    idle = ticks[3] + ticks[4]
    return sum(ticks) - idle, sum(ticks)


def _processor() -> str:
    try:
        with open("/proc/cpuinfo") as file:
            names = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or platform.machine()


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def _git_version() -> str:
    if not shutil.which("git"):
        return "no git"
    said = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout
    return "git " + said.split()[2]


if __name__ == "__main__":
    sys.stdout.write(f"{describe()}; busy {busy_share()}\n")
