"""What stands when a run begins, kept in the cache: a start reads only what the journals have said since.

It does without SQLite, which would have to be imported before the user's process runs. As with every cache:
broken, of another version or deleted, it is made again without a word; where it cannot be written, it is not kept.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

import msgspec

from hunch.entities.question import Focus
from hunch.entities.standing import Standing
from hunch.entities.standing_fold import folded, folded_on
from hunch.entities.standing_heard import KINDS, Heard, Matter
from hunch.errors import Damaged

from .cached import write_cached
from .lines import decode_line, has_form, is_drawn
from .tails import Stat, hash_at_end, is_continued, stats_of
from .workbench import Workbench, WorkingFolder

RULE = 3
"""Goes up when the same journals come to stand for something else."""
KIND = b',"kind":"'


class Place(msgspec.Struct, frozen=True):
    """What a focus hangs on: who, on which machine, in which working folder."""

    author: str
    machine: str
    folder: str


class Read(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """How far a journal file was read, what its last line ended in there, and what the disk said of it."""

    end: int
    last_hash: str
    size_bytes: int
    mtime_ns: int


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept in the cache."""

    rule: int
    files: dict[str, Read]
    standing: Standing


class _News(msgspec.Struct, frozen=True):
    """What the journals have said since they were read."""

    files: dict[str, Read]
    heard: list[Heard]


def standing(bench: Workbench) -> Standing:
    """What stands in a workbench now. A journal that cannot be read is passed over: readers and doctor name it.

    Raises:
        NewerFormat: a line is of a newer Hunch.
        OSError: the folder of journals cannot be read.
    """
    folder, kept = bench.paths.journal, _kept(bench)
    stats = stats_of(folder)
    if _is_up_to_date(kept, stats):
        return kept.standing
    now = None
    if kept.files and all(
        _continues(folder, name, read, stats.get(name)) for name, read in kept.files.items()
    ):
        now = _on(folder, kept, stats)
    now = now or _anew(folder, stats)
    write_cached(bench, bench.paths.standing, now)
    return now.standing


def standing_as_of(bench: Workbench, until: str) -> Standing:
    """What stood before any event whose id exceeds `until`; nothing of it is kept.

    Raises:
        NewerFormat: a line is of a newer Hunch.
        OSError: the folder of journals cannot be read.
    """
    folder = bench.paths.journal
    heard = _news(folder, {}, stats_of(folder)).heard
    return folded([each for each in heard if each.id <= until])


def place_of(folder: WorkingFolder) -> Place:
    """Where somebody's focus is who works here."""
    about = folder.bench.surroundings
    return Place(about.author, about.host, folder.key)


def focus_here(standing: Standing, folder: WorkingFolder) -> Focus:
    """What somebody is at who works here."""
    place = place_of(folder)
    return standing.focus_of(place.author, place.machine, place.folder)


def _is_up_to_date(kept: Kept, stats: Mapping[str, Stat]) -> bool:
    return {name: Stat(read.size_bytes, read.mtime_ns) for name, read in kept.files.items()} == stats


def _continues(folder: str, name: str, read: Read, stat: Stat | None) -> bool:
    """Whether what was read of a file still stands there, as far as its size and last line tell."""
    if stat is None or stat.size_bytes < read.end:
        return False
    if stat.size_bytes == read.size_bytes:
        return stat.mtime_ns == read.mtime_ns
    try:
        return is_continued(os.path.join(folder, name), end=read.end, last_hash=read.last_hash)
    except OSError:
        return False


def _on(folder: str, kept: Kept, stats: Mapping[str, Stat]) -> Kept | None:
    """What stands after what was said since; None where it cannot be told from that alone."""
    news = _news(folder, kept.files, stats)
    now = folded_on(kept.standing, news.heard)
    return Kept(rule=RULE, files=news.files, standing=now) if now else None


def _anew(folder: str, stats: Mapping[str, Stat]) -> Kept:
    news = _news(folder, {}, stats)
    return Kept(rule=RULE, files=news.files, standing=folded(news.heard))


def _news(folder: str, files: Mapping[str, Read], stats: Mapping[str, Stat]) -> _News:
    """What all files say behind what was read of them."""
    read, lines = {}, list[bytes]()
    for name, stat in stats.items():
        before = files.get(name, Read(end=0, last_hash="", size_bytes=0, mtime_ns=0))
        if Stat(before.size_bytes, before.mtime_ns) == stat:
            read[name] = before
            continue
        try:
            new, end = _whole_lines(os.path.join(folder, name), before.end)
        except OSError:
            continue
        last_hash = hash_at_end(new[-1]) if new else before.last_hash
        read[name] = Read(end=end, last_hash=last_hash, size_bytes=stat.size_bytes, mtime_ns=stat.mtime_ns)
        lines += new
    return _News(read, _in_order(lines))


def _whole_lines(path: str, begin: int) -> tuple[list[bytes], int]:
    """The lines of a file from an offset on, and where they end; one that is not finished waits."""
    with open(path, "rb") as file:
        file.seek(begin)
        content = file.read()
    length = content.rfind(b"\n") + 1
    return content[: length - 1].split(b"\n") if length else [], begin + length


def _in_order(lines: Iterable[bytes]) -> list[Heard]:
    """The events that matter, sorted by id: of two lines that say they are the same, the one of the smaller hash."""
    kept: dict[str, tuple[str, bytes, Heard]] = {}
    for line, heard in _heard(lines):
        said = hash_at_end(line), line, heard
        known = kept.setdefault(heard.id, said)
        if known[:2] > said[:2]:
            kept[heard.id] = said
    return [kept[identifier][2] for identifier in sorted(kept)]


def _heard(lines: Iterable[bytes]) -> Iterator[tuple[bytes, Heard]]:
    """What lines say that matters; those that do not read are passed over, as readers do."""
    decoders: dict[bytes, Callable[[bytes], Matter]] = {}
    for line in lines:
        begin = line.find(KIND) + len(KIND)
        kind = line[begin : line.find(b'"', begin)]
        if kind not in _MATTERING:
            continue
        if kind not in decoders:
            decoders[kind] = msgspec.json.Decoder(_MATTERING[kind]).decode
        try:
            event = decode_line(line)
            data = decoders[kind](event.data)
        except (Damaged, msgspec.MsgspecError, UnicodeDecodeError):
            continue
        if is_drawn(event.id) and all(map(has_form, _runs_in(data))):
            yield line, Heard(event.id, event.at, event.by, event.sha256, data)


def _runs_in(data: Matter) -> list[str]:
    """The runs that an event speaks of."""
    run = getattr(data, "run", None)
    return [run] if run is not None else getattr(data, "runs", [])


_MATTERING = {kind.encode(): matter for kind, matter in KINDS.items()}


def _kept(bench: Workbench) -> Kept:
    """What is in the cache; nothing where it does not read or is of another version."""
    try:
        with open(bench.paths.standing, "rb") as file:
            kept = _decode(file.read())
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return _NOTHING
    return kept if kept.rule == RULE else _NOTHING


_NOTHING = Kept(rule=RULE, files={}, standing=Standing())
_decode = lru_cache(maxsize=1)(msgspec.json.Decoder(Kept).decode)
"""One command asks several times what stands, and what it gets is frozen."""
