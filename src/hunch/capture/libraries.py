"""Which shared libraries a run's processes have loaded, of those that bear on its results or its speed.

Standard library only, and it reads in Python 3.8: the hook in the child's Python loads this very file by its
path, and looks at its own process when that ends.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

LIBRARIES = (
    "openblas", "libmkl", "libblis", "libatlas", "libblas", "liblapack", "libcblas", "libgomp", "libomp", "libiomp",
    "libcuda", "libcudart", "libcublas", "libcudnn", "libnccl", "libcusparse", "libnvrtc", "librocblas", "libamdhip",
    "libhsa-", "libmpi", "libtbb", "libtcmalloc", "libjemalloc",
)  # fmt: skip
"""What a library that bears on results or speed is called like."""


def mapped(pids: Iterable[int | str]) -> set[str]:
    """BLAS, OpenMP, MPI and CUDA libraries that processes have mapped; nothing of those that are gone ("self": this one).

    A program loads them when it needs them: look again while it runs.
    """
    found: set[str] = set()
    for pid in pids:
        try:
            with open(f"/proc/{pid}/maps", "rb") as file:
                mapped = {line.split(None, 5)[-1] for line in file if b"/" in line and b".so" in line}
        except OSError:  # gone, not ours, or not Linux
            continue
        found |= {path for path in (os.fsdecode(line).rstrip("\n") for line in mapped) if _matters(path)}
    return found


def _matters(path: str) -> bool:
    name = os.path.basename(path)
    return any(piece in name for piece in LIBRARIES)
