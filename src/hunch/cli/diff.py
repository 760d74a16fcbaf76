"""`hunch diff`: what changed in the code."""

import sys
from collections.abc import Iterator, Sequence

import click

from hunch.actions.differing import Sides, code_diff, snapshot_here, snapshot_of, units
from hunch.entities.change import CodeDiff, FileChange
from hunch.entities.quantities import count
from hunch.entities.variant import rule_of
from hunch.entities.words import BLUISH_GREEN, GREY, SKY_BLUE, VERMILLION, Colour
from hunch.errors import UserError

from .opened import Opened, opened
from .render import Terminal, out, out_json, paint, plain, talk, terminal
from .table import Cell, Column, table

MOST_BAR = 40
NOTHING = "the code is the same"
HELP = """\
What changed in the code from A to B: files and lines, exact and whatever git knows of them.

Without B: from A's parent to A. Without both: from the latest run to the working folder as it is now
(`.` stands for it).

\b
Examples:
  hunch diff                 what you changed since the latest run
  hunch diff @~1 @
  hunch diff calm-otter . --stat
  hunch diff best --units    params, functions, values: what a sentence is made of
"""


@click.command("diff", help=HELP, short_help="What changed in the code between two runs.")
@click.argument("a", metavar="[A]", required=False)
@click.argument("b", metavar="[B]", required=False)
@click.option("--stat", is_flag=True, help="Only the files, with the number of lines.")
@click.option("--units", "by_units", is_flag=True, help="Params, functions and values instead of lines.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(a: str | None, b: str | None, stat: bool, by_units: bool, as_json: bool) -> None:
    """Show a diff."""
    with opened() as bench:
        sides = _sides(bench, a, b)
        if by_units:
            from .unit_lines import unit_lines

            found = units(bench.folder, sides, rule=rule_of(bench.config))
            if as_json:
                out_json(found)
                return
            if not found:
                talk(NOTHING)
            for line in unit_lines(found, terminal()):
                out(line)
            return
        diff = code_diff(bench.folder, sides, text=not stat)
    if as_json:
        out_json(diff)
        return
    if not diff.files:
        talk(NOTHING)
    shown = terminal()
    lines = stat_lines(diff, shown) if stat else coloured(diff.text, shown)
    _paged(lines)


def _sides(bench: Opened, a: str | None, b: str | None) -> Sides:
    if a is None:
        latest = bench.run("@")
        talk(f"from {plain(latest.name)} to the working folder")
        return Sides(snapshot_of(latest), snapshot_here(bench.folder))
    if b is not None:
        runs = [None if each == "." else bench.run(each) for each in (a, b)]
        old, new = (snapshot_of(run) if run else snapshot_here(bench.folder) for run in runs)
        return Sides(old, new, *runs)
    if a == ".":
        raise UserError("the working folder has no parent", hint="hunch diff @ .")
    run = bench.run(a)
    if run.parent is None:
        talk(f"{plain(run.name)} is the first of its line: all of its code is new")
        return Sides(None, snapshot_of(run))
    parent = bench.run(run.parent)
    talk(f"from {plain(parent.name)}, its parent, to {plain(run.name)}")
    return Sides(snapshot_of(parent), snapshot_of(run), parent, run)


def stat_lines(diff: CodeDiff, shown: Terminal) -> Iterator[str]:
    """A line a file: its name, the number of lines, a bar."""
    most = max((_lines(file) for file in diff.files), default=0)
    rows = [[Cell(_name(file)), Cell(_what(file)), Cell(_bar(file, most, shown))] for file in diff.files]
    # The bar is painted in two colours, so it is added behind the table.
    laid = table(
        [Column("", least=20), Column("", "right")],
        [row[:2] for row in rows],
        shown._replace(width=None),
        header=False,
    )
    for line, file in zip(laid.lines, diff.files, strict=True):
        yield f"{line}  {_bar(file, most, shown)}".rstrip()
    added, removed = (
        sum(file.added or 0 for file in diff.files),
        sum(file.removed or 0 for file in diff.files),
    )
    if diff.files:
        yield f"{count(len(diff.files), 'file')}, +{added} -{removed} lines"


def _name(file: FileChange) -> str:
    return f"{file.old_path} -> {file.path}" if file.old_path else file.path


def _what(file: FileChange) -> str:
    if file.added is None:
        return "binary"
    return (
        f"{_lines(file)}"
        if file.kind in ("changed", "renamed")
        else f"{file.kind} {_lines(file) or ''}".rstrip()
    )


def _lines(file: FileChange) -> int:
    return (file.added or 0) + (file.removed or 0)


def _bar(file: FileChange, most: int, shown: Terminal) -> str:
    scale = min(1.0, MOST_BAR / most) if most else 0.0
    plus, minus = (round((lines or 0) * scale) or bool(lines) for lines in (file.added, file.removed))
    return paint("+" * plus, BLUISH_GREEN, shown) + paint("-" * minus, VERMILLION, shown)


def coloured(text: str, shown: Terminal) -> Iterator[str]:
    """The lines of a unified diff, each made plain and painted by what it is."""
    in_hunk = False
    for line in text.split("\n")[:-1]:
        said = plain_line(line)
        if line.startswith("diff --git "):
            in_hunk = False
        elif line.startswith("@@"):
            in_hunk = True
        yield paint(said, _colour(line, in_hunk), shown, bold=not in_hunk)


def plain_line(line: str) -> str:
    """A line of code with its tabs, and nothing else that a terminal would act on."""
    return "\t".join(plain(part) for part in line.split("\t"))


def _colour(line: str, in_hunk: bool) -> Colour | None:
    if not in_hunk:
        return None
    return {"+": BLUISH_GREEN, "-": VERMILLION, "@": SKY_BLUE, "\\": GREY}.get(line[:1])


def _paged(lines: Iterator[str] | Sequence[str]) -> None:
    if sys.stdout.isatty():
        click.echo_via_pager((line + "\n" for line in lines), color=True)
        return
    for line in lines:
        out(line)
