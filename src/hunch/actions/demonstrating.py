"""Playing an exploration as a person would: by the program's own command line, one step after the other.

What a step must do is checked when it has been done: a demo that fell short and looked fine would be a lie.
"""

import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean
from typing import BinaryIO, NamedTuple

import msgspec

from hunch.entities.metric import Summary
from hunch.entities.words import DROPPED, IMPROVES, WORSENS
from hunch.errors import Damaged, WorkbenchError

from .demo_material import Asked, Contents, Source, Step, apply_patch, contents
from .demo_paper import pdf_of

METRIC = "val_acc"
"""By what the exploration chooses, and what its question is measured by; more is better."""
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
"""Runs go side by side, and matrices this small gain nothing from threads."""
TRACEBACK = "Traceback (most recent call last)"
"""How Python begins to tell of an exception that nothing caught."""
GLANCE_S = 0.1
"""How often the watcher of a running step is called."""

Watch = Callable[[], None]


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What the demo reads of a run in `hunch runs --json`."""

    id: str
    name: str
    status: str
    seed: int | None = None
    metrics: dict[str, Summary] = {}
    traceback: str | None = None

    def value(self, metric: str) -> float | None:
        """The last value of a metric."""
        summary = self.metrics.get(metric)
        return None if summary is None else summary.value

    @property
    def diverged(self) -> bool:
        """Whether the last loss is no number any more."""
        loss = self.value("loss")
        return loss is not None and not math.isfinite(loss)


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What the demo reads of a comparison in `hunch compare --question --json`."""

    a_runs: list[str]
    verdict: str


class Outcome(NamedTuple):
    """What came of one step."""

    step: Step
    arguments: list[str]
    origin: str | None
    """The step whose code this one started from."""
    runs: list[Seen]
    code: Contents
    warning: str = ""
    """What was said of it before it ran, where something was."""

    @property
    def scores(self) -> list[float]:
        """The metric of every run that has one."""
        return [score for run in self.runs if (score := run.value(METRIC)) is not None]


class Demonstration:
    """An exploration in a folder that `copy_script` made.

    Args:
        material: the folder that holds the script and its exploration.
        folder: where it is played.
        environ: of the processes that are started; what would point them to another workbench is dropped.
        jobs: how many seeds run side by side.
    """

    def __init__(self, material: str, folder: str, *, environ: Mapping[str, str], jobs: int) -> None:
        self.material, self.folder, self.jobs = material, os.path.realpath(folder), jobs
        kept = {name: value for name, value in environ.items() if not name.startswith("HUNCH")}
        author = {"HUNCH_AUTHOR": environ["HUNCH_AUTHOR"]} if environ.get("HUNCH_AUTHOR") else {}
        self.environ = kept | author | ONE_THREAD
        self.outcomes: dict[str, Outcome] = {}

    def origin(self, step: Step) -> str | None:
        """The step whose code `step` starts from or repeats: of those that it may come back to, the best so far."""
        named = step.back_to or step.again
        if not named:
            return next(reversed(self.outcomes), None)
        finished = [outcome for outcome in self.outcomes.values() if outcome.step.ends == "finished"]
        able = [outcome for outcome in finished if named == ["*"] or outcome.step.name in named]
        return max(able, key=lambda outcome: fmean(outcome.scores)).step.name

    def arguments(self, step: Step) -> list[str]:
        """The arguments of the script in `step`, beside the seed."""
        if step.arguments is not None:
            return step.arguments
        origin = self.origin(step)
        return self.outcomes[origin].arguments if origin else []

    def ask(self, question: Asked) -> None:
        """Ask what the exploration is to settle.

        Raises:
            HunchError: it was not taken.
        """
        effect = str(question.min_effect)
        self._must(
            "ask", question.text, "--metric", question.metric, "--goal", question.goal, "--min-effect", effect
        )

    def add_paper(self, paper: Source) -> None:
        """Add a paper, as somebody who has its PDF.

        Raises:
            HunchError: it was not taken.
        """
        with tempfile.TemporaryDirectory() as folder:  # not in the project: it is no code
            path = os.path.join(folder, f"{paper.key}.pdf")
            with open(path, "wb") as file:
                file.write(pdf_of(paper.pages, title=paper.title, author=paper.author))
            self._must("paper", "add", path, "--key", paper.key, "--year", str(paper.year), "--offline")

    def play(self, step: Step, *, watch: Watch = lambda: None) -> Outcome:
        """Restore, edit and run what the step says, and see that it ended as it has to.

        Raises:
            HunchError: it did not.
        """
        origin, arguments = self.origin(step), self.arguments(step)
        if step.back_to and origin:
            self._come_back(self.outcomes[origin])
        if step.patch:
            apply_patch(self.material, step.patch, self.folder, environ=self.environ)
        for words in step.before:
            self._must(*words)
        code = self.outcomes[origin].code if step.again and origin else contents(self.folder)
        before = {run.id for run in self._runs()} if self.outcomes else set()
        said = self._hunch(self._call(step, arguments, origin), watch)
        runs = sorted((run for run in self._runs() if run.id not in before), key=lambda run: run.seed or 0)
        outcome = Outcome(step, arguments, origin, runs, code, _warning(said.err))
        fault = _fault(outcome, said.exit_code)
        if fault:
            raise WorkbenchError(f"the step {step.name!r} fell short: {fault}\n\n{said.tail}".rstrip())
        self.outcomes[step.name] = outcome
        for words in step.then:
            self._must(*(runs[0].id if word == "{run}" else word for word in words))
        return outcome

    def check_verdicts(self) -> None:
        """See that nothing is claimed of what cannot help.

        Raises:
            WorkbenchError: something is.
        """
        told = msgspec.json.decode(
            self._must("compare", "--question", "@question", "--json"), type=list[Judgement]
        )
        idle = {
            run.id: outcome.step.name
            for outcome in self.outcomes.values()
            if outcome.step.cannot_help
            for run in outcome.runs
        }
        for each in told:
            names = {idle[run] for run in each.a_runs if run in idle}
            if names and each.verdict in (IMPROVES.text, WORSENS.text):
                raise WorkbenchError(f"{', '.join(names)} cannot help, and Hunch says that it {each.verdict}")

    def restored(self, run: Seen, outcome: Outcome, target: str) -> int:
        """Restore `run` into the new folder `target`; how many files are, to the byte, what ran.

        Raises:
            Damaged: they are not all.
        """
        self._must("restore", run.id, target)
        _compare(contents(target), outcome.code, run.name)
        return len(outcome.code)

    def _call(self, step: Step, arguments: Sequence[str], origin: str | None) -> list[str]:
        if not step.again or origin is None:
            return _run_of(step, arguments, self.jobs)
        return ["replicate", self.outcomes[origin].runs[0].id, "-q", *_replicates(step, self.jobs)]

    def _come_back(self, outcome: Outcome) -> None:
        self._must("restore", outcome.runs[0].id)
        _compare(contents(self.folder), outcome.code, outcome.runs[0].name)

    def _runs(self) -> list[Seen]:
        """Every run so far, the newest first."""
        return msgspec.json.decode(self._must("runs", "--all", "--json"), type=list[Seen])

    def _must(self, *arguments: str) -> str:
        """Call `hunch`; what it wrote to stdout."""
        said = self._hunch(arguments)
        if said.exit_code != 0:
            raise WorkbenchError(f"`hunch {' '.join(arguments)}` ended with {said.exit_code}:\n\n{said.tail}")
        return said.out

    def _hunch(self, arguments: Sequence[str], watch: Watch = lambda: None) -> "_Said":
        """Call `hunch` in the demo's folder."""
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            command = [sys.executable, "-P", "-m", "hunch", *arguments]
            with subprocess.Popen(
                command,
                cwd=self.folder,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
            ) as process:
                while process.poll() is None:
                    watch()
                    _await(process)
            return _Said(process.returncode, _text(out), _text(err))


class _Said(NamedTuple):
    exit_code: int
    out: str
    err: str

    @property
    def tail(self) -> str:
        """The last lines, for an error message."""
        return "\n".join([*self.out.splitlines()[-10:], *self.err.splitlines()[-20:]])


def _text(file: BinaryIO) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


def _await(process: "subprocess.Popen[bytes]") -> None:
    try:
        process.wait(GLANCE_S)
    except subprocess.TimeoutExpired:
        return


def _run_of(step: Step, arguments: Sequence[str], jobs: int) -> list[str]:
    """The `hunch run` of a step: replicates where it has several seeds."""
    several = len(step.seeds) > 1
    seed = "{seed}" if several else str(step.seeds[0])
    quiet = [] if step.warned else ["-q"]
    options = [*quiet, "--name", step.name, "-m", step.why, *(_replicates(step, jobs) if several else [])]
    options += ["--idea", step.idea] if step.idea else []
    options += ["--hunch", step.hunch] if step.hunch else []
    return ["run", *options, "--", sys.executable, "train.py", *arguments, "--seed", seed]


def _replicates(step: Step, jobs: int) -> list[str]:
    return ["--seeds", ",".join(map(str, step.seeds)), "-j", str(min(jobs, len(step.seeds)))]


def _fault(outcome: Outcome, exit_code: int) -> str | None:
    """In what a step fell short of what it has to do."""
    step, runs = outcome.step, outcome.runs
    if len(runs) != len(step.seeds):
        return f"{len(step.seeds)} runs were started and {len(runs)} are recorded"
    wanted = "finished" if step.ends == "finished" else "failed"
    others = [run for run in runs if run.status != wanted]
    if others or (exit_code == 0) != (wanted == "finished"):
        return f"it has to be {wanted} and is {', '.join(run.status for run in runs)} (exit code {exit_code})"
    if step.warned and not outcome.warning:
        return "it was dropped, and nobody is told so"
    if step.ends == "finished" and len(outcome.scores) != len(runs):
        return f"not every run recorded {METRIC}"
    if step.ends == "crashes" and not all(TRACEBACK in (run.traceback or "") for run in runs):
        return "it has to crash, and no traceback is recorded"
    if step.ends == "diverges" and not all(run.diverged for run in runs):
        return "it has to diverge, and the last loss recorded is a number or none at all"
    return None


def _warning(talk: str) -> str:
    """The line by which somebody is told of a dead end."""
    return next((line for line in talk.splitlines() if DROPPED.text in line), "")


def _compare(found: Contents, wanted: Contents, name: str) -> None:
    differing = sorted(path for path in found | wanted if found.get(path) != wanted.get(path))
    if differing:
        raise Damaged(f"restored, {name} is not what ran: {', '.join(differing)} differ")
