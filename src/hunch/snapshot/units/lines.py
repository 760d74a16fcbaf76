"""Changes that are told by their lines: of files that are not understood."""

from hunch.entities.change import UnitChange

MOST_LINES = 4_000
WHERE_INDENTATION_MATTERS = (".py", ".pyi", ".ipynb", ".yaml", ".yml")


def line_change(path: str, old: bytes, new: bytes) -> UnitChange:
    """A change told by the number of its lines (None where the file is too long to count)."""
    before, after = old.splitlines(), new.splitlines()
    if not path.endswith(WHERE_INDENTATION_MATTERS) and _bare(before) == _bare(after):
        return UnitChange(kind="cosmetic", what="file", name=path, path=path)
    if max(len(before), len(after)) > MOST_LINES:
        return UnitChange(kind="lines", what="file", name=path, path=path)
    from difflib import SequenceMatcher

    added = removed = 0
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=True).get_opcodes():
        if tag != "equal":
            removed, added = removed + i2 - i1, added + j2 - j1
    return UnitChange(kind="lines", what="file", name=path, path=path, added=added, removed=removed)


def _bare(lines: list[bytes]) -> list[bytes]:
    return [bare for line in lines if (bare := line.strip())]
