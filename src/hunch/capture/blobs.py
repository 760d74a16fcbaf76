"""Contents kept by their hash, once for all runs: written beside and renamed, read-only."""

import os
from collections.abc import Callable
from typing import Final, NamedTuple

PIECE_BYTES: Final = 1 << 20
READ_ONLY: Final = 0o444

BlobPath = Callable[[str], str]
"""Where the blob of a sha256 lies."""


class Kept(NamedTuple):
    """A content that is there now."""

    sha256: str
    size_bytes: int


def keep_bytes(content: bytes, blob_path: BlobPath) -> Kept:
    """Keep a content.

    Raises:
        OSError: it cannot be written.
    """
    import hashlib

    sha256 = hashlib.sha256(content).hexdigest()
    path = blob_path(sha256)
    if not _is_there(path, len(content)):
        beside = _beside(path)
        try:
            with open(beside, "xb") as file:
                file.write(content)
            _put(beside, path)
        except OSError:
            _forget(beside)
            raise
    return Kept(sha256, len(content))


def keep_file(source: str, blob_path: BlobPath) -> Kept:
    """Keep what a file holds, a piece at a time: read once, whatever its size.

    Raises:
        OSError: it cannot be read, or its copy not written.
    """
    import hashlib

    digest, size = hashlib.sha256(), 0
    beside = _beside(blob_path("0" * 64))
    try:
        with open(source, "rb") as reading, open(beside, "xb") as writing:
            while piece := reading.read(PIECE_BYTES):
                digest.update(piece)
                size += len(piece)
                writing.write(piece)
        path = blob_path(digest.hexdigest())
        if _is_there(path, size):
            _forget(beside)
        else:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            _put(beside, path)
    except OSError:
        _forget(beside)
        raise
    return Kept(digest.hexdigest(), size)


def _is_there(path: str, size_bytes: int) -> bool:
    """Whether the blob is there whole, which is touched, so that whoever takes blobs away sees it in use; one of
    another size is what a full disk left, and is written anew."""
    try:
        if os.stat(path).st_size != size_bytes:
            return False
        os.utime(path)
    except FileNotFoundError:
        return False
    except OSError:  # not ours to touch
        return os.path.exists(path)
    return True


def _beside(path: str) -> str:
    folder = os.path.dirname(path)
    os.makedirs(folder, exist_ok=True)
    return os.path.join(folder, f".{os.getpid()}-{os.urandom(6).hex()}")


def _put(beside: str, path: str) -> None:
    os.chmod(beside, READ_ONLY)
    os.replace(beside, path)


def _forget(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return
