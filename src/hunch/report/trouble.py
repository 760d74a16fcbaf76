"""What did not end well in a period: crashes, values that are no numbers, runs that were killed or have no end."""

from collections.abc import Iterator

from hunch.entities.quantities import number
from hunch.entities.run import Run, Status
from hunch.entities.words import STATUSES

from .ground import Ground
from .said import Failure

NOT_FINITE, NO_END = "NaN", "no end"
MOST_METRICS = 3


def failures(ground: Ground) -> list[Failure]:
    """In the order in which the runs began; each of which something is the matter."""
    return [failure for run in ground.runs for failure in _of(run)]


def _of(run: Run) -> Iterator[Failure]:
    if run.status in (Status.FAILED, Status.KILLED):
        yield Failure(run=run.id, what=STATUSES[run.status].text, how=_how(run), last_line=_last_line(run))
    elif run.status == Status.RUNNING:
        yield Failure(
            run=run.id,
            what=NO_END,
            how=f"{STATUSES[Status.LOST].text}, or still {STATUSES[Status.RUNNING].text} then",
        )
    odd = [name for name, summary in run.metrics.items() if summary.not_finite]
    if odd:
        yield Failure(
            run=run.id,
            what=NOT_FINITE,
            how="; ".join(_odd(run, name) for name in odd[:MOST_METRICS]) + _more(odd),
        )


def _how(run: Run) -> str:
    if run.signal:
        return run.signal
    return f"exit code {run.exit_code}" if run.exit_code is not None else "nothing says how"


def _last_line(run: Run) -> str | None:
    lines = [line.strip() for line in (run.traceback or "").splitlines() if line.strip()]
    return lines[-1] if lines else None


def _odd(run: Run, name: str) -> str:
    """`loss: 3 of 100 values not finite, the last one NaN`."""
    summary = run.metrics[name]
    last = f", the last one {number(summary.value)}" if summary.nf else ""
    return f"{name}: {summary.not_finite:,} of {summary.count:,} values not finite{last}"


def _more(odd: list[str]) -> str:
    return f"; and {len(odd) - MOST_METRICS} more" if len(odd) > MOST_METRICS else ""
