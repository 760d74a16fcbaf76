"""The folder of a run: made, read, measured, taken away. What stands in it is written by capture."""

import os
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeVar

import msgspec

from hunch.entities.observed import Medium, Observation
from hunch.errors import CannotWrite, Damaged

from .paths import source_of
from .workbench import Workbench

_T = TypeVar("_T")

_decode_observation: Callable[[bytes], Observation] = msgspec.json.Decoder(Observation).decode
_decode_medium: Callable[[bytes], Medium] = msgspec.json.Decoder(Medium).decode


class Observed(NamedTuple):
    """What the run's processes told, in the order of its lines, and the lines that do not read, named."""

    observations: list[Observation]
    faults: list[str]


class Media(NamedTuple):
    """What media and artifacts a run kept, and the lines that do not read, named."""

    media: list[Medium]
    faults: list[str]


def make(bench: Workbench, run_id: str) -> str:
    """Make the folder of a new run; its path.

    Raises:
        CannotWrite: it cannot be made (read-only, full), or is there.
    """
    path = bench.paths.run(run_id)
    try:
        try:
            os.mkdir(path)
        except FileNotFoundError:
            os.mkdir(bench.paths.runs)
            os.mkdir(path)
    except OSError as error:
        raise CannotWrite(
            f"cannot make {path}: {error.strerror}",
            hint="Free some space, or set HUNCH_DIR to a folder that can be written.",
        ) from error
    return path


def observations(bench: Workbench, run_id: str) -> Observed:
    """What the run's processes told about themselves so far."""
    return Observed(*_lines(bench.paths.observed(run_id), _decode_observation))


def media(bench: Workbench, run_id: str) -> Media:
    """What media and artifacts the run kept so far."""
    return Media(*_lines(bench.paths.media(run_id), _decode_medium))


def environment(bench: Workbench, run_id: str) -> dict[str, Any] | None:
    """What environment.json says; None where there is none.

    Raises:
        Damaged: it does not read.
    """
    path = bench.paths.environment(run_id)
    content = _content(path)
    if content is None:
        return None
    try:
        said: dict[str, Any] = msgspec.json.decode(content, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Damaged(f"{path} does not read: {error}") from error
    return said


def write_environment(bench: Workbench, run_id: str, said: object) -> str:
    """Write environment.json whole or not at all; its sha256, for `run.finished`.

    Raises:
        CannotWrite: read-only or full.
    """
    from hunch.ids import content_hash

    path = bench.paths.environment(run_id)
    content = msgspec.json.encode(said)
    try:
        with open(f"{path}.new", "wb") as file:
            file.write(content)
        os.replace(f"{path}.new", path)
    except OSError as error:
        raise CannotWrite(f"cannot write {path}: {error.strerror}") from error
    return content_hash(content)


def metrics_files(bench: Workbench, run_id: str) -> dict[str, int]:
    """Size in bytes of each metrics file, by name; {} where there is no folder."""
    return {name: size for name, size in files(bench, run_id).items() if source_of(name) is not None}


def files(bench: Workbench, run_id: str) -> dict[str, int]:
    """Size in bytes of each file of the folder, by name; {} where there is no folder."""
    return dict(sorted(_sizes(bench.paths.run(run_id))))


def size_bytes(bench: Workbench, run_id: str) -> int:
    """What the folder holds, blobs not counted."""
    return folder_size_bytes(bench.paths.run(run_id))


def measure(bench: Workbench, run_id: str) -> dict[str, str]:
    """sha256 of each metrics file, by name: what `run.measured` says."""
    folder = bench.paths.run(run_id)
    return {name: file_hash(os.path.join(folder, name)) for name in metrics_files(bench, run_id)}


def beat(bench: Workbench, run_id: str) -> None:
    """Touch the heartbeat: the run's owner lives. Quiet where it cannot be written; readers then see it age."""
    path = bench.paths.heartbeat(run_id)
    try:
        os.utime(path)
    except FileNotFoundError:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o644))
        except OSError:  # full, or the folder was removed: the run goes on
            return
    except OSError:
        return


def heartbeat_age_s(bench: Workbench, run_id: str, *, now_us: int) -> float | None:
    """How long ago the run's owner last said that it lives; None where it never did."""
    try:
        touched_ns = os.stat(bench.paths.heartbeat(run_id)).st_mtime_ns
    except OSError:
        return None
    return now_us / 1e6 - touched_ns / 1e9


def remove(bench: Workbench, run_id: str) -> int:
    """Take the folder away for good; the bytes that it held. Nothing happens where there is none.

    Raises:
        CannotWrite: something of it cannot be deleted.
    """
    return remove_folder(bench.paths.run(run_id))


def remove_folder(path: str) -> int:
    """As `remove`, for any folder."""
    import shutil

    freed = folder_size_bytes(path)
    try:
        shutil.rmtree(path)
    except FileNotFoundError:
        return 0
    except OSError as error:
        raise CannotWrite(f"cannot delete {path}: {error.strerror}") from error
    return freed


def file_hash(path: str) -> str:
    """sha256 of a file's content."""
    import hashlib

    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def folder_size_bytes(path: str) -> int:
    """What the files in a folder and below hold; 0 where there is none. Links are not followed."""
    total = 0
    for here, _, names in os.walk(path):
        for name in names:
            try:
                total += os.lstat(os.path.join(here, name)).st_size
            except FileNotFoundError:  # gone meanwhile
                continue
    return total


def _sizes(folder: str) -> Iterator[tuple[str, int]]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_file(follow_symlinks=False):
                    yield entry.name, entry.stat(follow_symlinks=False).st_size
    except FileNotFoundError:
        return


def _content(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _lines(path: str, decode: Callable[[bytes], _T]) -> tuple[list[_T], list[str]]:
    """The lines of a file that read, and which do not and why. Without its newline, a last one may still be
    on its way: it counts when it reads, and is no fault else."""
    *whole, rest = (_content(path) or b"").split(b"\n")
    read: list[_T] = []
    faults: list[str] = []
    for number, line in enumerate([*whole, rest], 1):
        if not line:
            continue
        try:
            read.append(decode(line))
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            if number <= len(whole):
                faults.append(f"{os.path.basename(path)}, line {number}: {error}")
    return read, faults
