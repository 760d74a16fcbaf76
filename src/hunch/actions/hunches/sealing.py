"""Sealing a prediction: what was said is held against what stands, and written down before there is anything to see.

Imported only where something was said; which sealed predictions a start names is decided in `foreseeing.py`.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from hunch.entities.config import Config
from hunch.entities.events import Data, HunchSeal, HunchSealed, IdeaAdded
from hunch.entities.hunch import Item, Pick
from hunch.entities.question import Baseline, Focus, Idea, Question
from hunch.entities.standing import Standing, TakenQuestion, baseline_of, measures, the_question
from hunch.errors import Refused, UnknownIdea, UnknownRun, UserError
from hunch.ids import Clock, is_id, new_id
from hunch.journal.standing import focus_here
from hunch.journal.workbench import WorkingFolder
from hunch.journal.writer import append_many, highest_id

from .cause import Said

if TYPE_CHECKING:  # a run under a new idea, or one of a sealed plan, needs no grammar
    from hunch.entities.grammar.known import Known
    from hunch.entities.grammar.reading import Parsed
    from hunch.entities.run import Run

NEW = ""
"""The id of an idea that is not written down yet."""


class Prediction(msgspec.Struct, frozen=True):
    """A hunch that reads and contradicts nothing that is known."""

    parsed: "Parsed"
    items: list[Item]
    """As they are sealed: names made whole."""
    known: "Known"


class Considered(msgspec.Struct, frozen=True):
    """What somebody says, held against what stands. Nothing is written yet."""

    taken: TakenQuestion
    baseline: Baseline | None
    prediction: Prediction | None
    idea: Idea | None
    """The one that it is about; its id is `NEW` where it is not written down yet."""
    against: "Run | None" = None
    """The run that was named to be held against, where one was."""
    notes: Sequence[str] = ()
    """What was made of the idea that was named."""
    config: Config = Config()
    """By which rules it will be resolved: they are sealed with it."""
    is_aside: bool = False
    """Whether that baseline is another than the question's own."""

    @property
    def question(self) -> Question:
        """The question that it is under."""
        return self.taken.question


class Sealed(msgspec.Struct, frozen=True):
    """What was written: the idea, which may be new, and the seal of the hunch, where there is one."""

    idea: str | None
    seals: list[HunchSeal]


def consider(folder: WorkingFolder, said: Said, *, config: Config, standing: Standing) -> Considered:
    """Hold what somebody says against what stands.

    Raises:
        UserError: it does not read, contradicts what is known, or names what is not there. Nothing is written.
    """
    if said.vs is not None and said.hunch is None:
        raise UserError(
            f"--vs {said.vs} says what a hunch is held against, and there is none",
            hint=f"hunch run --hunch + --vs {said.vs} COMMAND...",
        )
    focus = focus_here(standing, folder)
    idea = _idea(standing, said.idea, focus)
    taken = the_question(standing, config.objective, _focus_under(idea, focus))
    prediction = None if said.hunch is None else _prediction(said.hunch, standing, taken.question)
    notes = list(_notes(said.idea, idea, taken.question, focus))
    if said.vs is None:
        own = baseline_of(standing, taken.question)
        return Considered(taken, own, prediction, idea, None, notes, config)
    run, own = _run(folder, config, said.vs), baseline_of(standing, taken.question)
    baseline = _variant_of(run, standing, taken.question)
    is_aside = own is None or own.variant != baseline.variant
    return Considered(taken, baseline, prediction, idea, run, notes, config, is_aside)


def consider_first(said: Said, *, config: Config) -> None:
    """As `consider`, where there is no workbench yet.

    Raises:
        UserError: it does not read, contradicts what is known, or names what is not there. Nothing is made.
    """
    if said.vs is not None:
        raise UnknownRun(f"no run {said.vs!r}: there are no runs yet", hint="hunch run COMMAND...")
    _idea(Standing(), said.idea, Focus())
    if said.hunch is not None:
        _prediction(said.hunch, Standing(), the_question(Standing(), config.objective, Focus()).question)


def seal(
    folder: WorkingFolder,
    considered: Considered,
    *,
    clock: Clock,
    run: str | None = None,
    plan: str | None = None,
    planned: int = 1,
    asked: bool = False,
) -> Sealed:
    """Write down the idea, where it is new, and the hunch, where there is one: both or none.

    Args:
        run: the run that the hunch is about.
        plan: else the plan whose runs, taken together, it is about.
        planned: how many runs make the one reading.
        asked: whether Hunch asked for it.

    Raises:
        CannotWrite: read-only, full, or not ours; nothing was written.
    """
    events: list[Data] = []
    highest = highest_id(folder.bench)
    idea = considered.idea.id if considered.idea else None
    if idea == NEW:
        idea = highest = new_id(clock(), after=highest)
        assert considered.idea is not None
        events.append(IdeaAdded(idea=idea, text=considered.idea.text, question=considered.idea.question))
    if considered.prediction is not None:
        highest = new_id(clock(), after=highest)
        events.append(
            sealed_data(
                considered,
                considered.prediction,
                highest,
                run=run,
                plan=plan,
                idea=idea,
                planned=planned,
                asked=asked,
            )
        )
    written = append_many(folder.bench, events, clock=clock, after=max(highest, run or "")) if events else []
    seals = [HunchSeal(id=highest, sha256=written[-1].sha256)] if considered.prediction else []
    return Sealed(idea, seals)


def seal_plan(
    folder: WorkingFolder, considered: Considered, *, plan: str, planned: int, clock: Clock
) -> Sealed:
    """As `seal`, once for all runs of a plan, before the first of them begins."""
    return seal(folder, considered, clock=clock, plan=plan, planned=planned)


def known_of(standing: Standing, question: Question) -> "Known":
    """What a hunch is held against."""
    from hunch.entities.grammar.known import Known

    return Known(
        metric=question.metric,
        goal=question.goal,
        unit=question.unit,
        log_scale=question.log_scale,
        metrics={name: (seen.runs, seen.lo, seen.hi) for name, seen in standing.metrics.items()},
        ideas={idea.id: idea.text for idea in standing.ideas.values()},
    )


def _prediction(hunch: object, standing: Standing, question: Question) -> Prediction:
    from hunch.entities.grammar.check import check

    parsed, known = _parsed(hunch), known_of(standing, question)
    items = check(parsed.items, known, parsed.typed)
    if any(isinstance(item, Pick) for item in items):
        raise Refused(
            f"{parsed.text!r} says which idea wins: that is predicted on a question, not on a run",
            hint=f"hunch predict @question {parsed.text!r}",
        )
    return Prediction(parsed, items, known)


def _parsed(hunch: object) -> "Parsed":
    if isinstance(hunch, str):
        from hunch.entities.grammar.reading import parse

        return parse(hunch)
    from hunch.entities.grammar.objects import from_object

    return from_object(hunch)


def _idea(standing: Standing, reference: str | None, focus: Focus) -> Idea | None:
    """The idea that was named, or a new one of that text; the current one where none was named.

    Under a question, a text names what is under that question: the same idea may be tried for another.
    """
    if reference is None:
        return standing.ideas.get(focus.idea or "")
    from hunch.actions.questions.referring import find_idea

    by_id = [idea for idea in standing.ideas.values() if _is_id_of(idea, reference.strip())]
    ours = [idea for idea in standing.ideas.values() if focus.question in (None, idea.question)]
    among = by_id or ours
    try:
        return find_idea(replace(standing, ideas={idea.id: idea for idea in among}), reference, focus)
    except UnknownIdea:
        if reference.startswith("@") or is_id(reference):
            raise
    return Idea(id=NEW, text=" ".join(reference.split()), question=focus.question)


def _is_id_of(idea: Idea, reference: str) -> bool:
    """Whether it is the idea's id, or its short id."""
    from hunch.entities.reference import is_short_for

    return is_short_for(reference, idea.id) or reference == idea.id


def _notes(reference: str | None, idea: Idea | None, question: Question, focus: Focus) -> Iterator[str]:
    """What is to be said of the idea that was named."""
    if reference is None or idea is None:
        return
    if idea.id == NEW:
        yield f"a new idea: {idea.text}"
    elif reference.strip() not in (idea.id, idea.text):
        yield f"the idea: {idea.text}"
    if idea.question is not None and idea.question != focus.question:
        yield f"under the question of that idea: {question.text}"


def _focus_under(idea: Idea | None, focus: Focus) -> Focus:
    """An idea that was named brings its question with it."""
    return Focus(question=idea.question, idea=idea.id) if idea is not None and idea.question else focus


def _run(folder: WorkingFolder, config: Config, reference: str) -> "Run":
    from hunch.actions.find import find_run
    from hunch.actions.questions.standpoint import aim
    from hunch.journal.index import Index

    with Index.open(folder.bench) as index:
        return find_run(index, reference, objective=aim(folder, config.objective))


def _variant_of(run: "Run", standing: Standing, question: Question) -> Baseline:
    """The variant of a run that was named, as the baseline of one hunch."""
    if question.metric is not None and not measures(question.metric, run.metrics):
        raise UserError(
            f"{run.name} did not measure {question.metric}: nothing can be held against it",
            hint=f"Name a run that did: hunch runs --columns {question.metric}",
        )
    runs = standing.runs_of(run.variant or "")
    if run.variant is None or not runs:
        raise UserError(
            f"{run.name} has no finished run of its variant: nothing can be held against it",
            hint="Name a run that has finished: hunch runs 'status == \"finished\"'",
        )
    return Baseline(variant=run.variant, runs=runs, run=run.id)


def sealed_data(
    considered: Considered,
    prediction: Prediction,
    identifier: str,
    *,
    run: str | None,
    plan: str | None,
    idea: str | None,
    planned: int,
    asked: bool,
    updates: str | None = None,
) -> HunchSealed:
    """The event that seals a prediction under this id."""
    question, baseline = considered.question, considered.baseline
    return HunchSealed(
        hunch=identifier,
        text=prediction.parsed.text,
        items=prediction.items,
        why=prediction.parsed.why,
        run=run,
        plan=plan,
        idea=idea,
        question=question.id,
        metric=question.metric,
        goal=question.goal if question.metric else None,
        take=question.take,
        unit=question.unit,
        log_scale=question.log_scale,
        baseline=baseline.runs if baseline else [],
        planned=planned,
        updates=updates,
        asked=asked,
        against=considered.against.id if considered.against and considered.is_aside else None,
        crash_is_loss=considered.config.hunches.crash_is_loss,
        evaluation=considered.config.objective.evaluation,
    )
