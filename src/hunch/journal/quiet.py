"""Whether nobody has ever foretold anything here, or made something current: a start then has nothing to name.

Most workbenches are quiet for long, and a start should not pay for what others might do. So this looks for words
in the bytes that the journals have gained, and reads nothing of what they say.
"""

import os

import msgspec

from .tails import Stat, hash_at_end, is_continued, stats_of
from .workbench import Workbench

LOUD = (b'"kind":"focus.moved"', b'"kind":"hunch.sealed"')
"""What ends the quiet. Within a text, quotes are escaped."""
MOST_BYTES = 65_536
"""So much is looked at again and again before it is written down that there was nothing."""


class Looked(msgspec.Struct, frozen=True, array_like=True):
    """A journal as it was looked at: up to `end`, the end of a line, it is quiet."""

    size_bytes: int
    mtime_ns: int
    end: int
    last_hash: str


def is_quiet(bench: Workbench) -> bool:
    """Whether no journal speaks of a focus or a prediction. In doubt it is not quiet."""
    before = _before(bench.paths.quiet)
    if before is None:
        return False
    folder = bench.paths.journal
    try:
        stats = stats_of(folder)
        looked = {
            name: _look(os.path.join(folder, name), stat, before.get(name)) for name, stat in stats.items()
        }
    except OSError:
        return False
    found = {name: each for name, each in looked.items() if each is not None}
    if len(found) < len(looked):
        _write(bench, None)
        return False
    if any(each.end - before.get(name, _UNSEEN).end > MOST_BYTES for name, each in found.items()):
        _write(bench, found)
    return True


def _look(path: str, stat: Stat, before: Looked | None) -> Looked | None:
    """The journal as it is now; None where it is not quiet any more."""
    if before is not None and (before.size_bytes, before.mtime_ns) == (stat.size_bytes, stat.mtime_ns):
        return before
    if before is None or not is_continued(path, end=before.end, last_hash=before.last_hash):
        before = _UNSEEN
    with open(path, "rb") as file:
        file.seek(before.end)
        content = file.read()
    if any(word in content for word in LOUD):
        return None
    length = content.rfind(b"\n") + 1
    last_hash = hash_at_end(content[: length - 1]) if length else before.last_hash
    return Looked(stat.size_bytes, stat.mtime_ns, before.end + length, last_hash)


_UNSEEN = Looked(0, 0, 0, "")


def _before(path: str) -> dict[str, Looked] | None:
    """How far the journals were looked at before; None where they were not quiet then."""
    try:
        with open(path, "rb") as file:
            return msgspec.json.decode(file.read(), type=dict[str, Looked] | None)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return {}


def _write(bench: Workbench, said: dict[str, Looked] | None) -> None:
    from .cached import write_cached

    write_cached(bench, bench.paths.quiet, said)
