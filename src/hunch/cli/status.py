"""Bare `hunch`: where am I?"""

import os
import shlex
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from hunch.actions.hunches.awaited import Awaited
from hunch.actions.questions.referring import clipped, label, short_of
from hunch.actions.questions.standpoint import Standpoint, standpoint
from hunch.actions.whereabouts import Whereabouts, whereabouts
from hunch.entities.quantities import ago, count
from hunch.entities.reference import short_id
from hunch.errors import NoWorkbench

from .opened import Opened, opened
from .render import Terminal, out, out_json, paint, plain, talk, terminal
from .run_table import print_runs
from .standing_text import baseline_text, question_text, taken_text

MOST_PATHS, MOST_HUNCHES = 6, 3
FIRST_STEPS = """\
Nothing is recorded here yet ({cwd}).

  hunch run python train.py                    run a command and record it, with the code that made it
  hunch ask "..." --metric loss --goal min     say what you want to know, before you run
  hunch demo                                   see a real exploration, recorded, in about two minutes
  hunch --help                                 everything else"""


def where_am_i(*, as_json: bool) -> None:
    """Say where one stands."""
    try:
        with opened() as bench:
            found = whereabouts(
                bench.folder, bench.index, now_us=bench.now.us, objective=bench.config.objective
            )
            if as_json:
                out_json(_with_hunches(bench, found))
            else:
                _print(bench, found, terminal())
    except NoWorkbench:
        if as_json:
            raise
        talk(FIRST_STEPS.format(cwd=plain(os.getcwd())))


def _with_hunches(bench: Opened, found: Whereabouts) -> Whereabouts:
    """With what came of the predictions about each run, as `hunch runs --json` has it."""
    from hunch.actions.hunches.resolving import with_hunches

    told = {
        name: with_hunches(bench.folder, bench.index, getattr(found, name))
        for name in ("running", "latest", "queued")
    }
    since = with_hunches(bench.folder, bench.index, [found.since])[0] if found.since else None
    return replace(found, since=since, **told)


def _print(bench: Opened, found: Whereabouts, shown: Terminal) -> None:
    dot = "·" if shown.unicode else "-"
    parts = [count(found.runs, "run")]
    for word, runs in (("running", found.running), ("queued", found.queued)):
        parts += [f"{len(runs)} {word}"] if runs else []
    out(f" {dot} ".join([paint(plain(found.folder), None, shown, bold=True), *parts]))
    for line in _question(bench, found, shown):
        out(line)
    rows = [
        *found.running,
        *(run for run in found.latest if run.id not in {each.id for each in found.running}),
    ]
    if rows:
        out("")
        print_runs(bench, rows, shown=shown)
    out("")
    for line in (*_since(bench, found), *_next(bench, found)):
        out(line)


def _question(bench: Opened, found: Whereabouts, shown: Terminal) -> Iterator[str]:
    """What the runs here are for."""
    question = found.question
    if question.metric is None and found.idea is None and not found.hunches:
        return
    at = standpoint(bench.folder, bench.config.objective)
    yield ""
    if question.id is None:
        yield plain(taken_text(at))
    else:
        yield f"{paint(plain(clipped(question.text)), None, shown, bold=True)} ({short_of(at.standing, question)})"
        yield f"  {plain(question_text(question))}"
    if found.question_runs:
        many = count(found.variants, "variant")
        beside = f"{many} beside the baseline" if found.baseline else many
        yield f"  {beside}, {count(found.question_runs, 'run')}"
    if question.id is not None or (found.baseline and not found.baseline.is_default):
        yield f"  baseline: {plain(baseline_text(bench.index, at))}"
    if found.idea:
        yield f"  idea: {plain(label(at.standing, found.idea))}"
    if found.hunches:
        yield f"  {plain(_hunches(bench, found.hunches, at))}"


def _hunches(bench: Opened, hunches: Sequence[Awaited], at: Standpoint) -> str:
    """Predictions, and what they wait for."""
    named = ", ".join(_hunch(each, at, bench) for each in hunches[:MOST_HUNCHES])
    more = f" and {len(hunches) - MOST_HUNCHES} more" if len(hunches) > MOST_HUNCHES else ""
    return f"open {'hunch' if len(hunches) == 1 else 'hunches'}: {named}{more}"


def _hunch(hunch: Awaited, at: Standpoint, bench: Opened) -> str:
    """A prediction and what it waits for."""
    said = f"{clipped(hunch.text)} ({short_id(hunch.id)})"
    run = bench.index.run(hunch.run) if hunch.run else None
    idea = at.standing.ideas.get(hunch.idea or "")
    about = run.name if run else clipped(idea.text) if idea else ""
    return f"{said} on {about}" if about else said


def _since(bench: Opened, found: Whereabouts) -> Iterator[str]:
    if found.since_snapshot is None:
        return
    paths = [*found.edited, *(f"{path} (new)" for path in found.created)]
    name = f"snapshot {found.since_snapshot[:12]}"
    if found.since:
        name = f"{plain(found.since.name)} ({ago(found.since.started_at, now_us=bench.now.us)})"
    if not paths:
        yield f"The code is that of {name}."
    else:
        more = f" and {len(paths) - MOST_PATHS} more" if len(paths) > MOST_PATHS else ""
        yield f"Changed since {name}: {', '.join(plain(path) for path in paths[:MOST_PATHS])}{more}"
    yield ""


def _next(bench: Opened, found: Whereabouts) -> Iterator[str]:
    """What to type next."""
    steps = [*_proposed(bench, found), *_steps(found)]
    width = max(len(command) for command, _ in steps)
    for command, says in steps:
        yield f"  {command:{width}}    {says}"


def _proposed(bench: Opened, found: Whereabouts) -> Iterator[tuple[str, str]]:
    """The first of what is worth trying next."""
    from hunch.actions.proposals.foremost import foremost

    living = [run.id for run in (*found.running, *found.queued)]
    proposal = foremost(bench.folder, bench.index, bench.config.objective, living=living, now_us=bench.now.us)
    if proposal is not None:
        yield "hunch next", plain(proposal)


def _steps(found: Whereabouts) -> Iterator[tuple[str, str]]:
    """Commands, and what each is for."""
    yield from _steps_of_question(found)
    if found.edited or found.created:
        yield "hunch diff", "what you changed"
    if found.running:
        yield f"hunch log {short_id(found.running[0].id)} --follow", "what it prints"
    if found.latest:
        yield "hunch show", "everything about the latest run"
        yield "hunch runs", "all of them"
    elif found.question.id is None:
        yield "hunch run python train.py", "run a command and record it"


def _steps_of_question(found: Whereabouts) -> Iterator[tuple[str, str]]:
    question = found.question
    if question.id is None:
        if question.metric:
            metric = f"--metric {shlex.quote(question.metric)} --goal {question.goal}"
            yield f'hunch ask "..." {metric}', "say what you want to know"
        return
    if found.baseline is None:
        yield "hunch run python train.py", "the first run is the baseline"
    elif found.idea is None:
        yield 'hunch idea "..." --hunch +', "what to try, and what you expect of it"
    if found.variants:
        yield "hunch compare --question", "what the evidence allows to say"
