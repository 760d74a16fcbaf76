"""`hunch paper`: outside sources, what they claim, and what runs say of that; each command is imported when it is called."""

import importlib

import click

COMMANDS: dict[str, str] = {
    "add": "Add papers: a BibTeX file, a PDF, an arXiv id or a DOI.",
    "claim": "Write down a number that a paper states.",
    "check": "What runs say of what papers claim.",
    "list": "The papers there are, also as BibTeX.",
    "show": "Everything that is known of a paper, or the text of a page.",
    "search": "Look for words in titles, abstracts and pages.",
    "withdraw": "Take a claim back.",
}
MODULES = {"list": "listing"}
"""Commands whose module has another name than theirs."""
HELP = """\
Papers, by the keys that you cite them by. Their text is kept by page beside your runs, and what they claim is held
against what you measure.

\b
Examples:
  hunch paper add refs.bib attention.pdf arXiv:1706.03762
  hunch paper claim vaswani2017attention "+2.0 BLEU" --page 8 --idea "wider heads" --differs "small data"
  hunch paper check
  hunch paper search "label smoothing"
  hunch paper list --used --bib > refs.bib
"""


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"hunch.cli.papers.{MODULES.get(cmd_name, cmd_name)}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    "paper", cls=_Lazy, help=HELP, short_help="Papers: what they claim, and what your runs say of it."
)
def command() -> None:
    """Papers."""
