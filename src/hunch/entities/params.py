"""Params of a run: what several origins said of them, folded into what counts.

What overrules what, the weakest first: an argparse default, a config file, `key=value` on the command line,
what was given to argparse, `hunch.init`. What loses is kept with its origin, and so is a value from before a
change. Params are told apart by their dotted names only: `lr` and `learning_rate` are two.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from .events import LostParam
from .observed import Observation, Params, Python, Spawned
from .plain import dotted, plain, with_non_finite
from .secrets import is_secret_name, redact_params

__all__ = ["FoldedParams", "flatten", "fold_params", "nest", "plain", "with_non_finite"]

STRENGTH = {"argparse default": 0, "config": 1, "option": 2, "key=value": 2, "argparse": 3, "init": 4}
CHANGED = "changed"
MOST_LOST = 500
NOT_OF_THE_PROJECT = frozenset(
    ("site-packages", "dist-packages", ".venv", "venv", ".tox", ".nox", "node_modules")
)
"""Folders below a project's root whose programs are not the project's: `.venv/bin/torchrun`."""


class FoldedParams(NamedTuple):
    """What counts, and what lost.

    `params` is nested; `nf` names (dotted) the NaN and infinities in it; `origins` are by dotted name: init,
    argparse, argparse default, key=value, config or changed.
    """

    params: dict[str, object]
    nf: dict[str, str] | None
    origins: dict[str, str]
    lost: list[LostParam]


def fold_params(
    observations: Sequence[Observation], *, root: str | None = None, child_pid: int | None = None
) -> FoldedParams:
    """Params of a run out of what its processes told, in the order of the file.

    The argparse that counts is that of a program of the project, of the lowest rank, the first of those. Where
    no program of the project parsed anything (`python -m somebodys.tool`), it is that of the spawned process.

    Args:
        observations: all of them; the lines of interpreters tell programs of a virtual environment apart.
        root: the project's root; None: any program is the project's.
        child_pid: the process that was spawned, where no `spawned` line among the observations says it.
    """
    if child_pid is None:
        child_pid = next((seen.pid for seen in observations if isinstance(seen, Spawned)), None)
    settled = _Settled()
    for observation in _counting(observations, root, child_pid):
        settled.add(observation)
    return settled.folded()


def flatten(params: Mapping[str, object], above: str = "") -> dict[str, object]:
    """Nested params by dotted name; lists and empty tables stay whole.

    >>> flatten({"model": {"width": 3, "act": {}}, "lr": 0.1})
    {'model.width': 3, 'model.act': {}, 'lr': 0.1}
    """
    return {".".join(path): value for path, value in _leaves(params, (above,) if above else ())}


def nest(flat: Mapping[str, object]) -> dict[str, object]:
    """The inverse of `flatten`, for names without dots of their own.

    Where one name is both a value and the beginning of another, the other stays dotted.

    >>> nest({"model.width": 3, "model.act": "relu"})
    {'model': {'width': 3, 'act': 'relu'}}
    >>> nest({"model": "resnet", "model.width": 3})
    {'model': 'resnet', 'model.width': 3}
    """
    return _tree({name: (_steps(name), value) for name, value in flat.items()})


class _Held(NamedTuple):
    """A value in the lead for its name."""

    path: tuple[str, ...]
    value: object
    non_finite: dict[str, str]
    origin: str
    strength: int


class _Settled:
    """Names and who is in the lead for each, one observation after the other."""

    def __init__(self) -> None:
        self.held: dict[str, _Held] = {}
        self.lost: list[LostParam] = []

    def add(self, observation: Params) -> None:
        """Let every param of an observation meet what is there under its name."""
        defaults = frozenset(observation.defaults)
        splits = observation.origin in ("argparse", CHANGED)
        for path, value in _leaves(observation.params):
            name = ".".join(path)
            origin = observation.origin
            if origin == "argparse" and _is_among(name, defaults):
                origin = "argparse default"
            non_finite = _below(name, observation.nf or {})
            strength = STRENGTH.get(origin, STRENGTH["argparse" if observation.main else "init"])
            self._meet(name, _Held(_steps(name) if splits else path, value, non_finite, origin, strength))

    def _meet(self, name: str, new: _Held) -> None:
        old = self.held.get(name)
        if old is None:
            self.held[name] = new._replace(origin="init") if new.origin == CHANGED else new
            return
        if _same(old, new):
            if new.strength > old.strength:
                self.held[name] = new
            return
        if new.strength < old.strength:
            self._lose(name, new)
            return
        self._lose(name, old)
        self.held[name] = new._replace(origin=CHANGED) if _is_change(old, new) else new

    def _lose(self, name: str, loser: _Held) -> None:
        value = loser.non_finite.get(name, loser.value)
        nothing_said = loser.origin == "argparse default" and value is None
        if not nothing_said and len(self.lost) < MOST_LOST:
            self.lost.append(LostParam(name=name, origin=loser.origin, value=value))

    def folded(self) -> FoldedParams:
        """Everything that was said, with no secret in it."""
        non_finite: dict[str, str] = {}
        for held in self.held.values():
            non_finite.update(held.non_finite)
        return FoldedParams(
            params=redact_params(_tree({name: (held.path, held.value) for name, held in self.held.items()})),
            nf=non_finite or None,
            origins={name: held.origin for name, held in self.held.items()},
            lost=[_redacted(lost) for lost in self.lost],
        )


def _is_change(old: _Held, new: _Held) -> bool:
    """Whether `new` came later from where `old` came from, and not only from a second config file."""
    if new.origin == CHANGED:
        return True
    return old.strength == new.strength and new.origin not in ("config", "key=value")


def _counting(
    observations: Sequence[Observation], root: str | None, child_pid: int | None
) -> Iterator[Params]:
    params = [seen for seen in observations if isinstance(seen, Params)]
    prefixes = {seen.prefix for seen in observations if isinstance(seen, Python)}
    argparse = _argparse_that_counts(params, root, child_pid, prefixes)
    explained = argparse is not None or any(seen.origin == "init" for seen in params)
    lowest = min((seen.rank for seen in params if seen.origin == "init"), default=0)
    for seen in params:
        by_argparse = seen.origin == "argparse" or (seen.origin == CHANGED and seen.main is not None)
        if by_argparse:
            if argparse and (seen.pid, seen.main, seen.rank) == (argparse.pid, argparse.main, argparse.rank):
                yield seen
        elif seen.origin == "option":
            if not explained:
                yield seen
        elif seen.origin not in ("init", CHANGED) or seen.rank == lowest:
            yield seen


def _argparse_that_counts(
    params: Iterable[Params], root: str | None, child_pid: int | None, prefixes: Iterable[str]
) -> Params | None:
    parsed = [seen for seen in params if seen.origin == "argparse"]
    own = [seen for seen in parsed if root is None or is_of_project(seen.main, root, prefixes)]
    if own:
        return min(own, key=lambda seen: seen.rank)
    return next((seen for seen in parsed if child_pid is not None and seen.pid == child_pid), None)


def is_of_project(file: str | None, root: str, prefixes: Iterable[str] = ()) -> bool:
    """Whether `file` is the project's own: below `root`, and not in a virtual environment there.

    >>> is_of_project("/work/train.py", "/work"), is_of_project("/work/.venv/bin/torchrun", "/work")
    (True, False)
    """
    below = root.rstrip("/") + "/"
    if file is None or not file.startswith(below):
        return False
    if NOT_OF_THE_PROJECT & set(file[len(below) :].split("/")[:-1]):
        return False
    return not any(
        prefix.startswith(below) and file.startswith(prefix.rstrip("/") + "/") for prefix in prefixes
    )


def _leaves(
    params: Mapping[str, object], above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], object]]:
    for name, value in params.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, (*above, name))
        else:
            yield (*above, name), value


def _steps(name: str) -> tuple[str, ...]:
    """The path that a dotted name means; a name with an empty piece (`.hidden`, `a..b`) is only itself."""
    steps = tuple(name.split("."))
    return steps if all(steps) else (name,)


def _tree(leaves: Mapping[str, tuple[tuple[str, ...], object]]) -> dict[str, object]:
    """Leaves by dotted name, each with its path, as nested dicts."""
    paths = {path for path, _ in leaves.values()}
    beginnings = {path[:length] for path in paths for length in range(1, len(path))}
    values = {path for path, value in leaves.values() if value != {} or path not in beginnings}
    tree: dict[str, object] = {}
    for path, value in leaves.values():
        if path in values:
            _place(tree, path, value, values)
    return tree


def _place(
    tree: dict[str, object], path: tuple[str, ...], value: object, taken: set[tuple[str, ...]]
) -> None:
    here = tree
    for at in range(1, len(path)):
        if path[:at] in taken:  # a value stands where a table is needed: the rest of the name stays dotted
            here[".".join(path[at - 1 :])] = value
            return
        here = here.setdefault(path[at - 1], {})  # type: ignore[assignment]
    here[path[-1]] = value


def _below(name: str, non_finite: Mapping[str, str]) -> dict[str, str]:
    return {key: said for key, said in non_finite.items() if key == name or key.startswith(name + ".")}


def _is_among(name: str, defaults: frozenset[str]) -> bool:
    """Whether `name` or a table that it stands in was filled in by argparse itself."""
    above = ""
    for step in name.split("."):
        above = dotted(above, step)
        if above in defaults:
            return True
    return False


def _same(old: _Held, new: _Held) -> bool:
    if isinstance(old.value, bool) is not isinstance(new.value, bool):
        return False
    return old.value == new.value and old.non_finite == new.non_finite


def _redacted(lost: LostParam) -> LostParam:
    """Without the secret, if it is one by its own name or by that of a table above it."""
    secret = any(is_secret_name(step) for step in lost.name.split("."))
    name = "secret" if secret else lost.name.rpartition(".")[2]
    return LostParam(name=lost.name, origin=lost.origin, value=redact_params({name: lost.value})[name])
