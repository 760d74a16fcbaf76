"""Runs that would tell apart what was changed at once: one of the changes, and no other."""

from collections.abc import Iterator, Mapping, Sequence

from hunch.entities.change import ChangeGroup, UnitChange
from hunch.entities.explanation import Edge, Separation
from hunch.journal.index import Index

MOST = 5
IN_CODE = ("init", "config", "changed")
"""Origins of params that no word of a command sets."""


def separations(index: Index, confounded: Sequence[Edge], single: Sequence[Edge]) -> list[Separation]:
    """For each edge that changed several things the one change that is least work to try alone, the run's own line first.

    Where all but one of an edge's changes were tried alone already, there is nothing to add.
    """
    tried = {_what(each.groups[0]) for each in single}
    found = []
    for edge in sorted(confounded, key=lambda each: not each.on_line):
        left = [group for group in edge.groups if _what(group) not in tried]
        if len(left) > 1:
            found.append(_separation(index, edge, min(left, key=_work)))
    return found[:MOST]


def _what(group: ChangeGroup) -> object:
    """Equal where two groups are the same change, wherever it was made."""
    return frozenset(
        (each.kind, each.path, each.name, each.old, each.new, *each.parts) for each in group.changes
    )


def _work(group: ChangeGroup) -> tuple[bool, int]:
    """Params need no editing, and one place less than two."""
    return not _is_of_params(group), len(group.changes)


def _is_of_params(group: ChangeGroup) -> bool:
    return all(each.kind == "param" for each in group.changes)


def _separation(index: Index, edge: Edge, group: ChangeGroup) -> Separation:
    parent = index.run(edge.parent)
    run = index.run(edge.run)
    origins = {**(parent.origins if parent else {}), **(run.origins if run else {})}
    command = _command(parent.command, group.changes, origins) if parent and _is_of_params(group) else None
    return Separation(
        run=edge.run, parent=edge.parent, parent_name=edge.parent_name, only=group.sentence, command=command
    )


def _command(
    command: Sequence[str], params: Sequence[UnitChange], origins: Mapping[str, str]
) -> list[str] | None:
    """The command with other values of params; None where it is not known how a param is said in it."""
    words = list(command)
    for param in params:
        if param.new is None or (origins.get(param.name) in IN_CODE and not _is_said(words, param.name)):
            return None
        words = list(_with(words, param.name, param.new))
    return words


def _is_said(words: Sequence[str], name: str) -> bool:
    return any(_name(word) == _plain(name) for word in words)


def _name(word: str) -> str:
    return _plain(word.partition("=")[0].lstrip("-+"))


def _plain(name: str) -> str:
    return name.replace("-", "_")


def _with(words: Sequence[str], name: str, value: str) -> Iterator[str]:
    """The words with one param set; put in at the end, in the manner of the others, where it is not among them."""
    is_set = skip = False
    for word in words:
        if skip:
            skip = False
            continue
        key, equals, _ = word.partition("=")
        if _name(word) != _plain(name):
            yield word
        elif equals:
            is_set = True
            yield f"{key}={value}"
        elif word.startswith("-"):
            is_set = skip = True
            yield from (word, value)
        else:
            yield word
    if not is_set:
        has_keys = any("=" in word and not word.startswith("-") for word in words[1:])
        yield from [f"{name}={value}"] if has_keys else [f"--{name}", value]
