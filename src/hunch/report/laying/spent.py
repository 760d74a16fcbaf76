"""Failures, and what the runs took."""

from hunch.entities.quantities import count, duration
from hunch.entities.words import STATUSES

from ..blocks import Line, Section, Span, Table, Text, filled, quiet
from ..said import Report, Spending
from .names import Names, clipped, status_span

FAILED, SPENT = "Failures", "Time and energy"
MOST = 60
WH = 3600.0


def failures(said: Report, names: Names) -> Section | None:
    """None where nothing was the matter."""
    if not said.failures:
        return None
    rows = [
        [
            [status_span(each.what)],
            names.variant(each.run),
            [Span(each.how)],
            [Span(clipped(each.last_line, 160), "code")] if each.last_line else [],
        ]
        for each in said.failures[:MOST]
    ]
    table = Table(
        "Runs that did not end well", ["what", "run", "how", "last line of its traceback"], [False] * 4, rows
    )
    rest = len(said.failures) - MOST
    more = [Text([quiet(f"and {rest} more: hunch runs 'status != \"finished\"'")])] if rest > 0 else []
    return Section(FAILED, "failures", [table, *more])


def spent(said: Report) -> Section | None:
    """None where no run ended."""
    if not said.spending:
        return None
    rows = [
        [
            _what(each.what),
            [Span(f"{each.runs:,}", "number")],
            [Span(duration(each.wall_s), "number")],
            [Span(duration(each.cpu_s), "number")] if each.cpu_s is not None else [],
            [Span(energy(each.energy_j), "number")] if each.energy_j is not None else [],
        ]
        for each in said.spending
    ]
    titles = ["of", "runs", "wall time", "CPU time", "GPU energy"]
    table = Table("What the runs took", titles, [False, True, True, True, True], rows)
    return Section(SPENT, "spent", [filled(table), Text([quiet(_measured(said.spending[0]))], small=True)])


def energy(joules: float) -> str:
    """
    >>> energy(1800), energy(7.2e6), energy(90)
    ('0.5 Wh', '2 kWh', '0.025 Wh')
    """
    hours = joules / WH
    return f"{hours / 1000:.3g} kWh" if hours >= 1000 else f"{hours:.3g} Wh"


def _what(text: str) -> Line:
    """How runs ended, with its sign; else what they were for."""
    return [status_span(text)] if text in {word.text for word in STATUSES.values()} else [Span(clipped(text))]


def _measured(total: Spending) -> str:
    """What was measured of how many runs."""
    if not total.cpu_of:
        cpu = "Nothing measured CPU time"
    elif total.cpu_of < total.runs:
        cpu = f"CPU time is that of {total.cpu_of} of {count(total.runs, 'run')}"
    else:
        cpu = "CPU time is that of all"
    if not total.energy_of:
        return f"{cpu}; nothing measured energy."
    return f"{cpu}; energy is that of whole GPUs between the first and last sample, of {total.energy_of} of {count(total.runs, 'run')}."
