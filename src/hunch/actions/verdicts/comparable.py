"""Whether two variants may be compared at all: what was measured, on which data, for how many steps, on what.

What a run's files say of that is put away in the index, since it cannot change any more.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple, Protocol

import msgspec

from hunch.entities.metric import Summary
from hunch.entities.quantities import number
from hunch.errors import Damaged
from hunch.ids import content_hash
from hunch.journal.index import Index
from hunch.journal.metric_lines import CONSOLE, SYSTEM, SYSTEM_PREFIX, metrics_files
from hunch.journal.paths import source_of
from hunch.journal.workbench import Workbench

from .readings import Number, last_step

KIND, EVALUATION_KIND = "traits 1", "evaluation 1"
PROGRAM = "the program"
SHORT_HASH = 8


class Recorded(Protocol):
    """What of a run is needed: a Run, or any struct with these fields."""

    @property
    def id(self) -> str:
        """The run's."""

    @property
    def metrics(self) -> dict[str, Summary]:
        """Summaries by name."""

    @property
    def files(self) -> dict[str, int]:
        """Sizes of its metrics files."""

    @property
    def snapshot(self) -> str | None:
        """Its code."""

    @property
    def environment(self) -> str | None:
        """The hash of environment.json."""


class Traits(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What of a run must be the same on both sides; None where it is not known.

    `source` is who measured the metric, `evaluation` a hash of the files that define it.
    """

    source: str
    data: str | None = None
    hardware: str | None = None
    evaluation: str | None = None


class Reason(NamedTuple):
    """What differs between two sides; `forbids` a comparison, or is only said."""

    text: str
    forbids: bool


class Compared(NamedTuple):
    """A side of a comparison: its name, and the runs that count, with their traits."""

    name: str
    runs: Sequence[Recorded]


def traits_of(
    bench: Workbench, index: Index, runs: Sequence[Recorded], metric: str, *, evaluation: Sequence[str] = ()
) -> dict[str, Traits]:
    """The traits of runs, by id.

    Args:
        evaluation: globs of the files that define how results are measured (hunch.toml).
    """
    keys = {run.id: msgspec.json.encode([run.id, metric]).decode() for run in runs}
    known = index.all_cached(KIND, list(keys.values()))
    found = {
        run.id: _decode(known[keys[run.id]]) if keys[run.id] in known else _traits(bench, run, metric)
        for run in runs
    }
    new = {key: msgspec.json.encode(found[run]) for run, key in keys.items() if key not in known}
    index.cache_all(KIND, new)
    if not evaluation:
        return found
    hashes = evaluations(bench, index, {run.snapshot for run in runs}, evaluation)
    return {
        run.id: msgspec.structs.replace(found[run.id], evaluation=hashes.get(run.snapshot)) for run in runs
    }


def reasons(
    a: Compared, b: Compared, traits: Mapping[str, Traits], metrics: Sequence[str], *, steps: bool = True
) -> list[Reason]:
    """What differs between two sides, what forbids a comparison first.

    Args:
        steps: whether the step at which runs end matters; False where all were read at a common one.
    """
    found = [
        _differing("source of the metric", a, b, traits, lambda each: each.source, forbids=True),
        _differing("evaluation files", a, b, traits, lambda each: each.evaluation, forbids=True),
        _differing("data", a, b, traits, lambda each: each.data, forbids=True),
        *([_budget(a, b, metric) for metric in metrics] if steps else []),
        _differing("hardware", a, b, traits, lambda each: each.hardware, forbids=False),
    ]  # fmt: skip
    return sorted((reason for reason in found if reason), key=lambda reason: not reason.forbids)


def _differing(
    what: str,
    a: Compared,
    b: Compared,
    traits: Mapping[str, Traits],
    trait: Callable[[Traits], str | None],
    *,
    forbids: bool,
) -> Reason | None:
    """A sentence where the runs of both sides do not all have the same; what is not known of a side is only said."""
    values = [[trait(traits[run.id]) for run in side.runs if run.id in traits] for side in (a, b)]
    known = {value for side in values for value in side if value is not None}
    if len(known) > 1:
        said = "; ".join(
            f"{side.name}: {_tally(mine)}" for side, mine in zip((a, b), values, strict=True) if mine
        )
        return Reason(f"not the same {what} ({said})", forbids)
    for side, mine in zip((a, b), values, strict=True):
        if known and mine and all(value is None for value in mine):
            return Reason(f"the {what} of {side.name}: not known", False)
    return None


def _tally(values: Sequence[str | None]) -> str:
    """`3 x 1a2b3c4d, 1 x not known`; where all are the same, that."""
    shown = ["not known" if value is None else value for value in values]
    each = dict.fromkeys(shown)
    return ", ".join(f"{shown.count(value)} x {value}" for value in each) if len(each) > 1 else shown[0]


def _budget(a: Compared, b: Compared, metric: str) -> Reason | None:
    """Runs that may stop early end at many steps; sides that have none of them in common had different budgets."""
    sides = [_range(side.runs, metric) for side in (a, b)]
    if sides[0] is None or sides[1] is None or sides[0] == sides[1]:
        return None
    (low_a, high_a), (low_b, high_b) = sides[0], sides[1]
    apart = high_a < low_b or high_b < low_a
    said = f"{a.name}: {_between(low_a, high_a)}; {b.name}: {_between(low_b, high_b)}"
    return Reason(f"not the same last step of {metric} ({said})", apart)


def _range(runs: Iterable[Recorded], metric: str) -> tuple[Number, Number] | None:
    steps = [step for run in runs if (step := last_step(run, metric)) is not None]
    return (min(steps), max(steps)) if steps else None


def _between(low: Number, high: Number) -> str:
    return number(low) if low == high else f"{number(low)} to {number(high)}"


# --- one run ---


class _Data(msgspec.Struct):
    path: str = ""
    sha256: str | None = None


class _Gpu(msgspec.Struct):
    model: str | None = None
    name: str | None = None


class _Cpu(msgspec.Struct):
    model: str | None = None


class _Environment(msgspec.Struct):
    data: list[_Data] = []
    gpus: list[_Gpu] = []
    cpu: _Cpu | None = None


_decode = msgspec.json.Decoder(Traits).decode
_decode_environment = msgspec.json.Decoder(_Environment).decode


def _traits(bench: Workbench, run: Recorded, metric: str) -> Traits:
    said = _environment(bench, run) if run.environment else _Environment()
    return Traits(source=_source(bench, run, metric), data=_data(said), hardware=_hardware(said))


def _environment(bench: Workbench, run: Recorded) -> _Environment:
    try:
        with open(bench.paths.environment(run.id), "rb") as file:
            return _decode_environment(file.read())
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):  # doctor names it
        return _Environment()


def _data(said: _Environment) -> str | None:
    """One hash for all declared data, whatever they are called; None where none is declared or one was not hashed."""
    hashes = [each.sha256 for each in said.data]
    known = sorted(each for each in hashes if each is not None)
    if not known or len(known) < len(hashes):
        return None
    whole = known[0] if len(known) == 1 else content_hash(" ".join(known).encode())
    return whole[:SHORT_HASH]


def _hardware(said: _Environment) -> str | None:
    gpus = [each.model or each.name or "GPU" for each in said.gpus]
    if gpus:
        return ", ".join(f"{gpus.count(each)} x {each}" for each in dict.fromkeys(gpus))
    return said.cpu.model if said.cpu else None


def _source(bench: Workbench, run: Recorded, metric: str) -> str:
    """Who measured a metric: the program counts before its console."""
    if metric.startswith(SYSTEM_PREFIX):
        return "the machine"
    sources = [source for name in run.files if (source := source_of(name)) not in (None, SYSTEM)]
    if CONSOLE not in sources:
        return PROGRAM
    if len(sources) == 1 or not _logged(bench, run.id, metric):
        return f"its {CONSOLE}"
    return PROGRAM


def _logged(bench: Workbench, run: str, metric: str) -> bool:
    """Whether a metrics file of another source than console and machine has this name."""
    wanted = msgspec.json.encode(metric) + b":"
    for file in metrics_files(bench, run):
        if file.source not in (CONSOLE, SYSTEM):
            with open(file.path, "rb") as lines:
                if wanted in lines.read():
                    return True
    return False


# --- the files that define a metric ---


def evaluations(
    bench: Workbench, index: Index, snapshots: Iterable[str | None], globs: Sequence[str]
) -> dict[str | None, str]:
    """A hash of the paths and contents that the globs match, by snapshot; what does not read is left out."""
    wanted = sorted(each for each in snapshots if each)
    about = content_hash(msgspec.json.encode(sorted(globs)))[:12]
    known = index.all_cached(EVALUATION_KIND, [f"{each}:{about}" for each in wanted])
    found: dict[str | None, str] = {}
    new: dict[str, bytes] = {}
    for each in wanted:
        kept = known.get(f"{each}:{about}")
        said = kept.decode() if kept is not None else _evaluation(bench, each, globs)
        if said is not None:
            found[each] = said
            if kept is None:
                new[f"{each}:{about}"] = said.encode()
    index.cache_all(EVALUATION_KIND, new)
    return found


def _evaluation(bench: Workbench, snapshot: str, globs: Sequence[str]) -> str | None:
    from hunch.actions.code import store_of
    from hunch.snapshot.tree import files

    try:
        held = files(store_of(bench), snapshot)
    except Damaged:  # doctor names it
        return None
    matched = [
        f"{entry.sha} {path}"
        for path, entry in held.items()
        if any(fnmatchcase(path, glob) for glob in globs)
    ]
    return content_hash("\n".join(matched).encode("utf-8", "surrogatepass"))[:SHORT_HASH]
