"""Two runs side by side: only what differs. Values, and no word about which is better."""

import shlex
from collections.abc import Mapping

import msgspec

from hunch.entities.metric import Summary
from hunch.entities.plain import plain
from hunch.entities.quantities import param
from hunch.entities.run import Run
from hunch.entities.values import flat_params
from hunch.errors import Damaged
from hunch.journal.runfolder import environment
from hunch.journal.workbench import Workbench
from hunch.snapshot.tree import changes

from .code import store_of


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A value on each side, None where a side has none; `nf` names those that are NaN or infinite."""

    name: str
    a: object
    b: object
    nf: dict[str, str] | None = None


class MetricDifference(msgspec.Struct, frozen=True, kw_only=True):
    """A metric on each side, None where a side has none."""

    name: str
    a: Summary | None
    b: Summary | None


class FileDifference(msgspec.Struct, frozen=True, kw_only=True):
    """A file that differs: added in b, removed in b, or changed."""

    path: str
    what: str


class SideBySide(msgspec.Struct, frozen=True, kw_only=True):
    """What differs between two runs, by their ids. `files` is None where a side has no snapshot."""

    a: str
    b: str
    fields: list[Difference]
    params: list[Difference]
    metrics: list[MetricDifference]
    files: list[FileDifference] | None
    environment: list[Difference]
    faults: list[str] = []


def side_by_side(bench: Workbench, a: Run, b: Run) -> SideBySide:
    """What differs between two runs."""
    faults: list[str] = []
    return SideBySide(
        a=a.id,
        b=b.id,
        fields=_differences(_fields(a), _fields(b)),
        params=_differences(flat_params(a), flat_params(b)),
        metrics=_metrics(a, b),
        files=_files(bench, a, b, faults),
        environment=_differences(_environment(bench, a, faults), _environment(bench, b, faults)),
        faults=faults,
    )


def _fields(run: Run) -> dict[str, object]:
    said = {
        "status": str(run.status),
        "command": shlex.join(run.command),
        "seed": run.seed,
        "duration_s": run.duration_s,
        "peak_memory_bytes": run.peak_memory_bytes,
        "author": run.author,
        "host": run.process.host,
        "branch": run.git.branch if run.git else None,
        "tags": run.tags or None,
        "variant": run.variant,
    }
    return {name: value for name, value in said.items() if value is not None}


def _differences(a: Mapping[str, object], b: Mapping[str, object]) -> list[Difference]:
    """Names whose values are not the same, in the order in which they came."""
    found = []
    for name in dict.fromkeys((*a, *b)):
        if (name in a) == (name in b) and repr(a.get(name)) == repr(b.get(name)):
            continue
        (left, right), non_finite = _both(a.get(name), b.get(name))
        nf = {"ab"[int(place.partition(".")[0])] + place[1:]: text for place, text in non_finite.items()}
        found.append(Difference(name=name, a=left, b=right, nf=nf or None))
    return found


def _both(a: object, b: object) -> tuple[list[object], dict[str, str]]:
    """Both values as JSON says them, and which are not finite, by `0` and `1`."""
    said, non_finite = plain([a, b])
    assert isinstance(said, list)
    return said, non_finite


def _metrics(a: Run, b: Run) -> list[MetricDifference]:
    pairs = {
        name: (a.metrics.get(name), b.metrics.get(name)) for name in dict.fromkeys((*a.metrics, *b.metrics))
    }
    return [
        MetricDifference(name=name, a=left, b=right) for name, (left, right) in pairs.items() if left != right
    ]


def _files(bench: Workbench, a: Run, b: Run, faults: list[str]) -> list[FileDifference] | None:
    if a.snapshot is None or b.snapshot is None:
        return None
    try:
        found = changes(store_of(bench), a.snapshot, b.snapshot)
    except Damaged as error:
        faults.append(str(error))
        return None
    return [
        FileDifference(
            path=each.path, what="added" if each.old is None else "removed" if each.new is None else "changed"
        )
        for each in found
    ]


def _environment(bench: Workbench, run: Run, faults: list[str]) -> dict[str, object]:
    """environment.json by dotted names; lists of things that have a name, by it."""
    try:
        said = environment(bench, run.id)
    except Damaged as error:
        faults.append(str(error))
        return {}
    flat: dict[str, object] = {}
    _flatten(said or {}, "", flat)
    return flat


def _flatten(value: object, name: str, flat: dict[str, object]) -> None:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            _flatten(inner, f"{name}.{key}" if name else str(key), flat)
    elif (
        isinstance(value, list) and value and all(isinstance(each, dict) and "name" in each for each in value)
    ):
        for each in value:
            rest = {key: inner for key, inner in each.items() if key != "name"}
            _flatten(rest, f"{name}.{param(each['name'])}", flat)
    elif value is not None:
        flat[name] = value
