"""Runs as a list: filtered, sorted, with their status as it is now and what each changed."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from hunch.entities.escaping import escaped
from hunch.entities.now import Now
from hunch.entities.run import Run
from hunch.entities.values import NamesOf, known_names, value_of
from hunch.errors import UserError
from hunch.journal.index import Index
from hunch.journal.workbench import WorkingFolder

from .changes import with_changes
from .live import with_live


class Wanted(NamedTuple):
    """What a list should hold."""

    filter: str | None = None
    sort: str | None = None
    """A name, as in filters; `-name` puts the highest first. None: newest first."""
    most: int | None = None
    change_budget_s: float = 0.5
    """How long to look for what the runs changed, where that is not known yet."""
    hunches: bool = False
    """Whether it should be said what came of predictions; else only which there are."""


class Listing(NamedTuple):
    """The runs that were asked for; `total` counts those that `most` cut off, too."""

    runs: list[Run]
    total: int
    all: int
    """How many runs the workbench has."""
    changes_missing: int


def listed(folder: WorkingFolder, index: Index, wanted: Wanted, *, now: Now) -> Listing:
    """The runs of a workbench.

    Raises:
        InvalidFilter: the filter does not read, or names what no run has.
        UserError: no run has what is sorted by.
    """
    if wanted.filter is None and wanted.sort is None:
        runs = with_live(folder.bench, index.runs(newest=wanted.most), now_us=now.us)
        total = everything = index.count()
    else:
        runs = with_live(folder.bench, index.runs(), now_us=now.us)
        everything = len(runs)
        runs = _filtered(runs, wanted.filter, now=now)
        total = len(runs)
        runs = _sorted(runs, wanted.sort)[: wanted.most]
    changed = with_changes(folder, index, runs, budget_s=wanted.change_budget_s)
    if wanted.hunches:
        from hunch.actions.hunches.resolving import with_hunches

        changed = changed._replace(runs=with_hunches(folder, index, changed.runs))
    return Listing(changed.runs, total, everything, changed.missing)


def _filtered(runs: list[Run], text: str | None, *, now: Now) -> list[Run]:
    if text is None:
        return runs
    # Most lists are not filtered, and this is half of what they would import.
    from hunch.entities.filter import bind
    from hunch.entities.filter_parser import parse
    from hunch.entities.matching import matches

    asked = parse(text)
    if not runs:  # no name is known, and none is wrong
        return []
    condition = bind(asked, NamesOf(runs))
    return [run for run in runs if matches(condition, run, now=now)]


def _sorted(runs: list[Run], key: str | None) -> list[Run]:
    """By one name; runs that lack it come last, NaN before them."""
    if key is None:
        return runs
    name, downwards = key.removeprefix("-"), key.startswith("-")
    scope, colon, rest = name.partition(":")
    if colon and scope in ("param", "metric"):
        name = rest
    else:
        scope = ""
    having = [(value, run) for run in runs if (value := value_of(run, name, scope=scope)) is not None]
    if runs and not having and name not in known_names(runs):
        raise UserError(f"no run has {name!r} to sort by", hint=_near(name, runs))
    odd = [run for value, run in having if _is_nan(value)]
    having = [pair for pair in having if not _is_nan(pair[0])]
    having.sort(key=lambda pair: _order(pair[0]), reverse=downwards)
    found = [run for _, run in having] + odd
    present = {run.id for run in found}
    return found + [run for run in runs if run.id not in present]


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _order(value: object) -> tuple[int, float | int, str]:
    """Numbers, then texts, then all else by its text."""
    if isinstance(value, int | float):
        return (0, value, "")
    return (1, math.inf, value) if isinstance(value, str) else (2, math.inf, str(value))


def _near(name: str, runs: Sequence[Run]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known_names(runs), n=3, cutoff=0.5)
    return f"Did you mean {' or '.join(map(escaped, near))}?" if near else "hunch runs --sort -val/acc"
