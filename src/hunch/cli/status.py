"""Bare `hunch`: where am I?"""

import os
from collections.abc import Iterator

import click

from hunch.actions.whereabouts import Whereabouts, whereabouts
from hunch.entities.quantities import ago, count
from hunch.entities.reference import short_id
from hunch.errors import NoWorkbench

from .opened import Opened, opened
from .render import Terminal, out, out_json, paint, plain, talk, terminal
from .runs import print_runs

MOST_PATHS = 6
FIRST_STEPS = """\
Nothing is recorded here yet ({cwd}).

  hunch run python train.py    run a command and record it, with the code that made it
  hunch demo                   see a real exploration, recorded, in about a minute
  hunch --help                 everything else"""


@click.command(
    "status", help="Where am I: what runs, what ran last, what changed since.\n\n\b\nExamples:\n  hunch"
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(as_json: bool = False) -> None:
    """Say where one stands."""
    try:
        with opened() as bench:
            found = whereabouts(bench.folder, bench.index, now_us=bench.now.us)
            if as_json:
                out_json(found)
            else:
                _print(bench, found, terminal())
    except NoWorkbench:
        if as_json:
            raise
        talk(FIRST_STEPS.format(cwd=plain(os.getcwd())))


def _print(bench: Opened, found: Whereabouts, shown: Terminal) -> None:
    dot = "·" if shown.unicode else "-"
    running = f" {dot} {len(found.running)} running" if found.running else ""
    out(f"{paint(plain(found.folder), None, shown, bold=True)} {dot} {count(found.runs, 'run')}{running}")
    rows = [
        *found.running,
        *(run for run in found.latest if run.id not in {each.id for each in found.running}),
    ]
    if rows:
        out("")
        print_runs(bench, rows, shown=shown)
    out("")
    for line in (*_since(bench, found), *_next(found)):
        out(line)


def _since(bench: Opened, found: Whereabouts) -> Iterator[str]:
    if found.since_snapshot is None:
        return
    paths = [*found.edited, *(f"{path} (new)" for path in found.created)]
    name = f"snapshot {found.since_snapshot[:12]}"
    if found.since:
        name = f"{plain(found.since.name)} ({ago(found.since.started_at, now_us=bench.now.us)})"
    if not paths:
        yield f"The code is that of {name}."
    else:
        more = f" and {len(paths) - MOST_PATHS} more" if len(paths) > MOST_PATHS else ""
        yield f"Changed since {name}: {', '.join(plain(path) for path in paths[:MOST_PATHS])}{more}"
    yield ""


def _next(found: Whereabouts) -> Iterator[str]:
    """What to type next."""
    if found.edited or found.created:
        yield "  hunch diff                   what you changed"
    if found.running:
        yield f"  hunch log {short_id(found.running[0].id)} --follow     what it prints"
    if found.latest:
        yield "  hunch show                   everything about the latest run"
        yield "  hunch runs                   all of them"
    else:
        yield "  hunch run python train.py    run a command and record it"
