"""What a claim means here: its change, the unit of that, and the metric, by its text and by what is known of metrics."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from hunch.actions.questions.standpoint import Standpoint
from hunch.entities.grammar.known import Known
from hunch.entities.paper import Claim
from hunch.entities.quantities import param
from hunch.entities.question import Question
from hunch.entities.standing import goal_of
from hunch.errors import UserError
from hunch.papers.claims import PERCENT, POINTS, TIMES, Said, said_by

EXAMPLE = 'hunch paper claim KEY "+2.0 BLEU" --page 4'


class Claiming(NamedTuple):
    """A claim as it was typed; what is None is read out of its text, or is as it was."""

    text: str
    metric: str | None = None
    delta: str | None = None
    unit: str | None = None
    page: int | None = None
    idea: str | None = None
    question: str | None = None
    differs: Sequence[str] = ()


class Meant(NamedTuple):
    """The change that is claimed, with its unit decided."""

    delta: float
    unit: str | None
    remarks: list[str]


def known_of(at: Standpoint, question: Question) -> Known:
    """What is known of the metrics that a claim may be about."""
    return Known(
        metric=question.metric,
        goal=question.goal,
        unit=question.unit,
        log_scale=question.log_scale,
        metrics={name: (seen.runs, seen.lo, seen.hi) for name, seen in at.standing.metrics.items()},
    )


def named_metric(at: Standpoint, question: Question, text: str) -> str | None:
    """The metric that the claim's unit names (`+2.0 BLEU`), else the question's."""
    unit = (said_by(text).name or "").casefold()
    named = [
        name
        for name in at.standing.metrics
        if unit and unit in (name.casefold(), name.rpartition("/")[2].casefold())
    ]
    if question.metric in named or not named:
        return question.metric
    return named[0] if len(named) == 1 else question.metric


def meant_by(text: str, claiming: Claiming, known: Known, metric: str | None, before: Claim | None) -> Meant:
    """The change that is claimed.

    Raises:
        UserError: nobody can tell what it is.
    """
    if before is not None and before.delta is not None and claiming.delta is None and claiming.unit is None:
        return Meant(before.delta, before.unit, [])
    said, remarks = said_by(text), list[str]()
    if claiming.delta is not None:
        delta, typed = _typed_delta(claiming.delta)
        said = Said(delta, 1, typed or said.unit)
    if said.delta is None:
        raise _no_delta(said, text)
    delta_f = float(said.delta)
    if said.direction == 0 and delta_f:
        delta_f, remark = _by_goal(delta_f, known, metric)
        remarks.append(remark)
    unit = _unit(said, claiming, known, metric, text)
    if unit not in ("pp", PERCENT) and known.kind_of(metric) == "fraction" and abs(delta_f) >= 1:
        raise UserError(
            f"{delta_f:+g} of what? {metric} lies between 0 and 1",
            hint="Points: --unit pp. Of its value: --unit %",
        )
    return Meant(delta_f, unit, remarks)


def _typed_delta(typed: str) -> tuple[Decimal, str | None]:
    said = said_by(typed)
    if said.delta is None or said.unit == TIMES:
        raise UserError(f"--delta {typed}: a number with its sign", hint="--delta +2.0, or --delta=-0.3")
    return said.delta, said.unit


def _no_delta(said: Said, text: str) -> UserError:
    if not said.candidates:
        return UserError(f"{text!r} states no number", hint=f"{EXAMPLE}, or say it: --delta +2.0")
    shown = ", ".join(param(float(each)) for each in said.candidates[:6])
    return UserError(
        f"{text!r} states several numbers ({shown})", hint="Say which change is claimed: --delta +2.0"
    )


def _by_goal(delta: float, known: Known, metric: str | None) -> tuple[float, str]:
    """Nobody says which way it goes: the way that is wanted."""
    goal = known.goal if known.is_questions(metric) else goal_of(metric or "")
    turned = -abs(delta) if goal == "min" else abs(delta)
    way = "lower" if goal == "min" else "higher"
    return (
        turned,
        f"it does not say which way: taken for {turned:+g}, a {way} {metric or 'value'} (else: --delta)",
    )


def _unit(said: Said, claiming: Claiming, known: Known, metric: str | None, text: str) -> str | None:
    """The unit of the change: pp, % of its value, a name, or None for the metric's own.

    Raises:
        UserError: it could be two things.
    """
    if claiming.unit is not None:
        unit = claiming.unit.strip()
        return {"points": "pp", "percent": PERCENT, "": None}.get(unit, unit)
    kind = known.kind_of(metric)
    if said.unit == TIMES:
        raise UserError(
            f"{text!r} is a factor, and not a change", hint="2x faster is half the time: --delta=-50 --unit %"
        )
    if said.unit == POINTS:
        return None if kind == "own" else "pp"
    if said.unit == "%?":
        if kind == "own":
            return PERCENT
        raise UserError(
            f"{text!r}: points, or % of its value?",
            hint="--unit pp (25 % to 27 % is 2 points), or --unit % (25 to 25.5)",
        )
    return said.unit
