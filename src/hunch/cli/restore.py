"""`hunch restore`: the exact code of a run, back."""

import os
import shlex

import click

from hunch.actions.restoring import Outcome, Target, restore_here, restore_to, target
from hunch.entities.quantities import count
from hunch.ids import system_clock

from .opened import opened
from .render import out, out_json, plain, talk

HELP = """\
Get the exact code of a run back: bytes, modes and links, here or into DIR.

Here, what is in the working folder is kept as a snapshot first, and it is said how to come back. Files
that no snapshot holds (data, checkpoints, ignored files) stay as they are. A folder of its own belongs to
this workbench: runs in it are recorded here.

\b
Examples:
  hunch restore best
  hunch restore calm-otter ../calm-otter
  hunch restore 3fa9c21b7d40      a snapshot that a restore saved
"""


@click.command("restore", help=HELP, short_help="Get the exact code of a run back.")
@click.argument("reference", metavar="RUN")
@click.argument("directory", metavar="[DIR]", required=False)
@click.option("--json", "as_json", is_flag=True, help="What was done, as JSON.")
def command(reference: str, directory: str | None, as_json: bool) -> None:
    """Restore a run's code."""
    with opened() as bench:
        wanted = target(bench.folder, bench.index, reference, objective=bench.aim([reference]))
        if directory is None:
            done = restore_here(bench.folder, wanted, clock=system_clock)
        else:
            done = restore_to(bench.folder, wanted, directory, clock=system_clock)
        if as_json:
            out_json(done)
            return
        for line in _told(wanted, done, here=bench.folder.bench.surroundings.cwd):
            talk(line)
        if directory is not None:
            out(done.folder)


def _told(wanted: Target, done: Outcome, *, here: str) -> list[str]:
    what = plain(wanted.run.name) if wanted.run else f"snapshot {done.snapshot[:12]}"
    if not done.written and not done.removed:
        return [f"{plain(done.folder)} is {what} already"]
    removed = f", {count(done.removed, 'file')} removed" if done.removed else ""
    lines = [f"{plain(done.folder)} is {what} now: {count(done.written, 'file')} written{removed}"]
    if done.saved:
        inside = os.path.commonpath([done.folder, here]) == done.folder
        where = "" if inside else f"cd {shlex.quote(done.folder)} && "
        lines.append(f"come back: {where}hunch restore {done.saved[:12]}")
    if done.left_out:
        lines.append(
            f"{count(len(done.left_out), 'path')} of the run {'is' if len(done.left_out) == 1 else 'are'} in no snapshot: hunch show {what}"
        )
    return lines
