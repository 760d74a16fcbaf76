"""What a process tells about its run: whole lines, each by one write, to files that many processes share."""

import os
import time
from typing import final

import msgspec

from hunch.entities.observed import Fault, Medium, Observation

_encode_lines = msgspec.json.Encoder().encode_lines


@final
class Teller:
    """Appends to a run's `params.jsonl` and `media.jsonl`.

    Args:
        observed: path of the one.
        media: path of the other.
    """

    def __init__(self, observed: str, media: str) -> None:
        self._observed = observed
        self._media = media

    def tell(self, observation: Observation) -> None:
        """Add a line.

        Raises:
            OSError: it cannot be written.
        """
        _append(self._observed, _encode_lines([observation]))

    def show(self, medium: Medium) -> None:
        """Add a line on a medium that was kept.

        Raises:
            OSError: it cannot be written.
        """
        _append(self._media, _encode_lines([medium]))

    def fault(self, what: str, traceback: str = "") -> None:
        """Say that the record is incomplete.

        Raises:
            OSError: it cannot be written.
        """
        self.tell(Fault(t=time.time_ns(), what=what, traceback=traceback, pid=os.getpid()))


def _append(path: str, line: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        written = os.write(descriptor, line)
        if written != len(line):  # what was cut off is closed, so that the next line stands alone
            os.write(descriptor, b"\n" + line)
    finally:
        os.close(descriptor)
