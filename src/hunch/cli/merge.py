"""`hunch merge`: bring another workbench's runs in."""

import os

import click

from hunch.entities.quantities import count, size
from hunch.journal.index import Index
from hunch.journal.merge import merge
from hunch.journal.workbench import find_or_make

from .render import out_json, talk
from .surroundings import surroundings

HELP = """\
Bring in all that another workbench holds and this one does not: runs, curves, code, notes. Both may go on
meanwhile, and merging again brings in the rest. The other one is only read.

\b
Examples:
  hunch merge ../laptop-copy
  hunch merge /mnt/cluster/project/.hunch
"""


@click.command("merge", help=HELP, short_help="Bring another workbench's runs in.")
@click.argument("directory", metavar="DIR")
@click.option("--json", "as_json", is_flag=True, help="What came in, as JSON.")
def command(directory: str, as_json: bool) -> None:
    """Merge a workbench in."""
    folder = find_or_make(surroundings())
    with Index.open(folder.bench) as index:
        before = index.count()
    done = merge(folder.bench, os.path.abspath(directory))
    with Index.open(folder.bench) as index:
        after = index.count()
    if as_json:
        out_json(done)
    elif not done.size_bytes and not done.journals:
        talk("nothing new")
    else:
        talk(f"{count(after - before, 'more run')}, {size(done.size_bytes)} in {count(_files(done), 'file')}")


def _files(done: object) -> int:
    return sum(getattr(done, room) for room in ("journals", "runs", "blobs", "code", "papers"))
