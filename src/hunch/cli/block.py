"""What is said after a run, on stderr: how it ended, what it measured, what changed since its parent.

calm-otter k7fq  ✓ finished  41.2 s   val/acc 0.9412 (+0.013)   loss 0.21 (-0.05)
  since bold-heron: lr 0.04 -> 0.05; body of `Block.forward`
"""

import sys

from hunch.actions.record import Started
from hunch.entities.events import LeftOut, RunFinished
from hunch.entities.quantities import change, count, duration, number, size
from hunch.entities.reference import short_id
from hunch.entities.run import Run
from hunch.entities.telling import main_metrics
from hunch.journal.index import Index

from .render import Terminal, cut, paint, plain, status_text, talk, terminal

MOST_METRICS = 4
MOST_NAMED = 4


def print_block(started: Started, event: RunFinished, *, quiet: bool) -> None:
    """The block of one run; where `quiet`, only what is missing from its record."""
    shown = terminal(sys.stderr)
    if not quiet:
        with Index.open(started.bench) as index:
            run, parent = _with_parent(started, index)
            if run is not None:
                said = lines(run, parent, started.begun.config.objective.metric, shown)
                came = _hunches(started, index, run, shown)
                for line in [said[0], *_verdict(started, index, run, shown), *came, *said[1:]]:
                    talk(line)
    for fault in event.faults:
        talk(f"hunch: the record of {event.name or started.begun.event.name} is incomplete: {plain(fault)}")


def lines(run: Run, parent: Run | None, objective: str | None, shown: Terminal) -> list[str]:
    """The block, a text for each line."""
    head = f"{paint(plain(run.name), None, shown, bold=True)} {short_id(run.id)}  "
    head += f"{status_text(run.status, shown)}{_ending(run)}  {duration(run.duration_s)}"
    measured = [
        _metric(name, run, parent) for name in main_metrics([run], objective=objective, most=MOST_METRICS)
    ]
    said = ["   ".join([head, *measured])]
    if parent is not None:
        said.append(f"  since {plain(parent.name)}: {plain(run.change or 'nothing changed')}")
    if run.snapshot_fault:
        said.append(f"  its code is not kept: {plain(run.snapshot_fault)}")
    if run.left_out:
        said.append("  left out of the snapshot: " + _list([_left(each) for each in run.left_out]))
    if run.edited:
        said.append("  edited while it ran: " + _list([plain(path) for path in run.edited]))
    return [
        line if shown.width is None or line is said[0] else cut(line, shown.width, shown) for line in said
    ]


def _hunches(started: Started, index: Index, run: Run, shown: Terminal) -> list[str]:
    """What was expected of the run, and what came of that."""
    if not run.hunches:
        return []
    from hunch.actions.hunches.resolving import of_run

    from .hunch_lines import lines as hunch_lines

    return hunch_lines(of_run(started.begun.folder, index, run), shown, indent="  ")


def _verdict(started: Started, index: Index, run: Run, shown: Terminal) -> list[str]:
    """What may be said of the run's variant, where a question is asked or configured: as far as it is at hand."""
    from hunch.actions.verdicts.at_hand import word_of_run

    from .verdicts import word_text

    found = word_of_run(started.begun.folder, index, run, started.begun.config.objective)
    if found is None:
        return []
    text = word_text(found, shown)
    return [f"  {text}"]


def _with_parent(started: Started, index: Index) -> tuple[Run | None, Run | None]:
    from hunch.actions.changes import with_changes

    found = index.runs([started.run])
    if not found:
        return None, None
    run = with_changes(started.begun.folder, index, found, budget_s=1.0).runs[0]
    return run, index.run(run.parent) if run.parent else None


def _ending(run: Run) -> str:
    if run.signal:
        return f" by {run.signal}"
    return f" {run.exit_code}" if run.exit_code else ""


def _metric(name: str, run: Run, parent: Run | None) -> str:
    """`val/acc 0.9412 (+0.013)`: the value and how far it is from the parent's."""
    value = run.metrics[name].value
    text = f"{plain(name)} {number(value)}"
    before = parent.metrics[name].value if parent and name in parent.metrics else None
    return text if value is None or before is None else f"{text} ({change(value, before)})"


def _left(each: LeftOut) -> str:
    weight = [size(each.size_bytes)] if each.size_bytes else []
    number_of = [count(each.files, "file")] if each.files else []
    return f"{plain(each.path)} ({', '.join([each.reason, *number_of, *weight])})"


def _list(parts: list[str]) -> str:
    more = len(parts) - MOST_NAMED
    return ", ".join(parts[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
