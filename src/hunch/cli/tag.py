"""`hunch tag`: put a tag on runs, or take it off."""

import click

from hunch.actions.tagging import tag
from hunch.entities.quantities import count
from hunch.errors import UserError
from hunch.ids import system_clock

from .opened import opened
from .render import plain, talk

HELP = """\
Put a tag on runs, or take it off with --remove. Find them again with a filter.

\b
Examples:
  hunch tag @ baseline
  hunch tag calm-otter brave-gull figure-2
  hunch tag @ baseline --remove
  hunch runs '"figure-2" in tags'
"""


@click.command("tag", help=HELP, short_help="Put a tag on runs, or take it off.")
@click.argument("words", metavar="RUN... TAG", nargs=-1, required=True)
@click.option("--remove", is_flag=True, help="Take the tag off.")
def command(words: tuple[str, ...], remove: bool) -> None:
    """Tag runs."""
    *references, text = words
    if not references:
        raise UserError(f"which run is to be tagged {text!r}?", hint=f"The latest one: hunch tag @ {text}")
    with opened() as bench:
        runs = bench.runs(references)
        touched = tag(bench.folder.bench, runs, text, clock=system_clock, remove=remove)
        done = "untagged" if remove else "tagged"
        rest = len(runs) - len(touched)
        talk(f"{count(len(touched), 'run')} {done} {plain(text)}" + (f"; {rest} already so" if rest else ""))
