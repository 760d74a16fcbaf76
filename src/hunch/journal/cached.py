"""Small files of the cache, written whole or not at all."""

import _thread
import os

import msgspec

from .workbench import Workbench


def write_cached(bench: Workbench, path: str, said: object) -> None:
    """Put something into a file of the cache; where that cannot be, nobody need know: it is derived again."""
    beside = f"{path}.{os.getpid()}-{_thread.get_ident()}"
    try:
        os.makedirs(bench.paths.cache, exist_ok=True)
        with open(beside, "wb") as file:
            file.write(msgspec.json.encode(said))
        os.replace(beside, path)
    except OSError:  # read-only, or full
        return
