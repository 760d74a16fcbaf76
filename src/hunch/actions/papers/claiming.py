"""Claims: a number that a paper states, held against its page, and tied to the idea that tries it here."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec

from hunch.actions.questions.referring import find_idea, find_question, same_text
from hunch.actions.questions.standpoint import Standpoint
from hunch.entities.events import ClaimWithdrawn, PaperClaimed
from hunch.entities.grammar.known import Known
from hunch.entities.paper import Claim, Paper
from hunch.entities.quantities import count, param
from hunch.entities.question import Question
from hunch.entities.standing import goal_of
from hunch.errors import Refused, UserError
from hunch.ids import Clock, moment, new_id
from hunch.journal.index import Index
from hunch.journal.workbench import Workbench
from hunch.journal.writer import append, highest_id
from hunch.papers.claims import PERCENT, POINTS, TIMES, Said, Wanted, checked_numbers, said_by
from hunch.papers.numbers import Standing, stands_on

from .known import claims
from .pages import pages

LONGEST_TEXT, MOST_DIFFERS, LONGEST_DIFFERS = 1000, 20, 200
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


class Claimed(NamedTuple):
    """A claim that is there now. `how`: new, filled or same."""

    claim: Claim
    how: str
    standing: Standing | None
    """Where its number stands on that page."""
    elsewhere: list[int]
    """On which other pages all its numbers stand."""
    remarks: list[str]


class _Meant(NamedTuple):
    """What a claim says, with its unit decided."""

    delta: float
    unit: str | None
    remarks: list[str]


def claim(
    bench: Workbench, index: Index, at: Standpoint, paper: Paper, claiming: Claiming, *, clock: Clock
) -> Claimed:
    """Write down what a paper claims. The same sentence again changes nothing, or adds what is new about it.

    Raises:
        UserError: it states no change, or several, or its unit could be two.
        UnknownIdea: there is no such idea. UnknownQuestion: no such question.
    """
    text = _checked_text(claiming)
    idea = find_idea(at.standing, claiming.idea, at.focus) if claiming.idea is not None else None
    before = _said_before(index, paper, text)
    text = before.text if before else text
    question = _question(at, claiming, idea.question if idea else None, before)
    metric = claiming.metric or (before.metric if before else None) or _named_metric(at, question, text)
    meant = _meant(text, claiming, known_of(at, question), metric, before)
    texts = pages(bench, paper)
    page = claiming.page if claiming.page is not None else before.page if before else None
    _check_page(page, paper, texts)
    where = _looked_up(texts, checked_numbers(text, meant.delta), text)
    if page is None and len(where) == 1:
        page = next(iter(where))
    standing = where.get(page) if page is not None else next(iter(where.values()), None)
    said = PaperClaimed(
        claim=before.id if before else new_id(clock(), after=highest_id(bench)),
        paper=paper.id,
        text=text,
        metric=metric,
        delta=meant.delta,
        unit=meant.unit,
        page=page,
        idea=idea.id if idea else before.idea if before else None,
        question=question.id,
        differs=_differs(claiming, before),
        stands=None if not texts else standing is not None and not standing.turned,
    )
    how = _write(bench, said, before, clock)
    told = Claim(**_as_claim(said), at=before.at if before else moment(clock()), by=bench.surroundings.author)
    others = [number for number, each in where.items() if number != page and not each.turned]
    return Claimed(told, how, standing, others, [*meant.remarks, *_odd(at, told)])


def withdraw(bench: Workbench, claim: Claim, why: str, *, clock: Clock) -> None:
    """Take a claim back; it stays, with the reason.

    Raises:
        UserError: there is no reason.
        Refused: it was withdrawn before.
    """
    why = " ".join(why.split())
    if not why:
        raise UserError("no reason", hint='hunch paper withdraw CLAIM -m "it is about another metric"')
    if claim.withdrawn is not None:
        raise Refused(f"it was withdrawn before: {claim.withdrawn}")
    append(bench, ClaimWithdrawn(claim=claim.id, why=why[:LONGEST_TEXT]), clock=clock)


def known_of(at: Standpoint, question: Question) -> Known:
    """What is known of the metrics that a claim may be about."""
    return Known(
        metric=question.metric,
        goal=question.goal,
        unit=question.unit,
        log_scale=question.log_scale,
        metrics={name: (seen.runs, seen.lo, seen.hi) for name, seen in at.standing.metrics.items()},
    )


def _said_before(index: Index, paper: Paper, text: str) -> Claim | None:
    """The claim of the same sentence, where there is one that nobody has withdrawn."""
    mine = (each for each in claims(index) if each.paper == paper.id and each.withdrawn is None)
    return next((each for each in mine if same_text(each.text, text)), None)


def _write(bench: Workbench, said: PaperClaimed, before: Claim | None, clock: Clock) -> str:
    if before is not None:
        known = {name: getattr(before, name) for name in _as_claim(said)}
        if {
            **known,
            **{name: value for name, value in _as_claim(said).items() if value is not None},
        } == known:
            return "same"
    append(bench, said, clock=clock)
    return "new" if before is None else "filled"


def _as_claim(said: PaperClaimed) -> dict[str, Any]:
    values = msgspec.structs.asdict(said)
    values["id"] = values.pop("claim")
    return values


def _checked_text(claiming: Claiming) -> str:
    text = " ".join(claiming.text.split())
    if not text:
        raise UserError("an empty claim", hint=EXAMPLE)
    if len(text) > LONGEST_TEXT:
        raise UserError(
            f"a claim of {len(text):,} characters; at most {LONGEST_TEXT:,}",
            hint="The sentence with the number is enough.",
        )
    if len(claiming.differs) > MOST_DIFFERS or any(len(each) > LONGEST_DIFFERS for each in claiming.differs):
        raise UserError(
            f"more differs than {MOST_DIFFERS} lines of {LONGEST_DIFFERS} characters say",
            hint='--differs "small data"',
        )
    return text


def _question(at: Standpoint, claiming: Claiming, of_idea: str | None, before: Claim | None) -> Question:
    """The question whose baseline answers it: the one named, the idea's, or the current one."""
    if claiming.question is not None:
        return find_question(at.standing, claiming.question, at.focus)
    known = of_idea or (before.question if before else None)
    return at.standing.questions.get(known or "") or at.question


def _named_metric(at: Standpoint, question: Question, text: str) -> str | None:
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


def _differs(claiming: Claiming, before: Claim | None) -> list[str]:
    said = [" ".join(each.split()) for each in claiming.differs]
    return list(dict.fromkeys([*(before.differs if before else ()), *(each for each in said if each)]))


def _check_page(page: int | None, paper: Paper, texts: Sequence[str]) -> None:
    many = paper.pages or len(texts)
    if page is not None and (page < 1 or (many and page > many)):
        raise UserError(
            f"there is no page {page} in {paper.key}: it has {count(many, 'page') if many else 'none yet'}",
            hint="Pages are counted from the file's first, whatever is printed on them.",
        )


def _looked_up(texts: Sequence[str], wanted: Sequence[Wanted], near: str) -> dict[int, Standing]:
    """The pages on which all these numbers stand, and where the last of them does."""
    found: dict[int, Standing] = {}
    for number, text in enumerate(texts, 1):
        places = [stands_on(text, each.value, signed=each.signed, near=near) for each in wanted]
        whole = [place for place in places if place is not None]
        if whole and len(whole) == len(places):
            found[number] = next((place for place in whole if place.turned), whole[-1])
    return found


# --- the change and its unit ---


def _meant(text: str, claiming: Claiming, known: Known, metric: str | None, before: Claim | None) -> _Meant:
    """The change that is claimed.

    Raises:
        UserError: nobody can tell what it is.
    """
    if before is not None and before.delta is not None and claiming.delta is None and claiming.unit is None:
        return _Meant(before.delta, before.unit, [])
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
    return _Meant(delta_f, unit, remarks)


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


def _odd(at: Standpoint, told: Claim) -> list[str]:
    """What keeps runs from answering it so far."""
    remarks = []
    if told.idea is None:
        remarks.append("no idea is tied to it: runs answer it once one is (--idea)")
    if told.metric is None:
        remarks.append("no metric is tied to it: runs answer it once one is (--metric)")
    elif told.metric not in at.standing.metrics and "*" not in told.metric:
        remarks.append(f"no run has measured {told.metric} so far")
    return remarks
