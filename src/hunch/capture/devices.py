"""Which GPUs there are, and whose turn it is: each of several runs side by side gets its own."""

import os
from collections.abc import Mapping, Sequence

VARIABLE = "CUDA_VISIBLE_DEVICES"
NVIDIA = "/proc/driver/nvidia"


def found(environ: Mapping[str, str], *, driver: str = NVIDIA) -> list[str]:
    """The GPUs that a process with `environ` may use, as CUDA_VISIBLE_DEVICES names them.

    As the variable says where it is set (an empty one hides all), else what the driver shows, else what
    nvidia-smi lists; none where there is none.

    >>> found({"CUDA_VISIBLE_DEVICES": "2,3,-1,4"})
    ['2', '3']
    """
    given = environ.get(VARIABLE)
    if given is not None:
        return _visible(given)
    try:
        count = len(os.listdir(os.path.join(driver, "gpus")))
    except OSError:
        count = _listed_by_smi(environ)
    return [str(index) for index in range(count)]


def share(devices: Sequence[str], jobs: int) -> list[dict[str, str]]:
    """What to set in the environment of each of `jobs` runs side by side; nothing where there is no GPU.

    With at least as many GPUs as jobs no two share one, and none idles. With fewer, runs share in turn.

    >>> share(["0", "1", "2"], 2)
    [{'CUDA_VISIBLE_DEVICES': '0,1'}, {'CUDA_VISIBLE_DEVICES': '2'}]
    >>> share(["0"], 2)
    [{'CUDA_VISIBLE_DEVICES': '0'}, {'CUDA_VISIBLE_DEVICES': '0'}]
    """
    if not devices:
        return [{} for _ in range(jobs)]
    return [{VARIABLE: ",".join(_of_job(devices, jobs, job))} for job in range(jobs)]


def _of_job(devices: Sequence[str], jobs: int, job: int) -> Sequence[str]:
    if len(devices) < jobs:
        return [devices[job % len(devices)]]
    each, more = divmod(len(devices), jobs)
    start = job * each + min(job, more)
    return devices[start : start + each + (job < more)]


def _visible(given: str) -> list[str]:
    """CUDA stops reading at the first name that means nothing, such as -1."""
    devices: list[str] = []
    for name in given.split(","):
        name = name.strip()
        if not name or name.startswith("-"):
            break
        devices.append(name)
    return devices


def _listed_by_smi(environ: Mapping[str, str]) -> int:
    from shutil import which

    program = which("nvidia-smi", path=environ.get("PATH"))
    if program is None:
        return 0
    import subprocess

    try:
        listed = subprocess.run([program, "-L"], capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    return sum(line.startswith("GPU ") for line in listed.stdout.splitlines())
