"""From an author's predictions to a record: what may be said of them, and no more (docs/concepts/gut.md)."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from hunch.entities.hunch import Hunch, HunchStatus, ItemOutcome
from hunch.ids import content_hash
from hunch.stats import calibration, practice
from hunch.stats.calibration import Gate, gate
from hunch.stats.corp import corp
from hunch.stats.scoring import base_rate, bits
from hunch.stats.trust import trust

from .besides import claim, costs, kinds, within
from .record import IDEAS, VARIANTS, Bits, Gut

ENOUGH_IDEAS = 10
"""From so many resolved predictions on first readings of ideas on, these alone are judged."""
MOST_SURPRISING = 5
LEAST_SURPRISE = 1.0
"""Bits: what was given less than one chance in two."""
LEAST_OF_TOPIC, MOST_TOPICS = 5, 10
MOST_LISTED = 50
LOST = "lost"
"""Why a prediction is void whose run is lost."""

Topics = Mapping[str, Sequence[str]]


class Chances(NamedTuple):
    """Chances to beat the baseline, oldest first: shapes (hunch,)."""

    p: list[float]
    y: list[bool]
    b: list[float]


class Judged(NamedTuple):
    """An author's predictions: all, those of them that are judged, and those that were to be and gave nothing."""

    all: Sequence[Hunch]
    scored: Sequence[Hunch]
    voids: Sequence[Hunch]
    chances: Chances


def record(
    hunches: Sequence[Hunch],
    author: str,
    *,
    topic: str | None,
    topics_of: Callable[[Sequence[Hunch]], Topics],
) -> Gut:
    """An author's record.

    Args:
        hunches: everybody's, in the order of sealing.
        topic: only what is about it.
        topics_of: the topics of predictions, asked for where they matter.
    """
    own = selected(hunches, author, topic=topic, topics_of=topics_of)
    basis = _basis(own)
    judged = _judged(own, basis)
    allowed = gate(len(judged.scored))
    found = replace(
        _counted(judged, author, allowed),
        topic=topic,
        basis=basis,
        base_rate=_next_base_rate(hunches, author),
        others=sorted({hunch.author for hunch in hunches} - {author}),
        kinds=kinds(own),
        costs=costs(own),
    )
    if not allowed.gap:
        return replace(found, hunches=own[-MOST_LISTED:])
    found = _with_gap(found, judged)
    if allowed.bits:
        found = _with_bits(found, judged, topics_of)
    return replace(found, trend=practice.trend(_bits(judged.chances))) if allowed.trend else found


def selected(
    hunches: Sequence[Hunch],
    author: str,
    *,
    topic: str | None,
    topics_of: Callable[[Sequence[Hunch]], Topics],
) -> list[Hunch]:
    """An author's predictions, those about a topic where one is asked for."""
    own = [hunch for hunch in hunches if hunch.author == author]
    if topic is None:
        return own
    topics, wanted = topics_of(own), topic.casefold()
    return [hunch for hunch in own if wanted in (each.casefold() for each in topics[hunch.id])]


def headline(hunch: Hunch) -> ItemOutcome | None:
    """The item that says whether the baseline is beaten, if it could be scored."""
    first = claim(hunch)
    return first if first is not None and first.happened is not None else None


# ---- which of them


def judged_of(hunches: Sequence[Hunch], author: str) -> Sequence[Hunch]:
    """Those of an author's predictions, all of which are given, by which the author is judged."""
    own = [hunch for hunch in hunches if hunch.author == author]
    return _judged(own, _basis(own)).scored


def _basis(own: Iterable[Hunch]) -> str:
    """First readings of ideas alone, once there are enough of them: whoever predicts tweaks of one idea soon knows them."""
    enough = sum(hunch.counts == "idea" and headline(hunch) is not None for hunch in own) >= ENOUGH_IDEAS
    return IDEAS if enough else VARIANTS


def _judged(own: Sequence[Hunch], basis: str) -> Judged:
    counted = [hunch for hunch in own if hunch.counts == "idea" or (basis == VARIANTS and hunch.counts)]
    scored = [hunch for hunch in counted if headline(hunch) is not None]
    voids = [hunch for hunch in counted if headline(hunch) is None and _is_void(hunch)]
    return Judged(own, scored, voids, _chances(scored))


def _is_void(hunch: Hunch) -> bool:
    """Whether it was to say who beats the baseline, and nothing came of that."""
    return claim(hunch) is not None and hunch.status not in (HunchStatus.OPEN, HunchStatus.LATE)


def _chances(scored: Sequence[Hunch]) -> Chances:
    items = [item for hunch in scored if (item := headline(hunch)) is not None]
    return Chances(
        [_or(item.probability, 0.5) for item in items],
        [bool(item.happened) for item in items],
        [_or(item.base_rate, base_rate(0, 0)) for item in items],
    )


def _or(value: float | None, instead: float) -> float:
    return instead if value is None else value


# ---- what is said of them


def _counted(judged: Judged, author: str, allowed: Gate) -> Gut:
    """What may be said however few there are."""
    p, y, b = judged.chances
    tried = len(judged.scored) + len(judged.voids)
    statuses = Counter(hunch.status for hunch in judged.all)
    return Gut(
        author=author,
        n=len(y),
        note=allowed.note,
        open=statuses[HunchStatus.OPEN],
        late=statuses[HunchStatus.LATE],
        void=sum(hunch.status != HunchStatus.RETRACTED for hunch in judged.voids),
        retracted=statuses[HunchStatus.RETRACTED],
        asked=sum(hunch.asked for hunch in judged.all),
        updates=sum(hunch.updates is not None for hunch in judged.all),
        void_rate=len(judged.voids) / tried if tried else None,
        certainties=calibration.certainties(p),
        trust=trust(p, y, b=b),
        lost=sum(hunch.void == LOST for hunch in judged.all),
        open_runs=[each.runs[-1] for each in judged.all if each.status == HunchStatus.OPEN and each.runs],
    )


def _with_gap(found: Gut, judged: Judged) -> Gut:
    """From ten on."""
    p, y, b = judged.chances
    skill = calibration.skill(p, y, b=b)
    void_p, _ = _void_chances(judged.voids)
    return replace(
        found,
        gap=calibration.gap(p, y),
        gap_with_voids=calibration.gap([*p, *void_p], [*y, *(each < 0.5 for each in void_p)])
        if void_p
        else None,
        bins=calibration.bins(p, y),
        coverage=calibration.coverage(within(judged.scored, "size")),
        skill=skill.chance if skill else None,
        surprising=_surprising(judged.all),
    )


def _with_bits(found: Gut, judged: Judged, topics_of: Callable[[Sequence[Hunch]], Topics]) -> Gut:
    """From fifty on."""
    p, y, b = judged.chances
    earned, skill = _bits(judged.chances), calibration.skill(p, y, b=b)
    void_p, void_b = _void_chances(judged.voids)
    assert skill is not None
    return replace(
        found,
        bits=Bits(
            mean=skill.bits,
            error=skill.error,
            with_voids=calibration.with_voids(earned, void_p, void_b=void_b) if void_p else None,
            brier=math.fsum((one - hit) ** 2 for one, hit in zip(p, y, strict=True)) / len(y),
        ),
        updates_bits=_mean([hunch.bits for hunch in judged.all if hunch.updates and hunch.bits is not None]),
        curve=corp(p, y, seed=_seed(judged.scored)),
        topics=_topics(judged.scored, earned, topics_of(judged.scored)),
    )


def _bits(chances: Chances) -> list[float]:
    return [bits(p, y, base=b) for p, y, b in zip(*chances, strict=True)]


def _next_base_rate(hunches: Iterable[Hunch], author: str) -> float:
    """By all that count of an author's, as the scores of the next ones will be."""
    known = [headline(each) for each in hunches if each.author == author and each.counts]
    happened = [each.happened for each in known if each is not None]
    return base_rate(sum(map(bool, happened)), len(happened))


def _void_chances(voids: Sequence[Hunch]) -> tuple[list[float], list[float]]:
    """Of those that said a chance: that, and the base rate (what it is without a record, where none was taken)."""
    items = [item for hunch in voids if (item := claim(hunch)) is not None]
    said = [(_or(item.probability, _or(item.stated, -1.0)), item.base_rate) for item in items]
    known = [(p, _or(b, base_rate(0, 0))) for p, b in said if p >= 0]
    return [p for p, _ in known], [b for _, b in known]


def _surprising(own: Sequence[Hunch]) -> list[Hunch]:
    """What was given the least chance, the most surprising first; of equals the last."""
    found = [(surprise(hunch), at, hunch) for at, hunch in enumerate(own) if hunch.updates is None]
    found.sort(key=lambda each: each[:2], reverse=True)
    return [hunch for much, _, hunch in found[:MOST_SURPRISING] if much >= LEAST_SURPRISE]


def surprise(hunch: Hunch) -> float:
    """The most surprising thing in it, in bits; 0 where nothing was scored."""
    return max((item.surprise or 0.0 for item in hunch.items), default=0.0)


def _topics(scored: Sequence[Hunch], earned: Sequence[float], topics: Topics) -> list[practice.Topic]:
    """The topics of several predictions, the most frequent first."""
    values: dict[str, list[float]] = defaultdict(list)
    for hunch, each in zip(scored, earned, strict=True):
        for topic in topics[hunch.id]:
            values[topic].append(each)
    enough = {topic: each for topic, each in values.items() if len(each) >= LEAST_OF_TOPIC}
    return practice.topics(enough, person=earned)[:MOST_TOPICS]


def _seed(scored: Sequence[Hunch]) -> int:
    """Of the band: from the ids, so that the same digits come out everywhere."""
    return int(content_hash(",".join(sorted(hunch.id for hunch in scored)).encode())[:8], 16)


def _mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None
