"""What to try next: everything that could be done, the most value per minute first.

One place in ten goes to an untried idea that is drawn at random, and is marked. Which one depends on nothing but the
journal: the same state gives the same list.
"""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from hunch.actions.questions.standpoint import Standpoint
from hunch.entities.decision import DROP, PARK
from hunch.entities.proposal import Proposal
from hunch.entities.quantities import about, count
from hunch.entities.question import Question
from hunch.journal.index import Index
from hunch.journal.workbench import WorkingFolder
from hunch.stats.exploring import STOP_BELOW, drawn, is_drawn, is_time_to_stop

from .costing import LEAST_S
from .drafts import ANSWER, BASELINE, CLOSE, STOP, TRY, Draft, adopted, drafts
from .ground import Asked, Ground
from .history import DECLINED, Key, Past, open_ones
from .saying import Saying
from .weighing import Weighing

DEFAULT_MOST = 5
FRESH_RUNS = 5
"""A declined run of the baseline is proposed again after so many other runs."""


class Place(NamedTuple):
    """A draft with its place in the list, from 1 on."""

    rank: int
    draft: Draft
    drawn: bool


class Ranking(msgspec.Struct, frozen=True, kw_only=True):
    """A list of proposals, `total` of which the first are given; `notes` say what is left out, and why."""

    question: Question
    proposals: list[Proposal]
    total: int = 0
    notes: list[str] = []


def proposals(
    folder: WorkingFolder,
    index: Index,
    asked: Asked = Asked(),  # noqa: B008 - frozen
    *,
    now_us: int,
    most: int = DEFAULT_MOST,
    point: Standpoint | None = None,
) -> list[Proposal]:
    """What to try next, the first first. Nothing is written down."""
    return ranking(Ground(folder, index, asked, now_us=now_us, point=point), most=most).proposals


def ranking(ground: Ground, *, most: int = DEFAULT_MOST) -> Ranking:
    """As `proposals`, with what is left out."""
    weighing = Weighing(ground)
    places = ranked(weighing)
    saying, made = Saying(weighing), open_ones(ground.past)
    found = [
        saying.proposal(
            each.draft, rank=each.rank, drawn=each.drawn, made=made.get(key_of_draft(each, ground))
        )
        for each in places[: max(0, most)]
    ]
    return Ranking(
        question=ground.question, proposals=found, total=len(places), notes=_notes(weighing, ground)
    )


def ranked(weighing: Weighing) -> list[Place]:
    """All drafts in their order."""
    ground = weighing.ground
    kept = [each for each in drafts(weighing) if not _is_declined(each, ground)]
    kept.sort(key=_order)
    placed = _with_drawn([*_first(weighing, kept), *kept], weighing)
    return [Place(at, draft, is_random) for at, (draft, is_random) in enumerate(placed, 1)]


def _order(draft: Draft) -> tuple[bool, float, str, str]:
    """What has no place on the scale stands behind; of equals, what came first."""
    subject = draft.weighed[0].subject if draft.weighed else draft.runs[0] if draft.runs else ""
    return (draft.per_minute is None, -(draft.per_minute or 0.0), draft.action, subject)


# ---- what stands before all else


def _first(weighing: Weighing, kept: Sequence[Draft]) -> list[Draft]:
    """The baseline, where there is none; that it is time to stop, or to close the question."""
    if weighing.base is None:
        return _no_baseline(weighing)
    best = max((each.per_minute for each in kept if each.per_minute is not None), default=0.0)
    found = adopted(weighing)
    tests = [row for row in weighing.ground.own_rows if row.variant != weighing.base.key and row.duration_s]
    spent = sum(max(row.duration_s or 0.0, LEAST_S) for row in tests) / 60
    gained = sum(each.now.mean for each in found)
    is_over = is_time_to_stop(best, gained=gained, spent=spent, tests=len(tests))
    closing = _closing(weighing, is_over=is_over or best == 0.0)
    if closing is not None:
        return [] if _is_declined(closing, weighing.ground) else [closing]
    if not is_over:
        return []
    brought = f"{gained:.2f} sd in {about(spent)} came of {count(len(tests), 'run')}"
    said = f"nothing else is left to rank; {brought}. Go on: write an idea down (hunch idea ...)"
    if kept:
        said = (
            f"the most that is left promises {best:.2g} sd a minute, less than {STOP_BELOW} of what there was so far "
            f"({brought}); {count(len(kept), 'line')} below"
        )
    draft = Draft(STOP, said=[said], touched=_last(weighing))
    return [] if _is_declined(draft, weighing.ground) else [draft]


def _no_baseline(weighing: Weighing) -> list[Draft]:
    ground = weighing.ground
    if ground.question.metric is None and not ground.ideas:
        return []
    if any(row.status in ("running", "queued") for row in ground.own_rows):
        return []
    metric = f" that measures {ground.question.metric}" if ground.question.metric else ""
    return [Draft(BASELINE, said=[f"no finished run{metric} is there to hold ideas against"])]


def _closing(weighing: Weighing, *, is_over: bool) -> Draft | None:
    """That a question is settled: each of its ideas is dropped or told, and nothing promises much."""
    ground = weighing.ground
    own = [idea for idea in ground.ideas.values() if idea.question == ground.question.id]
    if ground.question.id is None or not own or not is_over:
        return None
    left = [idea.id for idea in own if ground.decision(idea.id) not in (DROP, PARK)]
    by_idea = {each.idea.id: each for each in weighing.tried if each.idea is not None}
    if any(idea not in by_idea or idea in ground.busy.ideas for idea in left):
        return None
    told = _told([each.tried.key for idea in left if (each := by_idea[idea]).tried is not None], weighing)
    if told < len(left):
        return None
    said = f"{count(len(own), 'idea')}: {len(own) - len(left)} dropped or parked, {told} told by the numbers; nothing left promises much"
    runs = [each.tried.run for idea in left if (each := by_idea[idea]).tried is not None]
    return Draft(CLOSE, runs=runs, said=[said], touched=_last(weighing))


def _told(variants: Sequence[str], weighing: Weighing) -> int:
    """Of how many variants the evidence says something for good."""
    from hunch.actions.verdicts.at_hand import words_at_hand
    from hunch.actions.verdicts.bar import CLAIMS

    ground = weighing.ground
    if ground.terms is None or not variants:
        return 0
    words = words_at_hand(ground.folder.bench, ground.index, ground.terms, variants)
    return sum(words[each].verdict in CLAIMS for each in variants if each in words)


def _last(weighing: Weighing) -> str:
    """The event that began the question's last run."""
    rows = weighing.ground.own_rows
    return rows[-1].start_id if rows else ""


# ---- what goes to chance


def _with_drawn(placed: Sequence[Draft], weighing: Weighing) -> list[tuple[Draft, bool]]:
    """One place in ten for an untried idea that is drawn, whatever it promises; it then stands there and nowhere else."""
    untried = {each.subject for each in weighing.untried}
    free = {
        draft.ideas[0]: draft
        for draft in placed
        if draft.action in (TRY, ANSWER) and draft.ideas and draft.ideas[0] in untried
    }
    if len(free) < 2:  # there is nothing to draw from
        return [(draft, False) for draft in placed]
    seed, found, picked_ideas = _seed(weighing.ground), list[tuple[Draft, bool]](), set[str]()
    for draft in placed:
        idea = draft.ideas[0] if draft.action in (TRY, ANSWER) and draft.ideas else ""
        while draft.per_minute is not None and free and is_drawn(seed, len(found)):
            picked = drawn(seed, len(found), list(free))
            assert picked is not None
            picked_ideas.add(picked)
            found.append((free.pop(picked), True))
        if idea not in picked_ideas:
            free.pop(idea, None)
            found.append((draft, False))
    return found


def _seed(ground: Ground) -> str:
    """It changes with every run that begins and every proposal that is declined, and with nothing else."""
    declined = [each.settled for each in ground.past if each.status == DECLINED]
    rows = ground.own_rows
    return f"{ground.question.id}:{rows[-1].start_id if rows else ''}:{max(declined, default='')}"


# ---- what was declined


def key_of_draft(place: Place, ground: Ground) -> Key:
    """What a draft is about, as `history.key_of` has it of one that is written down."""
    return (*_about(place.draft, ground), "drawn" if place.drawn else "")


def _about(draft: Draft, ground: Ground) -> tuple[str, str, str]:
    from .history import about as about_of

    return about_of(
        draft.action,
        question=ground.question.id,
        ideas=draft.ideas,
        runs=draft.runs,
        claim=draft.stated.said.claim if draft.stated else None,
        finding=draft.finding.id if draft.finding else None,
    )


def _is_declined(draft: Draft, ground: Ground) -> bool:
    """Whether somebody said no to it, and nothing has been heard of its subject since."""
    about = _about(draft, ground)
    said_no = [each.settled for each in ground.past if each.status == DECLINED and each.key[:3] == about]
    if not said_no:
        return False
    if draft.action in (BASELINE, STOP, CLOSE):
        later = sum(row.start_id > max(said_no) for row in ground.own_rows)
        return later < FRESH_RUNS
    return draft.touched < max(said_no)


# ---- what is left out


def _notes(weighing: Weighing, ground: Ground) -> list[str]:
    """How many are dropped, parked, under way, declined; by name what ran and cannot be read or compared."""
    apart = [each for each in ground.board.variants if each.apart is not None]
    read = {row.idea for each in apart for row in ground.of_variant.get(each.key, ())}
    decided = [ground.decision(idea) for idea in ground.ideas]
    failed = [
        idea.text
        for idea in ground.ideas.values()
        if ground.of_idea.get(idea.id)
        and weighing.all[idea.id].tried is None
        and idea.id not in ground.busy.ideas
        and ground.decision(idea.id) not in (DROP, PARK)
        and not _is_baseline(idea.id, weighing)
        and idea.id not in read
    ]
    declined = (
        sum(_is_declined(each, ground) for each in drafts(weighing)) if _any_declined(ground.past) else 0
    )
    said = [
        (decided.count(DROP), "dropped"),
        (decided.count(PARK), "parked"),
        (sum(idea in ground.busy.ideas for idea in ground.ideas), "running or queued"),
    ]
    notes = [f"{count(many, 'idea')} {word}" for many, word in said if many]
    notes += [f"{count(declined, 'line')} declined"] if declined else []
    if failed:
        notes.append(f"{count(len(failed), 'idea')} ran without a reading: {', '.join(failed[:3])}")
    if apart:
        names = ", ".join(each.name for each in apart[:3])
        notes.append(
            f"{count(len(apart), 'variant')} not comparable with the baseline: {names} ({apart[0].apart})"
        )
    return notes


def _is_baseline(idea: str, weighing: Weighing) -> bool:
    rows = weighing.ground.of_idea.get(idea, ())
    return weighing.base is not None and any(row.variant == weighing.base.key for row in rows)


def _any_declined(past: Sequence[Past]) -> bool:
    return any(each.status == DECLINED for each in past)
