"""A file of the user's written whole or not at all: beside it first, then in its place."""

import os
import stat

from hunch.errors import CannotWrite, Refused


def read_or_empty(path: str) -> bytes:
    """What a file holds; nothing where there is none.

    Raises:
        Refused: it is a link, or no file.
        CannotWrite: it cannot be read.
    """
    try:
        found = os.lstat(path)
        if stat.S_ISLNK(found.st_mode):
            raise Refused(
                f"{path} is a symbolic link to {os.readlink(path)!r}",
                hint="Name the file that it leads to (--file PATH), or another folder of skills (--skills DIR).",
            )
        if not stat.S_ISREG(found.st_mode):
            raise Refused(
                f"{path} is no file",
                hint="Another file: --file PATH; another folder of skills: --skills DIR.",
            )
        with open(path, "rb") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        return b""
    except OSError as error:
        raise CannotWrite(f"cannot read {path}: {error.strerror}") from error


def check_writable(path: str) -> None:
    """That a file which is there may be written.

    Raises:
        CannotWrite: it is read-only.
    """
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return  # it is not there, or writing will say why
    if not mode & 0o222 or not os.access(path, os.W_OK):  # root may write what its owner has made read-only
        raise CannotWrite(f"{path} is read-only", hint=f"chmod u+w {path}, then call it again.")


def replace_content(path: str, content: bytes, *, was: bytes) -> None:
    """Write a file anew, with the rights that it has.

    Args:
        was: what it held when it was read.

    Raises:
        Refused: it holds something else by now.
        CannotWrite: it cannot be written; it is as it was.
    """
    check_writable(path)
    beside = os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.hunch-{os.getpid()}")
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(beside, "xb") as file:
            file.write(content)
            file.flush()
            if os.path.exists(path):
                os.fchmod(file.fileno(), stat.S_IMODE(os.stat(path).st_mode))
            os.fsync(file.fileno())
        if read_or_empty(path) != was:
            raise Refused(f"{path} was changed meanwhile", hint="Call it again.")
        os.replace(beside, path)
    except OSError as error:
        raise CannotWrite(f"cannot write {path}: {error.strerror}") from error
    finally:
        if os.path.lexists(beside):
            os.unlink(beside)
