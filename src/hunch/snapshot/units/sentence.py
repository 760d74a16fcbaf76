"""What changed between two runs, in one plain line of fewer than a hundred characters."""

import ast
from collections import Counter
from collections.abc import Mapping, Sequence

from hunch.entities.change import UnitChange

from .config import differ, text
from .phrases import COSMETIC, detail, phrases

LONGEST = 99
FEW = 3
"""More statements of one script than these are told together."""
MANY = "statements"
RANKS = {
    "param": 0, "literal": 1, "body": 2, "signature": 2, "added": 3, "removed": 4, "renamed": 5,
    "moved": 6, "lines": 7, "import": 8, "mode": 9, "binary": 9, "docstring": 10, "cosmetic": 10,
}  # fmt: skip
QUIET = ("docstring", "cosmetic")
ASIDE, UNLOADED = 20, 40
"""Tests, documents and data come after all code, and what the run did not load after these."""
PACKAGING = ("setup.py", "setup.cfg", "pyproject.toml", "package.json")
DOCUMENTS = (
    "md",
    "rst",
    "txt",
    "csv",
    "tsv",
    "log",
    "png",
    "svg",
    "jpg",
    "pdf",
    "lock",
    "gif",
    "html",
    "bib",
)
PROSE = ("md", "rst", "bib", "pdf", "html", "png", "svg", "jpg", "gif")
"""What nothing but people read, where the run did not: told where nothing else changed. Tables and texts may be data."""
PARTS = ("else", "try", "finally", "pass", "...")
TALK = (
    "print",
    "print0",
    "info",
    "debug",
    "warning",
    "error",
    "log",
    "write",
    "add_argument",
    "title",
    "xlabel",
    "ylabel",
)
"""What is called to say something: a text in it is not what a run is about."""


def sentence(units: Sequence[UnitChange], params: Sequence[UnitChange] = (), *, joiner: str = "; ") -> str:
    """One line, the most important first; "" where nothing changed.

    >>> sentence([UnitChange(kind="body", what="method", name="Block.forward", path="m.py")],
    ...          param_changes({"lr": 0.04}, {"lr": 0.05}))
    'lr 0.04 -> 0.05; body of `Block.forward`'
    """
    rest = untold(units, params)
    matters = [*params, *[unit for unit in rest if unit.kind not in QUIET]]
    if not matters:
        return COSMETIC if rest else ""
    ranked = ordered([each for each in matters if not _is_prose(each)] or matters)
    return _joined(_gathered(ranked), joiner)


def untold(units: Sequence[UnitChange], params: Sequence[UnitChange]) -> list[UnitChange]:
    """The changes that are not told by a param already: its default in an argument, a config file or a constant."""
    told = {_last(param.name): param for param in params}
    return [unit for unit in units if unit.what == "param" or not _says(told.get(_last(unit.name)), unit)]


def ordered(units: Sequence[UnitChange]) -> list[UnitChange]:
    """The most important first; what the run did not load last."""
    return sorted(units, key=rank)


def _is_prose(unit: UnitChange) -> bool:
    return unit.loaded is False and unit.path.lower().rpartition(".")[2] in PROSE


def rank(unit: UnitChange) -> int:
    """How far behind a change comes."""
    *folders, file = unit.path.lower().split("/")
    is_test = (
        folders[:1] == [".github"]
        or "tests" in folders
        or "test" in folders
        or file.startswith("test_")
        or file == "conftest.py"
    )
    is_aside = is_test or file.rpartition(".")[2] in DOCUMENTS
    is_aside = is_aside or file in PACKAGING or unit.name in ("__version__", "project.version", "version")
    own = RANKS.get(unit.kind, 9)
    if is_talk(unit):
        own = RANKS["import"]
    elif (unit.name in PARTS and unit.what == "statement") or (
        unit.what == "file" and unit.kind in ("added", "removed")
    ):
        own = RANKS["moved"]
    return own + (ASIDE if is_aside else 0) + (UNLOADED if unit.loaded is False else 0)


def param_changes(old: Mapping[str, object], new: Mapping[str, object]) -> list[UnitChange]:
    """Params that differ, in the order of the new ones; names are dotted, values as they are."""
    out = []
    for name in dict.fromkeys([*new, *old]):
        before, after = old.get(name), new.get(name)
        if name in old and name in new and (before == after or not differ(before, after)):
            continue
        values = [text(side[name]) if name in side else None for side in (old, new)]
        out.append(UnitChange(kind="param", what="param", name=name, old=values[0], new=values[1]))
    return out


def _last(name: str) -> str:
    return name.rpartition(".")[2].replace("-", "_").lower()


def _says(param: UnitChange | None, unit: UnitChange) -> bool:
    """Whether a param's change is the same as that of a value in the code."""
    if param is None:
        return False
    if unit.kind in ("added", "removed") and unit.what in ("argument", "key", "variable", "attribute"):
        came = unit.kind == "added"
        return (param.old is None) if came else (param.new is None)
    return unit.kind == "literal" and all(
        is_same_value(*sides) for sides in ((param.old, unit.old), (param.new, unit.new))
    )


def is_same_value(param: str | None, written: str | None) -> bool:
    """Whether a param's value is what stands in the code: `0.04` is `4e-2`, and `adam` is `'adam'`."""
    if param is None or written is None or param == written:
        return param == written
    values = [_meant(each) for each in (param, written)]
    return values[0] == values[1]


def _meant(value: str) -> object:
    """The value of a text; a text in quotes may hold one, which an argument's type makes of it."""
    try:
        meant = ast.literal_eval(value)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return value
    if isinstance(meant, str) and meant != value:
        return _meant(meant)
    return [*meant] if isinstance(meant, tuple) else meant


def is_part(unit: UnitChange) -> bool:
    """Whether a statement is only a part of another, such as `else`."""
    return unit.name in PARTS and unit.what == "statement"


def is_talk(unit: UnitChange) -> bool:
    """Whether a change is only about a text that is printed or logged."""
    if unit.what == "statement" and unit.kind != "literal":
        return unit.name.partition("(")[0].rpartition(".")[2] in TALK and "(" in unit.name
    values = [each for each in (unit.old, unit.new) if each is not None]
    is_text = unit.kind == "literal" and all(each[:1] in "'\"fbr" and each[-1:] in "'\"" for each in values)
    return is_text and (unit.name in TALK or any(len(each.split()) > 2 for each in values))


def _gathered(units: Sequence[UnitChange]) -> list[UnitChange]:
    """Without what another says better: what moved because something was put around it, and the many statements of a script."""
    loose = Counter(unit.path for unit in units if _is_loose(unit))
    out: list[UnitChange] = []
    for unit in units:
        if (
            unit.kind == "moved"
            and unit.what != "file"
            and unit.old == unit.name
            and unit.old_path is None
            and loose[unit.path]
        ):
            continue
        if not _is_loose(unit) or loose[unit.path] <= FEW:
            out.append(unit)
        elif not any(each.what == MANY and each.path == unit.path for each in out):
            out.append(UnitChange(kind="body", what=MANY, name=unit.path.rpartition("/")[2], path=unit.path))
    return out or list(units)


def _is_loose(unit: UnitChange) -> bool:
    """A statement of a script."""
    return unit.what == "statement" and unit.kind in ("added", "removed", "body")


def _joined(units: Sequence[UnitChange], joiner: str) -> str:
    """As many as there is room for, and how many more there are."""
    for count in range(len(units), 0, -1):
        more = len(units) - count
        said = phrases(units[:count])
        if not more:
            said = _in_detail(said, units, joiner)
        line = joiner.join([*said, *([f"+{more} more"] if more else [])])
        if len(line) <= LONGEST:
            return line
    tail = f"{joiner}+{len(units) - 1} more" if len(units) > 1 else ""
    return phrases(units[:1])[0][: LONGEST - len(tail) - 3] + "..." + tail


def _in_detail(said: list[str], units: Sequence[UnitChange], joiner: str) -> list[str]:
    """Where only one unit of what matters differs, and that in one place: with this place, if there is room for it."""
    main = [unit for unit in units if rank(unit) < min(ASIDE, RANKS["import"])]
    details = {found for unit in main if (found := detail(unit))}
    if len(phrases(main)) != 1 or len(details) != 1 or said[0] != phrases(main)[0]:
        return said
    first, rest = f"{said[0]}: {details.pop()}", said[1:]
    for longer in ([first, *rest], [first, f"+{len(units) - len(main)} more"]):
        if len(joiner.join(longer)) <= LONGEST:
            return longer
    return said
