"""What tells runs apart: the params that differ among them, and the metrics worth a column."""

from collections import Counter
from collections.abc import Mapping, Sequence

from .metric import CURVE, SYSTEM_PREFIX, Summary
from .run import Run
from .values import flat_params
from .variant import Rule, ignored


def differing_params(runs: Sequence[Run], *, rule: Rule) -> list[str]:
    """Params that are not the same in all of `runs`, the most telling first.

    What never tells variants apart (output folders, run names, devices: `rule`) is left out, and so is the
    seed. A param that some runs of a program lack tells less than one that has different values.
    """
    if len(runs) < 2:
        return []
    flats = [flat_params(run) for run in runs]
    names = list(dict.fromkeys(name for flat in flats for name in flat))
    ranked: list[tuple[int, int, str]] = []
    programs = [program(run) for run in runs]
    for place, name in enumerate(names):
        if ignored(name, rule):
            continue
        if len({repr(flat[name]) for flat in flats if name in flat}) > 1:
            ranked.append((0, place, name))
        elif _is_lacking(name, flats, programs):
            ranked.append((1, place, name))
    return [name for _, _, name in sorted(ranked)]


def _is_lacking(name: str, flats: Sequence[Mapping[str, object]], programs: Sequence[str]) -> bool:
    """Whether a run has no such param, though another of its program has."""
    having = {program for flat, program in zip(flats, programs, strict=True) if name in flat}
    return any(program in having and name not in flat for flat, program in zip(flats, programs, strict=True))


def main_metrics(runs: Sequence[Run], *, objective: str | None, most: int = 4) -> list[str]:
    """The objective, then curves before single numbers, then the metrics that most runs have, in their order.

    Programs print many numbers once (`Total params: 5`); what they come back to is what they are about.
    """
    counts = Counter(name for run in runs for name in run.metrics if not name.startswith(SYSTEM_PREFIX))
    longest: Counter[str] = Counter()
    for run in runs:
        for name, summary in run.metrics.items():
            longest[name] = max(longest[name], min(summary.count, CURVE))
    names = sorted(counts, key=lambda name: (name != objective, -longest[name], -counts[name]))
    return names[:most]


def program(run: Run) -> str:
    """What ran, without its options: `train.py`, `pytest`.

    >>> program_of(["python", "-u", "src/train.py", "--lr", "1"]), program_of(["make", "all"])
    ('src/train.py', 'make')
    """
    return program_of(run.command)


def program_of(command: Sequence[str]) -> str:
    """The script of a command, else its first word."""
    for word in command:
        if word.endswith((".py", ".sh", ".R", ".jl", ".ipynb")):
            return word
    for at, word in enumerate(command[:-1]):
        if word == "-m":
            return command[at + 1]
    return command[0].rpartition("/")[2] if command else ""


def flat(run: Run) -> dict[str, object]:
    """A run as one flat row: fields, then `param:lr`, then `metric:loss`, `metric:loss.min` and `.max`.

    The names are those of filters. Lists and tables that stay are left as they are.
    """
    row: dict[str, object] = {
        "id": run.id,
        "name": run.name,
        "status": str(run.status),
        "exit_code": run.exit_code,
        "signal": run.signal,
        "command": run.command,
        "cwd": run.cwd,
        "author": run.author,
        "host": run.process.host,
        "seed": run.seed,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "duration_s": run.duration_s,
        "snapshot": run.snapshot,
        "variant": run.variant,
        "parent": run.parent,
        "change": run.change,
        "plan": run.plan,
        "within": run.within,
        "tags": run.tags,
        "why": run.why,
        "peak_memory_bytes": run.peak_memory_bytes,
        "cpu_s": run.cpu_s,
    }
    row |= {f"param:{name}": value for name, value in flat_params(run).items()}
    for name, summary in run.metrics.items():
        row |= _flat_summary(name, summary)
    return row


def _flat_summary(name: str, summary: Summary) -> dict[str, object]:
    return {
        f"metric:{name}": summary.value,
        f"metric:{name}.min": summary.min,
        f"metric:{name}.max": summary.max,
    }
