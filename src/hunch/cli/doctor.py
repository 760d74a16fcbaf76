"""`hunch doctor`: check every line and file."""

import sys

import click

from hunch.actions.checking import Health, check, repair
from hunch.entities.quantities import count, size
from hunch.entities.words import BLUISH_GREEN, VERMILLION

from .opened import opened
from .render import Terminal, out, out_json, paint, plain, talk, terminal
from .table import Cell, Column, table

HELP = """\
Read every line and file of the workbench and hold it against its hash: torn, edited and removed lines,
edited metrics, missing files, snapshots, folders that belong to nothing. Says what everything weighs.

Exit code 1 where something is wrong. --repair throws caches away and builds them anew; nothing else
is ever touched.

\b
Examples:
  hunch doctor
  hunch doctor --repair
  hunch doctor --json
"""


@click.command("doctor", help=HELP, short_help="Check every line and file, and say what it all weighs.")
@click.option("--repair", "mend", is_flag=True, help="Throw the caches away and build them anew.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(mend: bool, as_json: bool) -> None:
    """Check the workbench."""
    with opened() as bench:
        if mend:
            talk(f"caches built anew; {size(repair(bench.folder.bench))} were thrown away")
    with opened() as bench:
        found = check(bench.folder.bench, bench.index)
    if as_json:
        out_json(found)
    else:
        for line in page(found, terminal()):
            out(line)
    if found.problems:
        sys.stdout.flush()
        raise click.exceptions.Exit(1)


def page(found: Health, shown: Terminal) -> list[str]:
    """The lines of the report."""
    lines = [f"{plain(found.workbench)}: {count(found.runs, 'run')}, {count(found.snapshots, 'snapshot')}"]
    rows = [[Cell(name), Cell(size(weight))] for name, weight in found.size_bytes.items() if weight]
    lines += [
        f"  {line}" for line in table([Column(""), Column("", "right")], rows, shown, header=False).lines
    ]
    for kind, amount in found.unknown_kinds.items():
        lines.append(f"{count(amount, 'line')} of the kind {plain(kind)}, which this version does not know")
    sign = ("✓", "✕") if shown.unicode else ("+", "x")
    if not found.problems:
        return [*lines, paint(f"{sign[0]} everything is as it was written", BLUISH_GREEN, shown)]
    problem = count(len(found.problems), "problem")
    lines.append(paint(f"{sign[1]} {problem}", VERMILLION, shown))
    for each in found.problems:
        where = plain(each.path) + (f", line {each.line}" if each.line is not None else "")
        lines.append(f"  {each.kind}  {where}: {plain(each.what)}")
    return lines
