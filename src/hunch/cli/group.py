"""All commands but `run`, by click; each is imported only when it is called."""

import importlib
from collections.abc import Sequence

import click

from hunch._lean import import_msgspec
from hunch._version import __version__

from .guard import guarded

COMMANDS: dict[str, str] = {
    "run": "Run a command and record it, with the code that made it.",
    "ask": "Ask a question, with the metric that measures it.",
    "idea": "Write an idea down, and be at it.",
    "decide": "Keep, drop or park an idea, and say why.",
    "finding": "What is held true now, and the runs that it stands on.",
    "tree": "What was asked, tried, decided and found, in one drawing.",
    "on": "Make a question or an idea current.",
    "predict": "Seal a prediction on an idea or a queued run.",
    "retract": "Take a prediction of your own back.",
    "baseline": "Choose what a question's variants are compared with.",
    "runs": "List runs: filter, sort, only the columns that differ.",
    "find": "Look through ideas, notes, runs, consoles, code and papers.",
    "show": "Everything that is known of a run, question, idea, finding or hunch.",
    "log": "What a run printed.",
    "plot": "Curves, in the terminal.",
    "diff": "What changed in the code between two runs.",
    "why": "Which single changes moved the metric.",
    "replicate": "Run a run again, exactly, under other seeds.",
    "compare": "What may be said of two runs, or of a question's variants.",
    "table": "A question's results as a table, for the terminal or a paper.",
    "gut": "How good your hunches were.",
    "next": "What to try next, with reasons, value and cost.",
    "restore": "Get the exact code of a run back.",
    "stop": "Ask a running run to stop.",
    "tag": "Put a tag on runs, or attach them to an idea.",
    "paper": "Papers: what they claim, and what your runs say of it.",
    "note": "Write a line down, on anything or on its own.",
    "report": "The notebook that writes itself: a day, a week, a question.",
    "brief": "Everything a newcomer or an agent must know, in one page.",
    "init": "Make a workbench; tell coding agents how to work here.",
    "export": "Write runs and curves as Parquet or CSV.",
    "rm": "Take runs away (a tombstone stays in the journal).",
    "gc": "Take away what no run uses any more.",
    "merge": "Bring another workbench's runs in.",
    "doctor": "Check every line and file, and say what it all weighs.",
    "demo": "See a real exploration, recorded, in about two minutes.",
}
MODULES = {"log": "console", "rm": "remove", "gc": "collect", "table": "results"}
"""Commands whose module has another name than theirs."""


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        import_msgspec()
        module = importlib.import_module(f"hunch.cli.{MODULES.get(cmd_name, cmd_name)}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            close = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"Did you mean `hunch {close[0]}`?" if close else f"To record it: hunch run {args[0]} ..."
            raise click.UsageError(f"{error.format_message()}\n\nhint: {hint}") from None


@click.group(
    cls=_Lazy,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with:  hunch run python train.py",
)
@click.version_option(__version__, prog_name="hunch")
@click.option("--json", "as_json", is_flag=True, help="Without a command: where am I, as JSON.")
@click.pass_context
def group(ctx: click.Context, as_json: bool) -> None:
    """A workbench for research code: every run, with the exact code that made it.

    Without a command: where am I?
    """
    if ctx.invoked_subcommand is None:
        import_msgspec()
        from .status import where_am_i

        where_am_i(as_json=as_json)
    elif as_json:
        raise click.UsageError(f"--json stands behind the command: hunch {ctx.invoked_subcommand} --json")


def main(arguments: Sequence[str]) -> int:
    """Run one command; its exit code."""
    return guarded(lambda: _call(arguments))


def _call(arguments: Sequence[str]) -> object:
    try:
        with group.make_context("hunch", list(arguments)) as context:
            return group.invoke(context)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.Abort:
        return 130
    except click.ClickException as error:
        from .render import complain

        complain(error.format_message(), None)
        return error.exit_code
