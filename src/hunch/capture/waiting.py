"""Waiting for descriptors: poll where it can be trusted, select elsewhere."""

import select
import sys
from collections.abc import Iterable
from typing import NamedTuple

# poll on macOS does not know terminals.
HAS_POLL = sys.platform == "linux"


class Ready(NamedTuple):
    """Which descriptors can be read (or are at their end), can be written, and have lost their reader."""

    readable: set[int]
    writable: set[int]
    broken: set[int]


def wait(
    readers: Iterable[int], writers: Iterable[int] = (), watched: Iterable[int] = (), *, timeout_s: float
) -> Ready:
    """Return when a descriptor is ready, a signal came, or `timeout_s` has passed.

    `watched` are written by us at other times; only the loss of their reader counts (seen on Linux alone;
    elsewhere the next write says it).
    """
    if HAS_POLL:
        return _poll(readers, writers, watched, timeout_s)
    readable, writable, _ = select.select(list(readers), list(writers), [], timeout_s)
    return Ready(set(readable), set(writable), set())


def is_writable(descriptor: int) -> bool:
    """Whether some bytes (a pipe: select.PIPE_BUF) can be written now without waiting."""
    if HAS_POLL:
        poll = select.poll()
        poll.register(descriptor, select.POLLOUT)
        return bool(poll.poll(0))
    return bool(select.select([], [descriptor], [], 0)[1])


def _poll(readers: Iterable[int], writers: Iterable[int], watched: Iterable[int], timeout_s: float) -> Ready:
    events = dict.fromkeys(watched, 0)
    for descriptor in writers:
        events[descriptor] = select.POLLOUT
    for descriptor in readers:
        events[descriptor] = events.get(descriptor, 0) | select.POLLIN
    poll = select.poll()
    for descriptor, wanted in events.items():
        poll.register(descriptor, wanted)
    ready = Ready(set(), set(), set())
    ends = select.POLLHUP | select.POLLERR | select.POLLNVAL
    for descriptor, event in poll.poll(timeout_s * 1000):
        wanted = events[descriptor]
        if wanted & select.POLLIN and event & (select.POLLIN | ends):
            ready.readable.add(descriptor)
        if wanted & select.POLLOUT and event & (select.POLLOUT | ends):
            ready.writable.add(descriptor)
        if not wanted & select.POLLIN and event & ends:
            ready.broken.add(descriptor)
    return ready
