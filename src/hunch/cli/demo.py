"""`hunch demo`: a real exploration, played and recorded; then what one can do with it."""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from typing import Self

import click

from hunch.actions.demo_material import (
    Step,
    check_needs,
    copy_script,
    material_folder,
    patched_files,
    read_exploration,
)
from hunch.actions.demonstrating import METRIC, Demonstration, Outcome
from hunch.actions.find import BEST_RUN
from hunch.errors import WorkbenchError

from .render import Terminal, cut, out, paint, plain, talk, terminal

SIDE_BY_SIDE = 2
INDENT = " " * 7
REPORT = "week.html"
"""Stands beside the code, and is no part of it: the last thing that is made."""
RESULT_WIDTH = 28


@click.command(
    epilog="Example:  hunch demo /tmp/digits --steps 4",
    short_help="See a real exploration, recorded, in about two minutes.",
)
@click.argument("folder", metavar="[DIR]", default="hunch-demo", type=click.Path())
@click.option("--steps", type=click.IntRange(min=1), metavar="N", help="Play the first N steps only.")
def command(folder: str, steps: int | None) -> None:
    """See a real exploration, recorded, in about two minutes.

    Copies a small training script into the new folder DIR (hunch-demo), and plays an exploration of it:
    real edits, real runs on real images of handwritten digits, failures included. Then shows what one can
    do with the record. What comes of it is measured, not told.
    """
    environ = dict(os.environ)
    check_needs(environ)
    material = material_folder()
    exploration = read_exploration(material)
    planned = exploration.step[:steps]
    copy_script(material, folder)
    demonstration = Demonstration(
        material, folder, environ=environ, jobs=min(SIDE_BY_SIDE, os.cpu_count() or 1)
    )
    began = time.monotonic()
    talk(f"A small network learns to read handwritten digits: {len(planned)} steps, in {folder}\n")
    demonstration.ask(exploration.question)
    talk(f"    asked: {plain(exploration.question.text)}")
    demonstration.add_paper(exploration.paper)
    talk(f"    read: {plain(exploration.paper.title)}\n")
    outcomes = _play(demonstration, planned)
    runs = sum(len(outcome.runs) for outcome in outcomes)
    talk(f"\n{runs} runs in {time.monotonic() - began:.0f} s. Here they are:\n")
    _look_back(demonstration, outcomes)
    _what_next(folder, outcomes)


def _play(demonstration: Demonstration, planned: Sequence[Step]) -> list[Outcome]:
    """Play the steps, two lines for each: why and what is expected, then what changes and what came of it."""
    outcomes = []
    for number, step in enumerate(planned, start=1):
        expected = f"   [{step.hunch}]" if step.hunch else ""
        talk(f"{number:>3}/{len(planned)} {plain(step.why)}{plain(expected)}")
        with _Progress(_change(demonstration, step), number, len(planned)) as progress:
            outcome = demonstration.play(step, watch=progress.redraw)
            progress.finish(_result(outcome))
        if outcome.step.ends == "crashes":
            talk(INDENT + plain(_last_line(outcome.runs[0].traceback)))
        if outcome.warning:
            talk(INDENT + plain(outcome.warning))
        outcomes.append(outcome)
    return outcomes


def _change(demonstration: Demonstration, step: Step) -> str:
    """What a step changes, in a few words."""
    origin = demonstration.origin(step)
    before = demonstration.outcomes[origin].arguments if origin else []
    if step.again:
        return f"repeats {origin} in a folder of its own"
    parts = [f"back to {origin}"] if step.back_to else []
    if step.patch:
        parts.append("edits " + ", ".join(patched_files(demonstration.material, step.patch)))
    known = _options(before)
    parts += [option for option in _options(demonstration.arguments(step)) if option not in known]
    return "; ".join(parts) or "nothing but the seeds"


def _options(arguments: Sequence[str]) -> list[str]:
    """Options with their values, one text each.

    >>> _options(["--lr", "0.1", "--width", "32"])
    ['--lr 0.1', '--width 32']
    """
    return [f"{name} {value}" for name, value in zip(arguments[::2], arguments[1::2], strict=True)]


def _result(outcome: Outcome) -> str:
    """What came of a step."""
    if outcome.step.ends == "crashes":
        return "crashed"
    if outcome.step.ends == "diverges":
        return f"diverged, loss {outcome.runs[0].value('loss')}"
    return f"{METRIC} " + " ".join(f"{score:.4f}" for score in outcome.scores)


def _last_line(text: str | None) -> str:
    return (text or "").strip().rpartition("\n")[2]


class _Progress:
    """The second line of a step: redrawn while it runs where stderr is a terminal, else written at its end."""

    def __init__(self, change: str, number: int, total: int) -> None:
        self.shown: Terminal = terminal(sys.stderr)
        self.change, self.number, self.total = change, number, total
        self.began = time.monotonic()
        self.is_begun = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.is_begun:  # what comes next, an error perhaps, starts on a line of its own
            talk("")

    def redraw(self) -> None:
        """Show that time passes."""
        if self.shown.width is not None:
            self._rewrite(self._line(self._bar()), self.shown.width)

    def finish(self, result: str) -> None:
        """Leave the line as it stays."""
        if self.shown.width is None:
            talk(self._line(result))
        else:
            self._rewrite(self._line(result), self.shown.width)

    def _line(self, left: str) -> str:
        elapsed = f"{time.monotonic() - self.began:.1f} s"
        return f"{INDENT}{left:<{RESULT_WIDTH}} {elapsed:>7}  {self.change}"

    def _rewrite(self, line: str, width: int) -> None:
        self.is_begun = True
        sys.stderr.write(f"\r\x1b[K{cut(line, width - 1, self.shown)}")
        sys.stderr.flush()

    def _bar(self) -> str:
        full, empty = ("█", "░") if self.shown.unicode else ("#", ".")
        done = round(RESULT_WIDTH * (self.number - 1) / self.total)
        return full * done + empty * (RESULT_WIDTH - done)


def _look_back(demonstration: Demonstration, outcomes: Sequence[Outcome]) -> None:
    """The list of runs, what may be said of them, what changed in one edit, old code got back, and the gut."""
    _show(demonstration, "runs", "--all")
    demonstration.check_verdicts()
    talk("\nWhat was asked, tried, dropped and found:\n")
    _show(demonstration, "tree")
    talk("\nWhat may be said of them (and what may not):\n")
    _show(demonstration, "compare", "--question", "@question")
    edit = _an_edit(outcomes)
    if edit is not None and edit.origin is not None:
        talk("\nWhat one of the edits was:\n")
        _show(demonstration, "diff", demonstration.outcomes[edit.origin].runs[0].name, edit.runs[0].name)
    first = outcomes[0]
    talk("\nThe code as it was in the beginning, got back:\n")
    with tempfile.TemporaryDirectory() as folder:
        target = os.path.join(folder, "restored")
        _prompt("restore", first.runs[0].name, target)
        files = demonstration.restored(first.runs[0], first, target)
        out(f"{files} files, byte for byte what ran as {first.runs[0].name}")
    talk("\nWhat was expected before each step, beside what came:\n")
    _show(demonstration, "gut")
    talk("\nWhat a paper claims, and what these runs say of it:\n")
    _show(demonstration, "paper", "check")
    talk("\nWhere was that again?\n")
    _show(demonstration, "find", "diverge", "-n", "4")
    talk("\nThe table for the paper:\n")
    _show(demonstration, "table", "@question")
    talk("\nWhich single changes did it:\n")
    _show(demonstration, "why", BEST_RUN)
    talk("\nWhat to try next:\n")
    _show(demonstration, "next", "-n", "4")
    talk("\nThe week, written down; what only you can judge is left blank:\n")
    _show(demonstration, "report", "--week", "--format", "html", "-o", REPORT)


def _an_edit(outcomes: Sequence[Outcome]) -> Outcome | None:
    """The mending of a crash if there is one, else the last edit."""
    edits = [outcome for outcome in outcomes if outcome.step.patch]
    crashed = {outcome.step.name for outcome in outcomes if outcome.step.ends == "crashes"}
    return next((edit for edit in edits if edit.origin in crashed), edits[-1] if edits else None)


def _show(demonstration: Demonstration, *arguments: str) -> None:
    """A command as one would type it, and what it prints."""
    _prompt(*arguments)
    environ = {**demonstration.environ, "PAGER": "cat"}
    command = [sys.executable, "-P", "-m", "hunch", *arguments]
    done = subprocess.run(command, cwd=demonstration.folder, env=environ, check=False)
    if done.returncode != 0:
        raise WorkbenchError(f"`hunch {' '.join(arguments)}` ended with {done.returncode}")


def _prompt(*arguments: str) -> None:
    shown = terminal()
    out(paint(f"$ hunch {' '.join(arguments)}", None, shown, bold=True))
    sys.stdout.flush()


def _what_next(folder: str, outcomes: Sequence[Outcome]) -> None:
    first, last = outcomes[0].runs[0].name, outcomes[-1].runs[0].name
    python = "python" if shutil.which("python") == sys.executable else sys.executable
    talk("\nWhat to type next:\n")
    report = os.path.realpath(os.path.join(folder, REPORT))
    for line in (
        f"cd {shlex.quote(folder)}",
        f"open {shlex.quote(report)}        in a browser: the week's report",
        "hunch next --why 1",
        f"hunch show {last}",
        f"hunch compare {first} {last}",
        f"hunch plot {first} {last} {METRIC}",
        f"hunch run {shlex.quote(python)} train.py --lr 0.02",
    ):
        talk(f"  {line}")
