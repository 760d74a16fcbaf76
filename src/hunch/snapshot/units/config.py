"""What differs between two versions of a configuration file, by the path of each key."""

from collections.abc import Callable, Mapping

import msgspec

from hunch.entities.change import UnitChange

MOST_KEYS = 20
"""A file in which more differ is rather data than configuration."""
MOST_TEXT = 200
YAML_WORDS = {True: "on", False: "off"}
"""Keys that YAML takes for truth, and that somebody has written as these words most likely."""
Path = tuple[str | int, ...]
Reader = Callable[[bytes], object]


def config_changes(path: str, old: bytes, new: bytes, reader: Reader) -> list[UnitChange] | None:
    """The keys that differ; None where one side does not read, or is no configuration."""
    try:
        return _changes(path, flat(reader(old)), flat(reader(new)))
    except (ValueError, RecursionError):
        return None


def _changes(
    path: str, before: Mapping[Path, object], after: Mapping[Path, object]
) -> list[UnitChange] | None:
    names = [
        name
        for name in dict.fromkeys([*after, *before])
        if name not in before or name not in after or differ(before[name], after[name])
    ]
    if len(names) > MOST_KEYS:
        return None
    renamed = _renamed(names, before, after)
    out = []
    for name in names:
        former = renamed.get(name)
        if former is not None:
            out.append(
                UnitChange(kind="renamed", what="key", name=dotted(name), path=path, old=dotted(former))
            )
        elif name not in renamed.values():
            out.append(_change(path, name, before, after))
    return out or [UnitChange(kind="cosmetic", what="file", name=path, path=path)]


def text(value: object) -> str:
    """A value as a sentence shows it: strings without quotes."""
    return value[:MOST_TEXT] if isinstance(value, str) else repr(value)[:MOST_TEXT]


def differ(old: object, new: object) -> bool:
    """Whether two values differ; NaN is NaN."""
    return type(old) is not type(new) or (old != new and not (old != old and new != new))


def flat(value: object, above: Path = ()) -> dict[Path, object]:
    """A nested value by the paths of its keys; lists that hold tables are gone into.

    >>> flat({"m": {"depth": 4}, "steps": [1, 2], "parts": [{"a": 1}]})
    {('m', 'depth'): 4, ('steps',): [1, 2], ('parts', 0, 'a'): 1}
    """
    out: dict[Path, object] = {}
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            out |= flat(inner, (*above, YAML_WORDS.get(key, str(key)) if isinstance(key, bool) else str(key)))
    elif isinstance(value, list) and any(isinstance(inner, dict) for inner in value):
        for at, inner in enumerate(value):
            out |= flat(inner, (*above, at))
    else:
        out[above] = value
    return out


def dotted(path: Path) -> str:
    """A path as it is told.

    >>> dotted(("parts", 0, "a"))
    'parts[0].a'
    """
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).lstrip(".") or "value"


def _change(path: str, name: Path, before: Mapping[Path, object], after: Mapping[Path, object]) -> UnitChange:
    kind = "added" if name not in before else "removed" if name not in after else "literal"
    values = [text(values[name]) if name in values else None for values in (before, after)]
    return UnitChange(kind=kind, what="key", name=dotted(name), path=path, old=values[0], new=values[1])


def _renamed(
    names: list[Path], before: Mapping[Path, object], after: Mapping[Path, object]
) -> dict[Path, Path]:
    """Keys that came where one of the same value, and nothing else, went from the same table."""
    gone = [name for name in names if name not in after]
    found = {}
    for name in names:
        if name in before:
            continue
        alike = [each for each in gone if each[:-1] == name[:-1] and not differ(before[each], after[name])]
        rivals = [
            each for each in names
            if each not in before and each[:-1] == name[:-1] and not differ(after[each], after[name])
        ]  # fmt: skip
        if len(alike) == len(rivals) == 1 and isinstance(after[name], str | int | float | list):
            found[name] = alike[0]
    return found


def _read_yaml(content: bytes) -> object:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(content, loader)
    except (yaml.YAMLError, TypeError) as error:  # TypeError: a key that is a list
        raise ValueError(str(error)) from error


def _read_toml(content: bytes) -> object:
    import tomllib

    return tomllib.loads(content.decode())


def _read_json(content: bytes) -> object:
    return msgspec.json.decode(content)


READERS: dict[str, Reader] = {
    "yaml": _read_yaml, "yml": _read_yaml, "toml": _read_toml, "json": _read_json,
}  # fmt: skip
