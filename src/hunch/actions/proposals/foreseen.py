"""What was said of ideas before they were read, and how far each author's word steers.

Derived from the ledger of predictions once and kept in the index: without it, a ranking would need numpy.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from hunch._version import __version__
from hunch.actions.hunches.resolving import ALL, ledger, state_of
from hunch.actions.hunches.seals import seals
from hunch.entities.hunch import Cost, Hunch, HunchStatus, Item, ItemOutcome, Size, Win
from hunch.journal.index import Index
from hunch.journal.indexing import no_collector
from hunch.journal.kept import Kept
from hunch.journal.workbench import WorkingFolder
from hunch.stats.resolving import RULE
from hunch.stats.trust import Trust

KIND = f"foreseen {RULE}.2 {__version__}"
ENOUGH_ESTIMATES = 10
"""From so many estimated times on it is known by what factor an author misjudges them."""
SILENT = (HunchStatus.LATE, HunchStatus.RETRACTED)


class Voice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an author said of an idea, or of a run of none, before it was read."""

    hunch: str
    author: str
    text: str
    on_idea: bool = False
    """Whether it was said of the idea itself: a bare chance is then a belief, and not yet one about a reading."""
    claim: Win | Size | None = None
    cost_s: float | None = None
    """How long a run was estimated to take."""


class Foreseen(msgspec.Struct, frozen=True, kw_only=True):
    """By author how far a word steers, by what factor times come out longer, and the chances that were scored."""

    trusts: dict[str, Trust] = {}
    scored: dict[str, list[float]] = {}
    pace: dict[str, float] = {}
    voices: dict[str, list[Voice]] = {}
    """By the idea, or by the run where that tries none; in the order of sealing."""

    def of(self, subject: str, *, before: str = "") -> list[Voice]:
        """The last word of each author on a subject that was sealed before the event `before` ("": whenever)."""
        said = [each for each in self.voices.get(subject, ()) if not before or each.hunch < before]
        return list({each.author: each for each in said}.values())


def foreseen(folder: WorkingFolder, index: Index) -> Foreseen:
    """All that was said of ideas, and what it is worth."""
    state = state_of(index)
    known = _KEPT.recall(index, ALL, state)
    if known is not None:
        return known
    with no_collector():
        hunches = ledger(folder, index)
        items = {seal.said.hunch: seal.said.items for seal in seals(index)} if hunches else {}
        judged = _judged(hunches)
        found = Foreseen(
            trusts=_trusts(judged),
            scored=_scored(judged),
            pace=_pace(hunches),
            voices=_voices(hunches, items),
        )
    _KEPT.keep(index, ALL, found, state)
    return found


def _voices(hunches: Iterable[Hunch], items: Mapping[str, Sequence[Item]]) -> dict[str, list[Voice]]:
    found: dict[str, list[Voice]] = defaultdict(list)
    for hunch in hunches:
        subject = hunch.idea or (hunch.runs[0] if hunch.runs else hunch.run)
        if subject is None or hunch.status in SILENT:
            continue
        voice = _voice(hunch, items.get(hunch.id, ()))
        if voice.claim is not None or voice.cost_s is not None:
            found[subject].append(voice)
    return dict(found)


def _voice(hunch: Hunch, items: Sequence[Item]) -> Voice:
    claim = next((item for item in items if _is_claim(item, hunch.metric)), None)
    assert claim is None or isinstance(claim, Win | Size)
    return Voice(
        hunch=hunch.id,
        author=hunch.author,
        text=hunch.text,
        on_idea=hunch.run is None and hunch.plan is None,
        claim=claim,
        cost_s=next((each for item in items if (each := _seconds(item)) is not None), None),
    )


def _is_claim(item: Item, metric: str | None) -> bool:
    return isinstance(item, Win) or (isinstance(item, Size) and item.metric in (None, metric))


def _seconds(item: Item) -> float | None:
    """The time that an item estimates."""
    if not isinstance(item, Cost) or item.what != "t" or item.relation != "=":
        return None
    from hunch.entities.grammar.units import in_base

    seconds = in_base(item.quantity, item.unit)
    return seconds if seconds > 0 and math.isfinite(seconds) else None


def _judged(hunches: Sequence[Hunch]) -> list[Hunch]:
    """Those by which their authors are judged, in the order of sealing."""
    from hunch.actions.hunches.calibrating import judged_of

    ids = {each.id for name in {hunch.author for hunch in hunches} for each in judged_of(hunches, name)}
    return [hunch for hunch in hunches if hunch.id in ids]


def _chance(item: ItemOutcome) -> float:
    return 0.5 if item.probability is None else item.probability


def _scored(judged: Sequence[Hunch]) -> dict[str, list[float]]:
    from hunch.actions.hunches.calibrating import headline

    found: dict[str, list[float]] = defaultdict(list)
    for hunch in judged:
        item = headline(hunch)
        if item is not None:
            found[hunch.author].append(_chance(item))
    return dict(found)


def _trusts(judged: Sequence[Hunch]) -> dict[str, Trust]:
    """One w for each author, `a` shared: of what several spoke about, each has a say."""
    from hunch.actions.hunches.calibrating import headline

    things: dict[tuple[str, ...], list[Hunch]] = defaultdict(list)
    for hunch in judged:
        things[tuple(hunch.runs) or (hunch.id,)].append(hunch)
    p, y, b = list[Mapping[str, float]](), list[bool](), list[float]()
    for about in things.values():
        items = [(each.author, item) for each in about if (item := headline(each)) is not None]
        p.append({author: _chance(item) for author, item in items})
        y.append(bool(items[0][1].happened))
        b.append(math.fsum(item.base_rate or 0.25 for _, item in items) / len(items))
    if not p:
        return {}
    from hunch.stats.trust import pooled

    return pooled(p, y, b=b)


def _pace(hunches: Sequence[Hunch]) -> dict[str, float]:
    """The typical actual time over the estimated one, of each author with enough estimates."""
    from hunch.actions.hunches.besides import costs

    by_author: dict[str, list[Hunch]] = defaultdict(list)
    for hunch in hunches:
        by_author[hunch.author].append(hunch)
    found = {}
    for author, own in by_author.items():
        for each in costs(own):
            if each.what == "t" and each.velocity is not None and each.n >= ENOUGH_ESTIMATES:
                found[author] = each.velocity.factor
    return found


_KEPT = Kept(KIND, Foreseen)
