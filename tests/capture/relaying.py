"""Real processes under the relay, and real terminals for them to run on."""

import fcntl
import os
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

import msgspec

DRIVER = str(Path(__file__).with_name("relay_driver.py"))
PATIENCE_S = 20.0
TAKE_TERMINAL = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp(sys.argv[1], sys.argv[1:])"


def relayed(folder: Path, *command: str) -> list[str]:
    """The words that run `command` under the relay, recorded in `folder`."""
    return [sys.executable, DRIVER, str(folder), *command]


def python(source: str) -> list[str]:
    """The words that run a Python program given as text."""
    return [sys.executable, "-c", source]


def run(folder: Path, *command: str, **more: Any) -> "subprocess.CompletedProcess[bytes]":
    """Run `command` under the relay, its output through pipes."""
    more = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL, **more}
    return subprocess.run(relayed(folder, *command), timeout=PATIENCE_S * 2, **more)


def recorded(folder: Path, name: str = "console.log") -> bytes:
    """What was kept under this name, nothing if it is not there."""
    path = folder / name
    return path.read_bytes() if path.exists() else b""


def metrics(folder: Path) -> list[dict[str, Any]]:
    """The metric lines that were read from the console, without their time."""
    lines = [msgspec.json.decode(line) for line in recorded(folder, "metrics.console.jsonl").splitlines()]
    return [{key: value for key, value in line.items() if key != "t"} for line in lines]


def eventually(true: Callable[[], Any], what: str = "") -> Any:
    """The first true answer of `true`, which is asked until patience ends."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if answer := true():
            return answer
        time.sleep(0.01)
    raise AssertionError(f"it never came: {what or true}")


def is_alive(pid: int) -> bool:
    """Whether there is such a process, and it is not just waiting to be reaped."""
    said = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True
    ).stdout.strip()
    return bool(said) and not said.startswith("Z")


class Terminal:
    """A terminal with a session of its own on it, and someone who types."""

    def __init__(self, *command: str, rows: int = 24, columns: int = 80, **more: Any) -> None:
        self.ours, theirs = os.openpty()
        self.resize(rows, columns)
        self.seen = b""
        self.process = subprocess.Popen(
            [sys.executable, "-c", TAKE_TERMINAL, *command],
            **{"stdin": theirs, "stdout": theirs, "stderr": theirs, "start_new_session": True, **more},
        )
        # Kept open, so that the last words of the session are not lost with its last process.
        self.theirs = theirs

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.ours)
        os.close(self.theirs)

    def type(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self.ours, keys)

    def resize(self, rows: int, columns: int) -> None:
        """Drag the window's corner."""
        fcntl.ioctl(self.ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def modes(self) -> int:
        """The local modes: ECHO, ICANON, ISIG and the like."""
        return int(termios.tcgetattr(self.theirs)[3])

    def expect(self, text: bytes) -> bytes:
        """Read until `text` has been shown since the last time; what was shown up to there."""
        until = time.monotonic() + PATIENCE_S
        while text not in self.seen:
            left = until - time.monotonic()
            assert left > 0, f"{text!r} was never shown, only {self.seen!r}"
            self._read(left)
        at = self.seen.index(text) + len(text)
        shown, self.seen = self.seen[:at], self.seen[at:]
        return shown

    def end(self) -> int:
        """Wait for the session's end; its exit code. What was shown meanwhile is in `seen`."""
        until = time.monotonic() + PATIENCE_S
        while self.process.poll() is None:
            assert time.monotonic() < until, f"it never ended; it showed {self.seen!r}"
            self._read(0.05)
        while self._read(0.05):
            pass
        return int(self.process.returncode)

    def _read(self, timeout_s: float) -> bool:
        ready, _, _ = select.select([self.ours], [], [], min(timeout_s, 0.5))
        if ready:
            self.seen += os.read(self.ours, 65536)
        return bool(ready)


def shell(*, job_control: bool = True) -> Sequence[str]:
    """A shell to type into."""
    return ["bash", "--norc", "--noprofile", "-i"] if job_control else ["sh"]
