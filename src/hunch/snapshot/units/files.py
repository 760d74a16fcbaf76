"""What differs between two versions of one file, by what kind of file it is."""

from typing import NamedTuple

from hunch.entities.change import UnitChange
from hunch.snapshot.tree import code_cells

from .chunks import chunks, decoded
from .config import READERS, config_changes
from .lines import line_change
from .matching import TooManyError
from .python import Compared, compared
from .telling import told

LARGEST_BYTES = 2_000_000
PYTHON = ("py", "pyi")


class Told(NamedTuple):
    """A file's changes; for a Python file also how its units were matched, from which they were told."""

    changes: list[UnitChange]
    compared: Compared | None = None


def units_of(path: str, old: bytes, new: bytes) -> list[UnitChange]:
    """What differs between two versions of one file; files that are not understood are told by their lines."""
    found = compare_file(path, old, new)
    return found.changes if found.compared is None else tell(path, found.compared, old, new)


def tell(path: str, found: Compared, old: bytes, new: bytes) -> list[UnitChange]:
    """The changes of a Python file, matched; by its lines where it is nested too deeply to be written down again."""
    try:
        return told(path, found)
    except (RecursionError, TooManyError):
        return [line_change(path, old, new)]


def compare_file(path: str, old: bytes, new: bytes) -> Told:
    """As `units_of`; of a Python file it is left to be told."""
    if old == new:
        return Told([])
    if b"\0" in old[:8000] or b"\0" in new[:8000]:
        return Told([UnitChange(kind="binary", what="file", name=path, path=path)])
    if max(len(old), len(new)) > LARGEST_BYTES:
        return Told([UnitChange(kind="lines", what="file", name=path, path=path)])
    suffix = path.rpartition(".")[2].lower()
    if suffix in PYTHON or suffix == "ipynb":
        found = _compared(old, new) if suffix in PYTHON else _compared_cells(old, new)
        return Told([], found) if found is not None else Told([line_change(path, old, new)])
    changes = config_changes(path, old, new, READERS[suffix]) if suffix in READERS else None
    return Told(changes if changes is not None else [line_change(path, old, new)])


def module_text(path: str, content: bytes) -> str | None:
    """The Python of a file; None where there is none that reads."""
    suffix = path.rpartition(".")[2].lower()
    if suffix in PYTHON:
        return decoded(content)
    cells = code_cells(content) if suffix == "ipynb" else None
    return None if cells is None else "".join(map(_as_chunk, cells))


def _compared(old: bytes, new: bytes) -> Compared | None:
    texts = decoded(old), decoded(new)
    if texts[0] is None or texts[1] is None:
        return None
    return compared(chunks(texts[0]), chunks(texts[1]))


def _compared_cells(old: bytes, new: bytes) -> Compared | None:
    """Of a notebook the code of its cells counts; outputs do not."""
    before, after = code_cells(old), code_cells(new)
    if before is None or after is None:
        return None
    return compared([_as_chunk(cell) for cell in before], [_as_chunk(cell) for cell in after])


def _as_chunk(cell: str) -> str:
    """A cell as Python: lines that only a notebook understands (`%time`, `!ls`) become comments, and `%%` all of it."""
    lines = cell.splitlines()
    if lines and lines[0].startswith("%%"):
        lines = ["# " + line for line in lines]
    kept = ["# " + line if line.lstrip()[:1] in ("%", "!", "?") and line.strip() else line for line in lines]
    return "".join(line + "\n" for line in kept)
