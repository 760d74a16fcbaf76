"""What every benchmark is handed: where to work, how often to repeat, where the peers are; and the interleaving."""

import gc
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple


class Setting(NamedTuple):
    """How much is measured, and where."""

    scratch: str
    """A folder of our own on a local disk, outside every repository."""
    repeats: int
    """Rounds of the interleaved measurements."""
    quick: bool
    """A rough look: fewer rounds, smaller inputs."""
    peers: str | None
    """A folder with one virtual environment for each peer, None when there is none."""
    data: str | None = None
    """A folder with public files that are not ours, None when there is none."""

    def sized(self, full: int, quick: int) -> int:
        """`full`, or `quick` in a rough look."""
        return quick if self.quick else full

    @contextmanager
    def folder(self, name: str) -> Iterator[str]:
        """A fresh folder, deleted at the end."""
        path = tempfile.mkdtemp(prefix=f"{name}-", dir=self.scratch)
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)

    def environment(self, **more: str) -> dict[str, str]:
        """The environment of measured processes: ours without what would steer Python, git or Hunch.

        The home folder is a fresh one, so that nobody's settings or credentials take part.
        """
        home = os.path.join(self.scratch, "home")
        os.makedirs(home, exist_ok=True)
        steering = ("HUNCH", "GIT_", "PYTHON", "WANDB", "MLFLOW", "TRACKIO")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(steering)}
        return {**kept, "HOME": home, "DO_NOT_TRACK": "1", "NO_COLOR": "1", "LC_ALL": "C.UTF-8", **more}


def interleaved(contenders: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """One value for each contender in each round; the order of the contenders turns by one each round.

    Values of one round are taken within moments of each other, so that noise of the machine meets all alike.
    """
    names = list(contenders)
    values: dict[str, list[float]] = {name: [] for name in names}
    for round_number in range(rounds):
        turn = round_number % len(names)
        for name in names[turn:] + names[:turn]:
            values[name].append(contenders[name]())
    return values


def seconds(action: Callable[[], object]) -> float:
    """Wall time of one call; garbage of earlier ones is collected before the clock starts."""
    gc.collect()
    begin = time.perf_counter()
    result = action()
    took = time.perf_counter() - begin
    del result  # freeing what was read is not part of reading it
    return took
