"""Predictions outside `hunch run`: on an idea, on a run in the queue, on which idea wins."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from hunch.actions.find import all_names
from hunch.actions.lifecycle import config_of
from hunch.actions.live import with_live
from hunch.actions.questions.referring import either_or_none, find_either, label
from hunch.actions.questions.standpoint import Standpoint
from hunch.entities.config import Config, Objective
from hunch.entities.events import Data, HunchSealed
from hunch.entities.grammar.check import check
from hunch.entities.grammar.reading import parse
from hunch.entities.hunch import Pick
from hunch.entities.question import Focus, Idea, Question
from hunch.entities.reference import Named, resolve
from hunch.entities.reference import label as run_label
from hunch.entities.run import Run, Status
from hunch.entities.standing import TakenQuestion, baseline_of, the_question
from hunch.errors import AmbiguousName, Refused, UnknownRun
from hunch.ids import Clock, new_id
from hunch.journal.index import Index
from hunch.journal.workbench import Workbench, WorkingFolder
from hunch.journal.writer import append_many, highest_id

from .sealing import Considered, Prediction, known_of, sealed_data


class Target(NamedTuple):
    """What a prediction is about: a run, an idea, or (with neither) a question."""

    taken: TakenQuestion
    idea: Idea | None = None
    run: Run | None = None

    @property
    def has_begun(self) -> bool:
        """Whether it is about a run whose start is written: too late."""
        return self.run is not None and self.run.began

    @property
    def question(self) -> Question:
        """The question that it is under."""
        return self.taken.question

    def is_of(self, sealed: HunchSealed) -> bool:
        """Whether a prediction is about the same."""
        if self.run is not None:
            return sealed.run == self.run.id
        if self.idea is not None:
            return (sealed.idea, sealed.run, sealed.plan) == (self.idea.id, None, None)
        return (sealed.question, sealed.idea, sealed.run, sealed.plan) == (self.question.id, None, None, None)


class Understood(NamedTuple):
    """A prediction as it would be sealed; `updates` is the author's first on the same."""

    target: Target
    considered: Considered
    prediction: Prediction
    updates: str | None


class Predicted(NamedTuple):
    """A prediction that was sealed, under this id."""

    understood: Understood
    hunch: str


def find_target(
    bench: Workbench, index: Index, at: Standpoint, reference: str, *, objective: Objective, now_us: int
) -> Target:
    """The idea, run or question that `reference` names.

    Raises:
        UnknownIdea: nothing answers to it.
        AmbiguousName: an idea and a run do, or several.
        Refused: it is a run that will never begin.
    """
    run = None if reference.strip() in ("@question", "@idea") else _run(index, reference)
    found = None if run and reference.startswith("@") else _asked_thing(at, reference)
    if run is not None and found is not None:
        raise AmbiguousName(
            f"{reference!r} names {label(at.standing, found)} and the run {run_label(Named(run.id, run.name))}",
            hint="Take the id of the one you mean.",
        )
    if run is not None:
        _must_be_to_come(with_live(bench, [run], now_us=now_us)[0])
        return Target(_question_of(at, run.question, objective), at.standing.ideas.get(run.idea or ""), run)
    if found is None:
        found = find_either(at.standing, reference, at.focus)  # says what is near
    if isinstance(found, Idea):
        return Target(_question_of(at, found.question or at.focus.question, objective), found)
    return Target(TakenQuestion(found, "asked"))


def predict(
    folder: WorkingFolder,
    index: Index,
    at: Standpoint,
    target: Target,
    hunch: str,
    *,
    must_update: bool = False,
    with_events: Sequence[Data] = (),
    clock: Clock,
) -> Predicted:
    """Seal a prediction. One of the same author about the same, which still counts, stays the one that is scored.

    Args:
        must_update: there must be such a one.
        with_events: what is written before it, all of it or nothing.

    Raises:
        InvalidHunch: it does not read, or contradicts what is known.
        Refused: it cannot be about that; nothing is written.
    """
    understood = understand(folder.bench, index, at, target, hunch)
    if must_update and understood.updates is None:
        raise Refused("there is no prediction of yours on this to update", hint="Leave --update away.")
    identifier = new_id(clock(), after=max(highest_id(folder.bench), target.idea.id if target.idea else ""))
    sealed = data_of(understood, identifier, config_of(folder.root, []))
    append_many(folder.bench, [*with_events, sealed], clock=clock, after=identifier)
    return Predicted(understood, identifier)


def understand(bench: Workbench, index: Index, at: Standpoint, target: Target, hunch: str) -> Understood:
    """What would be sealed; nothing is written.

    Raises:
        InvalidHunch: it does not read, or contradicts what is known.
        Refused: it cannot be about that.
    """
    parsed = parse(hunch)
    ideas = {idea.id: idea.text for idea in at.standing.ideas.values() if idea.question == target.question.id}
    known = replace(known_of(at.standing, target.question), ideas=ideas)
    prediction = Prediction(parsed, check(parsed.items, known, parsed.typed), known)
    _must_fit(prediction, target)
    baseline = baseline_of(at.standing, target.question)
    considered = Considered(target.taken, baseline, prediction, target.idea)
    return Understood(target, considered, prediction, _first(bench, index, at, target))


def data_of(understood: Understood, identifier: str, config: Config) -> HunchSealed:
    """The event that seals it under this id, to be resolved by the rules of `config`."""
    target = understood.target
    return sealed_data(
        replace(understood.considered, config=config), understood.prediction, identifier, run=target.run.id if target.run else None, plan=None,
        idea=target.idea.id if target.idea else None, planned=1, asked=False, updates=understood.updates,
    )  # fmt: skip


def _asked_thing(at: Standpoint, reference: str) -> Question | Idea | None:
    """The question or idea of that name; `@` and `@~1` are runs."""
    if reference.strip() in ("@question", "@idea"):
        return find_either(at.standing, reference, at.focus)
    return None if reference.startswith("@") else either_or_none(at.standing, reference, at.focus)


def _run(index: Index, reference: str) -> Run | None:
    """The run of that name, or None."""
    try:
        return index.run(resolve(reference, all_names(index)))
    except UnknownRun:
        if reference.startswith("@"):
            raise
        return None


def _must_be_to_come(run: Run) -> None:
    """What was taken out of the queue, or lost whoever would have started it, never begins."""
    if not run.began and run.status != Status.QUEUED:
        raise Refused(
            f"{run.name} never began ({run.status}): nothing will come of it", hint="hunch predict @idea +"
        )


def _question_of(at: Standpoint, question: str | None, objective: Objective) -> TakenQuestion:
    """The question that something is under, which may not be the current one."""
    return the_question(at.standing, objective, Focus(question=question))


def _must_fit(prediction: Prediction, target: Target) -> None:
    """Which idea wins is about a question, all else about an idea or a run."""
    picks = [isinstance(item, Pick) for item in prediction.items]
    on_question = target.run is None and target.idea is None
    if on_question and not all(picks):
        raise Refused(
            f"on a question one predicts which idea wins, not {prediction.parsed.text!r}",
            hint="hunch predict @question 'wider:60 deeper:40'; on the current idea: hunch predict @idea +",
        )
    if not on_question and any(picks):
        raise Refused(
            "which idea wins is predicted on the question, not on one of them",
            hint=f"hunch predict @question {prediction.parsed.text!r}",
        )


def _first(bench: Workbench, index: Index, at: Standpoint, target: Target) -> str | None:
    """The author's first prediction on the same that still counts, or would if it were not late."""
    author = bench.surroundings.author
    retracted = {getattr(told.data, "hunch", "") for told in index.told("hunch.retracted")}
    open_ones = {hunch.id for hunch in at.standing.hunches if hunch.plan is None}
    for told in index.told("hunch.sealed"):
        sealed = told.data
        if not isinstance(sealed, HunchSealed) or told.by != author or not target.is_of(sealed):
            continue
        if sealed.hunch not in retracted and (target.idea is None or target.run or sealed.hunch in open_ones):
            return sealed.hunch
    return None
