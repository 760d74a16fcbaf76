"""A replicate before it runs: what it repeats, as the process that restored its code hands it on."""

from collections.abc import Mapping, Sequence

import msgspec

from .events import LeftOut


class Replica(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a run that repeats another one has from it."""

    run: str
    """The run that is repeated."""
    snapshot: str
    """Its code, which was restored into the folder in which the replicate runs."""
    home: str
    """The root of the folder in which the repeated run ran."""
    question: str | None = None
    idea: str | None = None
    left_out: list[LeftOut] = []
    """What the snapshot does not hold."""
    environ: dict[str, str] = {}
    """Variables for the command, beside what is there: where its modules are looked for."""


def moved(text: str, source: str, target: str) -> str:
    """A text in which each path below `source` is one below `target`.

    >>> moved("--data=/home/p/data:/home/pq", "/home/p", "/replica")
    '--data=/replica/data:/home/pq'
    """
    source = source.rstrip("/")
    if not source or source not in text:
        return text
    head, *rest = text.split(source)
    out = head
    for part in rest:
        is_path = (not part or part[0] in "/:;,\"' ") and (not out or out[-1] in "=:;,\"' ")
        out += (target.rstrip("/") if is_path else source) + part
    return out


def words_moved(words: Sequence[str], source: str, target: str) -> list[str]:
    """The words of a command, moved."""
    return [moved(word, source, target) for word in words]


def params_moved(params: Mapping[str, object], source: str, target: str) -> dict[str, object]:
    """Params, nested as they are, whose texts are moved."""
    return {name: _value_moved(value, source, target) for name, value in params.items()}


def _value_moved(value: object, source: str, target: str) -> object:
    if isinstance(value, str):
        return moved(value, source, target)
    if isinstance(value, Mapping):
        return params_moved(value, source, target)
    if isinstance(value, list):
        return [_value_moved(each, source, target) for each in value]
    return value
