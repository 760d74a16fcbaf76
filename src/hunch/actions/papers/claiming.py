"""Claims: a number that a paper states, held against its page, and tied to the idea that tries it here."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from hunch.actions.questions.referring import find_idea, find_question, same_text
from hunch.actions.questions.standpoint import Standpoint
from hunch.entities.events import ClaimWithdrawn, PaperClaimed
from hunch.entities.paper import Claim, Paper
from hunch.entities.quantities import count
from hunch.entities.question import Question
from hunch.errors import Refused, UserError
from hunch.ids import Clock, moment, new_id
from hunch.journal.index import Index
from hunch.journal.workbench import Workbench
from hunch.journal.writer import append, highest_id
from hunch.papers.claims import Wanted, checked_numbers
from hunch.papers.numbers import Standing, stands_on

from .known import claims
from .meaning import EXAMPLE, Claiming, known_of, meant_by, named_metric
from .pages import pages

LONGEST_TEXT, MOST_DIFFERS, LONGEST_DIFFERS = 1000, 20, 200


class Claimed(NamedTuple):
    """A claim that is there now. `how`: new, filled or same."""

    claim: Claim
    how: str
    standing: Standing | None
    """Where its number stands on that page."""
    elsewhere: list[int]
    """On which other pages all its numbers stand."""
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
    metric = claiming.metric or (before.metric if before else None) or named_metric(at, question, text)
    meant = meant_by(text, claiming, known_of(at, question), metric, before)
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
