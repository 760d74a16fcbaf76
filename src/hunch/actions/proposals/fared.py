"""How proposals fared: what became of them, and whether what they put first turned out otherwise than chance."""

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hunch.entities.config import Objective
from hunch.entities.proposal import Fared, Fate
from hunch.journal.index import Index
from hunch.journal.rows import LightRun
from hunch.journal.workbench import WorkingFolder
from hunch.stats.calibration import share_interval

from .ground import Asked, Ground
from .history import OF_IDEAS, OPEN, TAKEN, Past

ENOUGH = 10
"""So many readings on each side before two shares are put beside each other."""
RANKED, DRAWN, OTHERS = "ranked", "drawn", "others"


class First(NamedTuple):
    """The first reading of an idea: how it was come to, and whether it lies ahead of the baseline."""

    way: str
    is_ahead: bool


def fared(folder: WorkingFolder, index: Index, objective: Objective, *, now_us: int) -> Fared | None:
    """How a workbench's proposals fared; None where none was ever written down."""
    if not index.tally(["proposal.made"]):
        return None
    ground = Ground(folder, index, Asked(objective), now_us=now_us)
    past = ground.past
    questions = ground.point.standing.questions.values()
    grounds = [Ground(folder, index, Asked(objective, each), now_us=now_us) for each in questions]
    firsts = [first for each in grounds or [ground] for first in _firsts(each, past)]
    statuses = [each.status for each in past]
    return _compared(
        Fared(
            open=statuses.count(OPEN),
            taken=statuses.count(TAKEN),
            declined=statuses.count("declined"),
            expired=statuses.count("expired"),
            ranked=_fate(firsts, RANKED),
            drawn=_fate(firsts, DRAWN),
            others=_fate(firsts, OTHERS),
        )
    )


def _firsts(ground: Ground, past: Iterable[Past]) -> Iterator[First]:
    """The first readings of a question's ideas."""
    board, side = ground.board, ground.question.sign
    if board.base is None:
        return
    of_run = {run: tried for tried in board.variants if not tried.apart for run in tried.runs}
    of_idea: dict[str, list[Past]] = {}
    for each in past:
        if each.said.action in OF_IDEAS and each.said.ideas:
            of_idea.setdefault(each.said.ideas[0], []).append(each)
    for idea, rows in _begun(ground).items():
        row = next((row for row in rows if row.id in of_run or _is_gone(row)), None)
        if (
            row is not None
            and row.id in of_run
            and (ground.question.id is None or row.question == ground.question.id)
        ):
            is_ahead = side * (of_run[row.id].first - board.base.mean) > 0
            yield First(_way(of_idea.get(idea, ()), row.id), is_ahead)


def _begun(ground: Ground) -> dict[str, list[LightRun]]:
    """The runs of each idea, removed ones too, by what their starts name: whoever attaches a run that turned out well, or takes
    off one that did not, changes no reading."""
    found: dict[str, list[LightRun]] = {}
    for row in ground.rows:
        idea = ground.begun_for.get(row.id, row.idea)
        if row.began and idea in ground.ideas:
            found.setdefault(idea or "", []).append(row)
    return found


def _is_gone(row: LightRun) -> bool:
    """Whether what a run read was done away with: nobody gets another first reading by that."""
    return row.removed and row.status == "finished"


def _way(past: Iterable[Past], run: str) -> str:
    """Of several proposals that a run took, the one that was made last tells how it was come to."""
    took = [each for each in past if each.run == run]
    if not took:
        return OTHERS
    return DRAWN if took[-1].said.drawn else RANKED


def _fate(firsts: Iterable[First], way: str) -> Fate:
    found = [first.is_ahead for first in firsts if first.way == way]
    if not found:
        return Fate()
    return Fate(n=len(found), ahead=sum(found), interval=share_interval(sum(found), len(found)))


def _compared(found: Fared) -> Fared:
    """With the differences that the numbers allow to state, else with how many more it takes."""
    import msgspec

    ranked, drawn, others = found.ranked, found.drawn, found.others
    missing = {name: ENOUGH - each.n for name, each in ((RANKED, ranked), (DRAWN, drawn)) if each.n < ENOUGH}
    note = None
    if missing:
        more = " and ".join(f"{many} more {name}" for name, many in missing.items())
        note = f"{more} before this can say how they fare against chance"
    over_drawn, over_others = _apart(ranked, drawn), _apart(ranked, others)
    return msgspec.structs.replace(
        found,
        note=note,
        over_drawn=over_drawn[0] if over_drawn else None,
        over_drawn_interval=over_drawn[1] if over_drawn else None,
        over_others=over_others[0] if over_others else None,
        over_others_interval=over_others[1] if over_others else None,
    )


def _apart(a: Fate, b: Fate) -> tuple[float, tuple[float, float]] | None:
    """The difference of two shares with its 95 % interval; None where either has too few.

    Source:
        Newcombe (1998), Statistics in Medicine 17, method 10: from the two Wilson intervals.
    """
    if a.n < ENOUGH or b.n < ENOUGH or a.interval is None or b.interval is None:
        return None
    one, other = a.ahead / a.n, b.ahead / b.n
    low = math.hypot(one - a.interval[0], b.interval[1] - other)
    high = math.hypot(a.interval[1] - one, other - b.interval[0])
    return one - other, (one - other - low, one - other + high)
