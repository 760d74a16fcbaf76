"""Changes by units, as `hunch diff --units` lists them: file by file, each with how it differs."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from hunch.entities.change import UnitChange
from hunch.entities.words import BLUISH_GREEN, GREY, VERMILLION, Colour

from .render import Terminal, paint, plain
from .table import Cell, Column, table

SIGNS: dict[str, str] = {
    "added": "+",
    "removed": "-",
    "moved": ">",
    "renamed": ">",
    "cosmetic": ".",
    "docstring": ".",
}
COLOURS: dict[str, Colour] = {"+": BLUISH_GREEN, "-": VERMILLION, ".": GREY}
OTHERWISE = "~"
NOT_LOADED = "not imported by the run"
PARAMS = "params"


def unit_lines(changes: Sequence[UnitChange], shown: Terminal) -> Iterator[str]:
    """A line for each change, below the name of its file."""
    rows = [_row(each) for each in changes]
    laid = table(
        [Column("", least=9), Column("", least=8), Column("", least=12), Column("", least=10)],
        rows, shown._replace(width=None if shown.width is None else shown.width - 2), header=False,
    )  # fmt: skip
    lines = iter(laid.lines)
    for path, several in groupby(changes, key=lambda each: each.path):
        files = list(several)
        yield _heading(path, files[0], shown)
        for _ in files:
            yield f"  {next(lines)}"


def _heading(path: str, first: UnitChange, shown: Terminal) -> str:
    name = paint(plain(path or PARAMS), None, shown, bold=True)
    return f"{name}  {paint(f'({NOT_LOADED})', GREY, shown)}" if first.loaded is False else name


def _row(change: UnitChange) -> list[Cell]:
    sign = SIGNS.get(change.kind, OTHERWISE)
    colour = COLOURS.get(sign)
    what = "" if change.what in ("param", "file") else change.what
    return [Cell(f"{sign} {change.kind}", colour), Cell(what), Cell(_name(change)), Cell(_how(change))]


def _name(change: UnitChange) -> str:
    if change.what == "file":
        return ""
    name = f"--{change.name}" if change.what == "argument" else change.name
    if change.within and not name:
        return f"in {change.within}"
    return f"{name}  in {change.within}" if change.within and not name.startswith(change.within) else name


def _how(change: UnitChange) -> str:
    """What stands behind the name: the values, the former name, the statements."""
    if change.kind in ("moved", "renamed"):
        place = f" in {change.old_path}" if change.old_path and change.what != "file" else ""
        return f"was {change.old}{place}" if change.old != change.name or place else ""
    if change.kind == "lines":
        return "" if change.added is None else f"+{change.added} -{change.removed} lines"
    if change.parts:
        return "   ".join(change.parts)
    if change.old is not None and change.new is not None:
        return f"{change.old} -> {change.new}"
    if change.kind in ("literal", "param") and change.old is not None:
        return f"{change.old} -> nothing"
    return change.new or change.old or ""
