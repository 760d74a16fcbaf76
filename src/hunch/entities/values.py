"""What a name stands for in a run: a field, else a param, else a metric's last value."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import final

from hunch.ids import tail

from .metric import Summary
from .plain import with_non_finite
from .run import Run

FIELDS: dict[str, Callable[[Run], object]] = {
    "id": lambda run: run.id,
    "name": lambda run: run.name,
    "status": lambda run: str(run.status),
    "exit_code": lambda run: run.exit_code,
    "signal": lambda run: run.signal,
    "command": lambda run: " ".join(run.command),
    "cwd": lambda run: run.cwd,
    "author": lambda run: run.author,
    "seed": lambda run: run.seed,
    "snapshot": lambda run: run.snapshot,
    "variant": lambda run: run.variant,
    "parent": lambda run: run.parent,
    "within": lambda run: run.within,
    "replicate_of": lambda run: run.replicate_of,
    "change": lambda run: run.change,
    "idea": lambda run: run.idea,
    "question": lambda run: run.question,
    "plan": lambda run: run.plan,
    "tags": lambda run: run.tags,
    "notes": lambda run: [note.text for note in run.notes],
    "why": lambda run: run.why,
    "started_at": lambda run: run.started_at,
    "ended_at": lambda run: run.ended_at,
    "duration_s": lambda run: run.duration_s,
    "peak_memory_bytes": lambda run: run.peak_memory_bytes,
    "cpu_s": lambda run: run.cpu_s,
    "folder": lambda run: run.folder,
    "via": lambda run: run.via,
    "host": lambda run: run.process.host,
    "branch": lambda run: run.git.branch if run.git else None,
    "head": lambda run: run.git.head if run.git else None,
    "faults": lambda run: run.faults,
    "edited": lambda run: run.edited,
    "environment": lambda run: run.environment,
    "traceback": lambda run: run.traceback,
    "hunch_version": lambda run: run.hunch_version,
}
RUN_REFERENCES = ("id", "parent", "within", "replicate_of")
"""Fields that hold a run id, which people name by the first characters of its tail."""


def value_of(run: Run, name: str, *, scope: str = "") -> object:
    """What `name` is in `run`, None where the run has nothing of that name."""
    if scope != "metric":
        if not scope and name in FIELDS:
            return FIELDS[name](run)
        value = param_value(run, name)
        if value is not None or scope:
            return value
    return metric_value(run.metrics, name)


def param_value(run: Run, name: str) -> object:
    """A param by its dotted name, NaN and infinities as the floats they were."""
    params = exact_params(run)
    if name in params:
        return params[name]
    return _walk(params, name) if "." in name else None


def exact_params(run: Run) -> dict[str, object]:
    """The params with NaN and infinities as the floats they were."""
    if not run.params_nf:
        return run.params
    exact = with_non_finite(run.params, run.params_nf)
    assert isinstance(exact, dict)
    return exact


def _walk(params: Mapping[str, object], name: str) -> object:
    """`model.width`, where any of the steps may have a dot in its own name."""
    start = name.find(".")
    while start != -1:
        inner = params.get(name[:start])
        if isinstance(inner, dict):
            rest = name[start + 1 :]
            found = inner[rest] if rest in inner else _walk(inner, rest)
            if found is not None:
                return found
        start = name.find(".", start + 1)
    return None


def metric_value(metrics: Mapping[str, Summary], name: str) -> float | int | None:
    """A metric's last value; `loss.min`, `.max`, `.count` and `.last` are parts of its summary."""
    if name in metrics:
        return metrics[name].value
    base, _, part = name.rpartition(".")
    if base not in metrics:
        return None
    summary = metrics[base]
    parts = {"last": summary.value, "min": summary.min, "max": summary.max, "count": summary.count}
    return parts.get(part)


def flat_params(run: Run) -> dict[str, object]:
    """Params by dotted name; lists and empty tables stay whole; NaN and infinities as the floats they were."""
    return dict(_leaves(exact_params(run), ""))


def _leaves(params: Mapping[str, object], prefix: str) -> Iterator[tuple[str, object]]:
    for name, value in params.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def known_names(runs: Iterable[Run]) -> set[str]:
    """Every name that means something in at least one of `runs`."""
    names = set(FIELDS)
    for run in runs:
        names.update(run.metrics)
        names.update(run.params)
        if any(isinstance(value, dict) for value in run.params.values()):
            names.update(flat_params(run))
    return names


@final
class NamesOf(Collection[str]):
    """`known_names` of runs, which are looked through only as far as it takes."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self._runs = runs
        self._all: set[str] | None = None

    def __contains__(self, name: object) -> bool:
        if name in FIELDS:
            return True
        found = isinstance(name, str) and any(value_of(run, name) is not None for run in self._runs)
        return found or name in self._names()

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())

    def _names(self) -> set[str]:
        if self._all is None:
            self._all = known_names(self._runs)
        return self._all


def is_reference(run_id: str, text: str) -> bool:
    """Whether `text` names the run of this id: whole, or 4 or more characters of its tail.

    >>> is_reference("06egkj8m2f0abcd12345", "abcd"), is_reference("06egkj8m2f0abcd12345", "abc")
    (True, False)
    """
    return run_id == text or (len(text) >= 4 and tail(run_id).startswith(text))
