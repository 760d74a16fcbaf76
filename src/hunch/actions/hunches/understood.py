"""What was understood of what somebody said before a run, in lines. Nobody waits for an answer to them."""

from hunch.entities.grammar.echo import echo
from hunch.entities.hunch import Item, Size, Win
from hunch.stats.normal import quantile

from .sealing import Considered

WAYS = {"max": "higher", "min": "lower"}
SOURCES = {"objective": "hunch.toml says so", "shared": "most runs share it"}


def lines(considered: Considered) -> list[str]:
    """A line for each thing that was understood, and for what cannot be told from it."""
    said = list(considered.notes)
    if considered.prediction is None:
        return said
    prediction = considered.prediction
    said += echo(prediction.items, prediction.known, quantile=quantile)
    said += prediction.parsed.notes
    if any(map(_compares, prediction.items)):
        said += [*_question(considered), *_baseline(considered)]
    return said


def _compares(item: Item) -> bool:
    return isinstance(item, Win | Size)


def _question(considered: Considered) -> list[str]:
    """Which metric was taken, where nobody said."""
    taken = considered.taken
    if taken.how not in SOURCES:
        return []
    way = WAYS[taken.question.goal]
    took = f"took {taken.question.metric}, {way} is better ({SOURCES[taken.how]})"
    return [f"no question is asked: {took}. Say another: hunch ask ..."]


def _baseline(considered: Considered) -> list[str]:
    """What it is held against, where that is not the question's baseline as everyone sees it."""
    if considered.against is not None and considered.baseline is not None:
        from hunch.entities.reference import short_id

        run, count = considered.against, len(considered.baseline.runs)
        runs = "1 finished run" if count == 1 else f"{count} finished runs"
        return [f"held against {run.name} ({short_id(run.id)}): {runs}"]
    if considered.baseline is not None:
        return []
    assert considered.prediction is not None
    items = considered.prediction.items
    what = "the hunch" if all(map(_compares, items)) else "what compares with it"
    return [f"no baseline yet: this run will be it, so {what} cannot be scored"]
