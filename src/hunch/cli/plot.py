"""`hunch plot`: curves in the terminal."""

import os
from collections.abc import Sequence

import click
import msgspec

from hunch.actions.curves import CurveData, curve
from hunch.entities.quantities import number
from hunch.entities.reference import short_id
from hunch.errors import UserError

from .opened import Opened, opened
from .plotting import Curve, plot
from .render import out, out_json, plain, talk, terminal

LINES = 20
HELP = """\
Curves of one metric, of one or several runs, in the terminal. Live runs as far as they are.

\b
Examples:
  hunch plot val/acc                      of the latest run
  hunch plot @ @~1 loss --log
  hunch plot calm-otter brave-gull val/acc --height 30
"""


@click.command("plot", help=HELP, short_help="Curves, in the terminal.")
@click.argument("words", metavar="[RUN]... METRIC", nargs=-1, required=True)
@click.option("--log", is_flag=True, help="A logarithmic axis of values.")
@click.option("--height", type=click.IntRange(6, 200), help="How many lines high.")
@click.option("--json", "as_json", is_flag=True, help="The points, as JSON.")
def command(words: tuple[str, ...], log: bool, height: int | None, as_json: bool) -> None:
    """Draw curves."""
    *references, metric = words
    with opened() as bench:
        curves = _curves(bench, references or ["@"], metric)
        if as_json:
            out_json([_in_json(each, metric) for each in curves])
            return
        shown = terminal()
        out(plain(metric))
        drawn = [
            Curve(f"{each.run.name} ({short_id(each.run.id)})", each.steps, each.values) for each in curves
        ]
        for line in plot(drawn, shown, height=height or _height(), log=log):
            out(line)


def _curves(bench: Opened, references: Sequence[str], metric: str) -> list[CurveData]:
    """Those that there are; what a run lacks is said, and an error only where none has it."""
    found: list[CurveData] = []
    missing: list[UserError] = []
    for run in bench.runs(references):
        try:
            found.append(curve(bench.folder.bench, run, metric))
        except UserError as error:
            missing.append(error)
    if not found:
        raise missing[0]
    for lack in missing:
        talk(plain(str(lack)))
    return found


class Points(msgspec.Struct, frozen=True, kw_only=True):
    """A run's curve of one metric."""

    run: str
    metric: str
    steps: list[int | float]
    values: list[float | int | None]
    """None where a value is NaN or infinite."""
    nf: dict[str, str] | None = None
    """What these are, by their place in the list."""


def _in_json(data: CurveData, metric: str) -> Points:
    """NaN and infinities are null, and named beside by their place."""
    nf = {str(at): number(value) for at, value in enumerate(data.values) if value - value != 0}
    return Points(
        run=data.run.id, metric=metric, steps=list(data.steps), values=list(data.values), nf=nf or None
    )


def _height() -> int:
    try:
        return max(8, min(LINES, os.get_terminal_size().lines - 3))
    except OSError:
        return LINES
