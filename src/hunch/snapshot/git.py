"""Running git, safely: no variable, hook, filter, monitor or transport of anybody's takes part.

`subprocess` is not used: importing it would cost the user's process more than most calls here take.
"""

import os
import select
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hunch.errors import GitFailed, GitMissing

SIGPIPE, SIGKILL = 13, 9  # `signal` costs an import; these two have the same number everywhere
SAFE = (
    "-c", "core.fsmonitor=false",
    "-c", "core.untrackedCache=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "core.quotePath=false",
    "-c", "core.autocrlf=false",
    "-c", "core.pager=cat",
    "-c", "gc.auto=0",
    "-c", "maintenance.auto=false",
    "-c", "color.ui=false",
)  # fmt: skip


class Result(NamedTuple):
    """How a git process ended."""

    code: int
    out: bytes
    err: bytes


def git(
    environ: Mapping[str, str],
    *arguments: str | bytes,
    stdin: bytes = b"",
    fine: Sequence[int] = (0,),
    timeout_s: float = 120.0,
) -> bytes:
    """What a git process printed.

    Args:
        environ: the user's environment; of it all `GIT_*` variables are dropped.
        fine: the exit codes that are no failure.

    Raises:
        GitMissing: there is no git on PATH.
        GitFailed: it ended otherwise, or not within `timeout_s`.
    """
    result = spawn([find_git(environ), *SAFE, *arguments], _clean(environ), stdin, timeout_s)
    if result.code not in fine:
        said = result.err.decode("utf-8", "backslashreplace").strip()[-300:]
        what = next((str(a) for a in arguments if not str(a).startswith("-")), "")
        raise GitFailed(f"git {what} ended with code {result.code}: {said}", hint="Try `hunch doctor`.")
    return result.out


def find_git(environ: Mapping[str, str]) -> str:
    """Path of the git program.

    Raises:
        GitMissing: there is none on PATH.
    """
    for folder in environ.get("PATH", os.defpath).split(os.pathsep):
        program = os.path.join(folder, "git")
        if folder and os.access(program, os.X_OK) and os.path.isfile(program):
            return program
    raise GitMissing("there is no git program on PATH", hint="Install git: snapshots of code need it.")


def spawn(command: list[str | bytes], environ: Mapping[str, str], stdin: bytes, timeout_s: float) -> Result:
    """Run a command to its end, feeding `stdin` while its output is read.

    Raises:
        GitFailed: it did not start, or did not end within `timeout_s`.
    """
    their_in, our_in = os.pipe()
    our_out, their_out = os.pipe()
    our_err, their_err = os.pipe()
    actions = [(os.POSIX_SPAWN_DUP2, fd, n) for n, fd in enumerate((their_in, their_out, their_err))]
    try:
        # In a process group of its own: a Ctrl-C that is meant for the user's program must not cost its record.
        pid = os.posix_spawn(
            command[0], command, environ, file_actions=actions, setsigdef=(SIGPIPE,), setpgroup=0
        )
    except OSError as error:
        for fd in (our_in, our_out, our_err):
            os.close(fd)
        raise GitFailed(f"cannot start {command[0]!r}: {error.strerror}") from error
    finally:
        for fd in (their_in, their_out, their_err):
            os.close(fd)
    try:
        out, err = _converse(our_in, our_out, our_err, stdin, time.monotonic() + timeout_s)
    except TimeoutError:
        os.kill(pid, SIGKILL)
        raise GitFailed(f"git did not answer within {timeout_s:g} s") from None
    finally:
        code = _wait(pid)
    return Result(code, out, err)


def _converse(our_in: int, our_out: int, our_err: int, stdin: bytes, deadline: float) -> tuple[bytes, bytes]:
    """Write all of `stdin` and read both outputs to their ends; closes the three descriptors."""
    answers: dict[int, list[bytes]] = {our_out: [], our_err: []}
    remaining = memoryview(stdin)
    os.set_blocking(our_in, False)
    poll = select.poll()
    waiting = {our_in, our_out, our_err}
    poll.register(our_in, select.POLLOUT)
    poll.register(our_out, select.POLLIN)
    poll.register(our_err, select.POLLIN)
    try:
        while waiting:
            ready = poll.poll(max(0.0, deadline - time.monotonic()) * 1000)
            if not ready:
                raise TimeoutError
            for fd, _ in ready:
                if fd == our_in:
                    remaining = _feed(fd, remaining)
                    done = not remaining
                else:
                    chunk = os.read(fd, 1 << 20)
                    answers[fd].append(chunk)
                    done = not chunk
                if done:
                    poll.unregister(fd)
                    waiting.discard(fd)
                    os.close(fd)
    finally:
        for fd in waiting:
            os.close(fd)
    return b"".join(answers[our_out]), b"".join(answers[our_err])


def _feed(fd: int, remaining: memoryview) -> memoryview:
    try:
        return remaining[os.write(fd, remaining[: 1 << 16]) :] if remaining else remaining
    except BlockingIOError:
        return remaining
    except BrokenPipeError:  # it has read enough
        return remaining[:0]


def _wait(pid: int) -> int:
    try:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except ChildProcessError:  # the user's process ignores SIGCHLD: nobody can know
        return 0


def _clean(environ: Mapping[str, str]) -> dict[str, str]:
    kept = {k: v for k, v in environ.items() if not k.startswith("GIT_") and k not in ("LC_ALL", "LANGUAGE")}
    return kept | {
        "LC_ALL": "C",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": "none",  # nothing may be fetched, whatever the repository's configuration says
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_PAGER": "cat",
    }
