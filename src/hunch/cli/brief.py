"""`hunch brief`: everything a colleague or a coding agent must know, in one page."""

import click

from hunch.actions.briefing.briefing import DEFAULT_TOKENS, brief, of_nothing
from hunch.actions.briefing.facts import Brief
from hunch.errors import NoWorkbench
from hunch.journal.workbench import root_of_project

from .opened import opened
from .render import out, out_json, talk
from .surroundings import surroundings

LEAST_TOKENS = 200
HELP = """\
Everything a colleague or a coding agent must know in one page of Markdown: what is asked, what the evidence allows to
say, where to start from, dead ends, findings, open ideas, what runs now, failures to avoid, what is next, and how to
work here. The least important lines are left out first, whole, and it is said what was.

\b
Examples:
  hunch brief
  hunch brief --max-tokens 500
  hunch brief --question "does a wider net help?" > BRIEF.md
  hunch brief --json
"""


@click.command("brief", help=HELP, short_help="Everything a newcomer or an agent must know, in one page.")
@click.option(
    "--max-tokens",
    type=click.IntRange(min=LEAST_TOKENS),
    default=DEFAULT_TOKENS,
    metavar="N",
    help=f"How long the page may be ({DEFAULT_TOKENS}); 9 characters are taken for 4 tokens.",
)
@click.option("--question", "reference", metavar="Q", help="Of this question, not the current one.")
@click.option("--json", "as_json", is_flag=True, help="All facts, uncut, and the page, as JSON.")
def command(max_tokens: int, reference: str | None, as_json: bool) -> None:
    """Print a brief."""
    made = _made(max_tokens, reference)
    if as_json:
        out_json(made)
        return
    out(made.markdown.removesuffix("\n"))
    if made.tokens > max_tokens:
        talk(f"warning: about {made.tokens} tokens: what must be said is longer than {max_tokens}")


def _made(max_tokens: int, reference: str | None) -> Brief:
    """The brief; of a folder that has never heard of Hunch, how to begin."""
    try:
        with opened() as bench:
            about = (bench.folder, bench.index, bench.config)
            return brief(*about, now_us=bench.now.us, question=reference, max_tokens=max_tokens)
    except NoWorkbench:
        if reference is not None:
            raise
        return of_nothing(root_of_project(surroundings()), max_tokens=max_tokens)
