"""Starting the child, and how it ended."""

import errno
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from .signals import PYTHON_IGNORES, Signals
from .terminal import Outlet, close_child_ends

if TYPE_CHECKING:
    from resource import struct_rusage

NOT_FOUND, NOT_EXECUTABLE = 127, 126
"""The exit codes that shells give."""


class NotStarted(NamedTuple):
    """The command could not be started: the exit code a shell would give, and why."""

    exit_code: int
    message: str


class Ended(NamedTuple):
    """How the child ended. Exactly one of `exit_code` and `signal` is not None."""

    exit_code: int | None
    signal: int | None
    peak_memory_bytes: int
    """Of the largest of the child and those of its children it waited for. On Linux never less than ours was."""
    cpu_s: float
    """User and system time of the child and those of its children it waited for."""
    lingering: bool
    """Whether other processes still hold the child's output open."""


def spawn(
    command: Sequence[str], *, env: Mapping[str, str], outlets: Sequence[Outlet], signals: Signals
) -> int | NotStarted:
    """Start `command` in our session, process group and working directory, writing to `outlets`.

    Found as a shell finds it: by PATH of `env`, or as a path if it holds a slash; a script without a `#!`
    goes to /bin/sh. Ignored signals stay ignored, blocked ones blocked. The child's ends of `outlets` are
    closed here. Signals are forwarded from now on.

    Returns:
        The process id, or why there is none.
    """
    actions = [(os.POSIX_SPAWN_DUP2, outlet.child_end, fd) for outlet in outlets for fd in outlet.descriptors]

    def start(path: str, arguments: Sequence[str]) -> int:
        return os.posix_spawn(
            path,
            list(arguments),
            env,
            file_actions=actions,
            setsigmask=signals.original_mask,
            setsigdef=PYTHON_IGNORES,
        )

    refusal = OSError(errno.ENOENT, os.strerror(errno.ENOENT))
    try:
        for path in _candidates(command[0], env):
            try:
                pid = _start_or_hand_to_shell(start, path, command)
            except OSError as error:
                if error.errno not in (errno.ENOENT, errno.ENOTDIR, errno.EACCES):
                    return _why(command[0], error)
                if error.errno == errno.EACCES and (path == command[0] or not os.path.isdir(path)):
                    refusal = error
            else:
                signals.forward_to(pid)
                return pid
        return _why(command[0], refusal)
    finally:
        close_child_ends(outlets)


def ended_by(status: int, usage: "struct_rusage") -> Ended:
    """What os.wait4 said about a child that is gone."""
    # Linux counts kilobytes, macOS bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    killed = os.WIFSIGNALED(status)
    return Ended(
        exit_code=None if killed else os.WEXITSTATUS(status),
        signal=os.WTERMSIG(status) if killed else None,
        peak_memory_bytes=usage.ru_maxrss * unit,
        cpu_s=usage.ru_utime + usage.ru_stime,
        lingering=False,
    )


def _candidates(name: str, env: Mapping[str, str]) -> list[str]:
    if "/" in name or not name:
        return [name] if name else []
    folders = env.get("PATH", os.defpath).split(os.pathsep)
    paths = [os.path.join(folder or os.curdir, name) for folder in folders]
    return [path for path in paths if os.path.exists(path)]  # looking is cheap, spawning in vain is not


def _start_or_hand_to_shell(
    start: Callable[[str, Sequence[str]], int], path: str, command: Sequence[str]
) -> int:
    try:
        return start(path, command)
    except OSError as error:
        if error.errno != errno.ENOEXEC or _is_binary(path):
            raise
    return start("/bin/sh", ["/bin/sh", path, *command[1:]])


def _is_binary(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return b"\0" in file.read(512)
    except OSError:
        return False


def _why(name: str, error: OSError) -> NotStarted:
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        if "/" not in name:
            return NotStarted(NOT_FOUND, f"{name}: command not found")
        if os.path.exists(name):
            return NotStarted(NOT_FOUND, f"{name}: the interpreter that it names is not there")
        return NotStarted(NOT_FOUND, f"{name}: no such file")
    if os.path.isdir(name):
        return NotStarted(NOT_EXECUTABLE, f"{name}: is a folder")
    return NotStarted(NOT_EXECUTABLE, f"{name}: {(error.strerror or 'cannot be started').lower()}")
