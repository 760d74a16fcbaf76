"""A change in a few words."""

from collections.abc import Sequence

from hunch.entities.change import UnitChange

LONGEST_VALUE = 24
LONGEST_NAME = 40
SIGNATURE, BODY = "signature of ", "body of "
SHARED = (
    *("signature and body of ", SIGNATURE, BODY, "value of ", "imports of ", "changed ", "moved "),
    *("bases of ", "decorators of "),
    *("new file ", "removed file ", "new ", "removed "),
)
"""Beginnings that several changes may share."""


def phrase(unit: UnitChange) -> str:
    """One change in a few words.

    >>> phrase(UnitChange(kind="body", what="method", name="Block.forward"))
    'body of `Block.forward`'
    """
    file = _file(unit.path)
    match unit.kind:
        case "param" | "literal":
            return _value(unit)
        case "added" | "removed":
            return _came(unit)
        case "renamed" | "moved":
            return _moved(unit)
        case "signature" | "body":
            return _differs(unit)
        case "import":
            return f"imports of `{file}`"
        case "docstring" | "cosmetic":
            return COSMETIC
        case "mode":
            return f"mode of `{file}`"
        case "lines" if unit.added is not None:
            return f"`{file}` +{unit.added} -{unit.removed} lines"
    return f"`{file}` changed"


COSMETIC = "comments or formatting only"


def phrases(units: Sequence[UnitChange]) -> list[str]:
    """Changes in a few words, in their order; those that begin alike share the beginning.

    >>> phrases([UnitChange(kind="body", what="function", name=name) for name in ("a", "b")])
    ['body of `a`, `b`']
    """
    said = list(dict.fromkeys(map(phrase, units)))
    said = _both(said)
    out: list[str] = []
    for each in said:
        begin = _begins(each)
        if begin and out and _begins(out[-1]) == begin:
            out[-1] += ", " + each.removeprefix(begin)
        else:
            out.append(each)
    return out


def _begins(said: str) -> str | None:
    return next((begin for begin in SHARED if said.startswith(begin)), None) if said.endswith("`") else None


def detail(unit: UnitChange) -> str | None:
    """Of a function in which one statement differs: which.

    >>> detail(UnitChange(kind="body", what="function", name="f", parts=["+g(x)"], added=1, removed=0))
    'new `g(x)`'
    """
    if unit.kind not in ("body", "signature") or any(part[1:2] == "@" for part in unit.parts):
        return None
    is_one = (
        unit.kind == "signature"
        or unit.added is None
        or (unit.added, unit.removed) in ((1, 1), (1, 0), (0, 1))
    )
    match [(part[:1], short(part[1:], LONGEST_NAME)) for part in unit.parts]:
        case [("+", new)] if is_one:
            return f"new `{new}`"
        case [("-", old)] if is_one:
            return f"no `{old}`"
        case [("-", old), ("+", new)] if is_one and old != new:
            return f"`{old}` -> `{new}`"
    return None


def _both(said: list[str]) -> list[str]:
    """`signature of` and `body of` one function as one."""
    both = {each.removeprefix(SIGNATURE) for each in said if each.startswith(SIGNATURE)}
    both &= {each.removeprefix(BODY) for each in said if each.startswith(BODY)}
    return [
        f"signature and {each}" if each.startswith(BODY) and each.removeprefix(BODY) in both else each
        for each in said
        if not (each.startswith(SIGNATURE) and each.removeprefix(SIGNATURE) in both)
    ]


def short(value: str | None, most: int = LONGEST_VALUE) -> str | None:
    """A value in one short line."""
    if value is None:
        return None
    flat = " ".join(value.split())
    return flat if len(flat) <= most else flat[: most - 3].rstrip() + "..."


def parted(old: str, new: str) -> tuple[str, str]:
    """Two values in short, where they differ: what they share at the beginning is left out where it would hide that.

    >>> parted("runs/with/a/rather/long/name/A", "runs/with/a/rather/long/name/B")
    ('...long/name/A', '...long/name/B')
    """
    before, after = (" ".join(each.split()) for each in (old, new))
    cut = (short(before) or "", short(after) or "")
    if cut[0] != cut[1]:
        return cut
    shared = next(
        (at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
        min(len(before), len(after)),
    )
    begin = max(0, shared - 10)
    said = ["..." + each[begin:] for each in (before, after)]
    return short(said[0]) or "", short(said[1]) or ""


def _value(unit: UnitChange) -> str:
    name = short(unit.name, LONGEST_NAME) or (f"`{unit.within}`" if unit.within else f"`{_file(unit.path)}`")
    if unit.old is None:
        return f"new {name}={short(unit.new)}"
    if unit.new is None:
        return f"no {name} (was {short(unit.old)})"
    old, new = parted(unit.old, unit.new)
    return f"{name} {old} -> {new}"


def _came(unit: UnitChange) -> str:
    word = "new" if unit.kind == "added" else "removed"
    name = short(unit.name.partition("#")[0], LONGEST_NAME)
    if unit.what == "file":
        return f"{word} file `{_file(unit.path)}`"
    value = unit.new if unit.kind == "added" else unit.old
    if unit.what == "key":
        return _value(unit)
    if unit.what == "argument":
        return f"{word} `--{name}`" + (
            f" ({value})" if value and len(value) <= LONGEST_VALUE and word == "new" else ""
        )
    if unit.what in ("variable", "attribute") and word == "new" and value and len(value) <= LONGEST_VALUE:
        return f"new `{name} = {' '.join(value.split())}`"
    return f"{word} `{name}`"


def _moved(unit: UnitChange) -> str:
    name = short(unit.name, LONGEST_NAME)
    former = short(unit.old, LONGEST_NAME)
    if unit.what == "file":
        return f"`{_file(unit.old or '')}` {_verb(unit)} `{_file(unit.path) if unit.kind == 'renamed' else unit.path}`"
    if unit.old_path is not None:
        called = "" if unit.old == unit.name else f" as `{name}`"
        return f"`{former}` moved to `{_file(unit.path)}`{called}"
    if unit.old != unit.name and unit.old:
        return f"`{former}` {_verb(unit)} `{name}`"
    return f"moved `{name}`"


def _verb(unit: UnitChange) -> str:
    return "renamed" if unit.kind == "renamed" else "moved to"


def _differs(unit: UnitChange) -> str:
    name = short(unit.name, LONGEST_NAME)
    if unit.kind == "signature":
        if unit.parts and all(part[1:2] == "@" for part in unit.parts):
            return f"decorators of `{name}`"
        return f"{'bases' if unit.what == 'class' else 'signature'} of `{name}`"
    if unit.what == "statements":
        return f"top level of `{name}`"
    if unit.what in ("function", "method"):
        return f"body of `{name}`"
    if unit.what in ("variable", "attribute"):
        return f"value of `{name}`"
    return f"changed `{'--' if unit.what == 'argument' else ''}{name}`"


def _file(path: str) -> str:
    return path.rpartition("/")[2]
