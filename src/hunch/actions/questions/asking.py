"""Asking a question: what is to be settled, by which metric, and which difference would matter."""

from typing import NamedTuple

from msgspec.structs import replace

from hunch.entities.events import Data, FocusMoved, QuestionAsked
from hunch.entities.question import Question
from hunch.entities.standing import Standing
from hunch.errors import Refused, UserError
from hunch.ids import Clock, new_id
from hunch.journal.standing import focus_here, place_of
from hunch.journal.workbench import WorkingFolder
from hunch.journal.writer import append_many, highest_id

from .checks import Asking, Ground, question_of, tidied
from .referring import clipped, current_question, id_of, same_text


class Asked(NamedTuple):
    """A question that is current now; `is_new` where it was not there before."""

    question: Question
    is_new: bool


def ask(folder: WorkingFolder, standing: Standing, asking: Asking, *, ground: Ground, clock: Clock) -> Asked:
    """Ask a question and make it current. One that was asked in these words is made current again.

    Raises:
        UserError: something in it cannot be; all of it is said, and nothing is written.
        Refused: it was asked otherwise, or is to be corrected and something was run under it.
    """
    asking = tidied(asking, standing, ground.objective)
    if asking.instead:
        slip = _slip(folder, standing, ground)
        others = replace(standing, questions={k: v for k, v in standing.questions.items() if k != slip.id})
        wanted = question_of(asking, others, ground)
        return Asked(_write(folder, replace(wanted, id=slip.id), clock=clock), True)
    wanted = question_of(asking, standing, ground)
    twin = _twin(standing, wanted)
    if twin is None:
        identifier = new_id(clock(), after=highest_id(folder.bench))
        return Asked(_write(folder, replace(wanted, id=identifier), clock=clock), True)
    _must_agree(twin, asking, wanted)
    if focus_here(standing, folder).question != twin.id:
        append_many(folder.bench, [moved_to(folder, question=twin.id)], clock=clock)
    return Asked(twin, False)


def moved_to(folder: WorkingFolder, *, question: str | None, idea: str | None = None) -> Data:
    """The event by which the author, in this folder and on this machine, is at something from here on."""
    place = place_of(folder)
    return FocusMoved(folder=place.folder, machine=place.machine, question=question, idea=idea)


def _write(folder: WorkingFolder, question: Question, *, clock: Clock) -> Question:
    """Write a question down, and that the author is at it."""
    said = QuestionAsked(
        question=id_of(question), text=question.text, metric=question.metric or "", goal=question.goal,
        take=question.take, min_effect=question.min_effect, unit=question.unit, log_scale=question.log_scale,
        failure_value=question.failure_value, opened_by=question.opened_by,
    )  # fmt: skip
    event, _ = append_many(folder.bench, [said, moved_to(folder, question=question.id)], clock=clock)
    return replace(question, asked_at=event.at, since=event.id, by=event.by)


def _slip(folder: WorkingFolder, standing: Standing, ground: Ground) -> Question:
    """The current question, which is to be corrected."""
    slip = current_question(standing, focus_here(standing, folder))
    if ground.has_been_used(standing, slip):
        raise Refused(
            f"something was run or predicted under {clipped(slip.text)!r}: it stays as it was asked",
            hint="Ask another: leave --instead away.",
        )
    return slip


def _twin(standing: Standing, wanted: Question) -> Question | None:
    """The question that was asked in these words, of this metric."""
    asked = reversed(standing.questions.values())
    return next((q for q in asked if q.metric == wanted.metric and same_text(q.text, wanted.text)), None)


def _must_agree(twin: Question, asking: Asking, wanted: Question) -> None:
    """What is said of a question now must be what was said of it then; what is not said now is not asked for."""
    said = {
        "--min-effect": (asking.min_effect is not None, twin.min_effect, wanted.min_effect),
        "--take": (asking.take != "last", twin.take, wanted.take),
        "--unit": (asking.unit is not None, twin.unit, wanted.unit),
        "--log": (asking.log_scale, twin.log_scale, wanted.log_scale),
        "--failure-value": (asking.failure_value is not None, twin.failure_value, wanted.failure_value),
        "--from": (asking.opened_by is not None, twin.opened_by, wanted.opened_by),
    }
    differing = [
        f"{option} {then}" if then else f"no {option}"
        for option, (is_said, then, now) in said.items()
        if is_said and then != now
    ]
    if differing:
        raise UserError(
            f"{clipped(twin.text)!r} was asked with {', '.join(differing)}",
            hint="Ask it in other words. While nothing was run under it and it is current, --instead corrects it",
        )
