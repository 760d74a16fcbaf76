"""`hunch predict`: seal a prediction before there is anything to see."""

import click

from hunch.actions.hunches.predicting import Predicted, Target, Understood, find_target, predict
from hunch.actions.questions.referring import label
from hunch.actions.questions.standpoint import Standpoint, standpoint
from hunch.entities.hunch import Hunch, Size, Win
from hunch.entities.reference import short_id
from hunch.errors import UserError
from hunch.ids import system_clock
from hunch.journal.index import Index
from hunch.journal.workbench import WorkingFolder

from .dead_ends import say_dead_end
from .opened import opened
from .render import out, out_json, plain, talk
from .standing_text import taken_text

IN_TIME = "in time is: hunch run --hunch H ..."
HELP = """\
Seal a prediction on an idea, or on a run in the queue; on @question, which idea wins. One on an idea counts for the
next run that tries it. One on a run that has begun is late: it is kept, and never scored.

Your first prediction stays the one that is scored; one that follows it is an update, scored apart.

\b
H is what you believe:
  +  ++  +-  -  --       it beats the baseline with 70, 90, 50, 30, 10 %; or the number: 65
  "acc +2pp @70"         2 points up, and 70 % to beat the baseline;  "acc +2pp [-1,4]" with an 80 % interval
  "t=40m; crash@5"       what it costs, what may happen;  "# why" at the end

\b
Examples:
  hunch predict @idea +
  hunch predict "wider heads" "acc +2pp [-1,4]; t=40m # more room"
  hunch predict @question '"wider heads":60 deeper:40'
  hunch predict calm-otter 65 --update
"""


@click.command(
    "predict",
    help=HELP,
    short_help="Seal a prediction on an idea or a queued run.",
    context_settings={"ignore_unknown_options": True},  # "-2pp @70" is a prediction
)
@click.argument("reference", metavar="REF")
@click.argument("hunch_text", metavar="H", required=False)
@click.option("--update", is_flag=True, help="It changes an earlier one of yours, which must be there.")
@click.option("--json", "as_json", is_flag=True, help="The hunch, as JSON.")
def command(reference: str, hunch_text: str | None, update: bool, as_json: bool) -> None:
    """Predict."""
    if hunch_text is None:  # a bare `--` does not come through
        raise UserError(
            f"what do you expect of {reference}?", hint=f"hunch predict {reference} +  (`--` is 10)"
        )
    with opened() as bench:
        objective = bench.config.objective
        at = standpoint(bench.folder, objective)
        target = find_target(
            bench.folder.bench, bench.index, at, reference, objective=objective, now_us=bench.now.us
        )
        predicted = predict(
            bench.folder, bench.index, at, target, hunch_text, must_update=update, clock=system_clock
        )
        tell(predicted, at)
        say_dead_end(bench, at.standing, target.idea)
        if as_json:
            out_json(_as_it_stands(bench.folder, predicted.hunch))
        else:
            out(short_id(predicted.hunch))


def _as_it_stands(folder: WorkingFolder, identifier: str) -> Hunch:
    from hunch.actions.hunches.resolving import ledger

    with Index.open(folder.bench) as index:
        return next(hunch for hunch in ledger(folder, index) if hunch.id == identifier)


def tell(predicted: Predicted, at: Standpoint) -> None:
    """What was understood, and what it counts for."""
    from hunch.entities.grammar.echo import echo
    from hunch.stats.normal import quantile

    understood = predicted.understood
    prediction, target = understood.prediction, understood.target
    talk(f"sealed: {plain(prediction.parsed.text)} ({short_id(predicted.hunch)})")
    said = [*echo(prediction.items, prediction.known, quantile=quantile), *prediction.parsed.notes]
    for line in (*said, *_held_against(understood, at), _counts_for(target, at)):
        talk(f"  {plain(line)}")
    if understood.updates is not None:
        talk(f"  it updates your first ({short_id(understood.updates)}), which stays the one that is scored")
    if target.has_begun and target.run:
        talk(f"warning: late: {plain(target.run.name)} had begun. It is kept and never scored; {IN_TIME}")


def _held_against(understood: Understood, at: Standpoint) -> list[str]:
    """What is missing for it to be scored, and which metric was taken where nobody said."""
    if not any(isinstance(item, Win | Size) for item in understood.prediction.items):
        return []
    said = []
    taken = understood.target.taken
    if taken.how != "asked":
        said.append(taken_text(at._replace(taken=taken)))
    if understood.considered.baseline is None:
        said.append("no baseline yet, so what beats it cannot be scored: run something first, then predict")
    return said


def _counts_for(target: Target, at: Standpoint) -> str:
    if target.run is not None:
        about = f"about {target.run.name} ({short_id(target.run.id)})"
        return about if target.has_begun else f"{about}: it counts for this run"
    if target.idea is not None:
        return f"about the idea {label(at.standing, target.idea)}: it counts for the next run that tries it"
    return f"about the question {label(at.standing, target.question)}"
