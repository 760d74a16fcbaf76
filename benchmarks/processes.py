"""Whole processes from outside: wall time, processor time of all that they started, and killing the lot."""

import ctypes
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import psutil

PR_SET_CHILD_SUBREAPER = 36


class Spent(NamedTuple):
    """What one process and all its descendants took."""

    wall_s: float
    cpu_s: float
    exit_code: int
    output: bytes
    talk: bytes


class ProcessError(RuntimeError):
    """A measured process ended badly: what it said last is in the message."""


def adopt_orphans() -> None:
    """Descendants whose parents end become ours, so that their processor time is counted (Linux; else nothing)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def run(
    command: Sequence[str], *, cwd: str, env: Mapping[str, str], timeout_s: float = 300, grace_s: float = 0.0
) -> Spent:
    """Run a process to its end, and its orphans for `grace_s` more.

    Raises:
        ProcessError: its exit code was not 0.
    """
    before = _children_cpu_s()
    begin = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        output, talk = process.communicate(timeout=timeout_s)
    except subprocess.TimeoutExpired:
        kill_tree(process.pid)
        output, talk = process.communicate()
    wall_s = time.perf_counter() - begin
    reap(grace_s)
    if process.returncode:
        last = talk.decode(errors="replace")[-600:]
        raise ProcessError(f"{' '.join(command)[:200]} ended with {process.returncode}: {last}")
    return Spent(wall_s, _children_cpu_s() - before, process.returncode, output, talk)


def wall_s(command: Sequence[str], *, cwd: str, env: Mapping[str, str]) -> float:
    """Wall time of a process whose output goes to /dev/null."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    exit_code = process.wait()
    took = time.perf_counter() - begin
    if exit_code:
        raise ProcessError(f"{' '.join(command)[:200]} ended with {exit_code}")
    return took


def kill_tree(pid: int) -> None:
    """SIGKILL for a process and all its descendants, found before the first falls."""
    try:
        root = psutil.Process(pid)
        victims = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for victim in victims:
        try:
            os.kill(victim.pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def reap(grace_s: float) -> None:
    """Collect orphans that became ours; those that outlive `grace_s` are killed."""
    end = time.monotonic() + grace_s
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid:
            continue
        if time.monotonic() > end:
            for child in psutil.Process().children(recursive=True):
                child.kill()
        time.sleep(0.002)


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
