"""What is believed of an idea before it is read: its chance, by what was said of it; its size, by what was claimed."""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple, final

from hunch.entities.hunch import Size, Win
from hunch.stats.base_rate import reading_chance
from hunch.stats.belief import Scale, Typical, Unfit, idea_belief, size_belief
from hunch.stats.mixture import GOOD_MEAN
from hunch.stats.steering import steered, usual, weight
from hunch.stats.trust import Trust

from .foreseen import Foreseen, Voice
from .ground import Stated

USUAL_EFFECT = 1.5
"""How large effects usually are, in seed sd: how sure somebody is taken to be who gave a bare chance on an idea."""

MOST_SD = 1000.0
"""Nothing is different beyond it, and squares stay in the range of floats."""


class Yardstick(NamedTuple):
    """What typed changes are counted in; `sd` is the seed sd on the scale of the analysis, None where it is not known."""

    scale: Scale
    sd: float | None

    @property
    def side(self) -> int:
        """1 where more is better, -1 where less is."""
        return self.scale.side()

    @property
    def typical(self) -> Typical:
        """How wide a size is taken to be whose author did not say."""
        return Typical(tau=USUAL_EFFECT * self.sd if self.sd else None)

    def in_sd(self, change: float, unit: str | None) -> float | None:
        """A change as typed in seed sd, turned so that up is better; None where that cannot be told."""
        if not self.sd:
            return None
        try:
            found = self.side * self.scale.analysed(change, unit) / self.sd
        except (Unfit, OverflowError):
            return None
        return within(found) if not math.isnan(found) else None


def within(change: float) -> float:
    """A change in seed sd, as far as it makes any difference."""
    return min(max(change, -MOST_SD), MOST_SD)


class Heard(NamedTuple):
    """What an author said, as a chance of the reading; what that author usually says; and how far that steers."""

    voice: Voice
    chance: float
    usual: float
    """In log-odds."""
    weight: float
    record: int
    """On how many resolved hunches `weight` stands."""


class Belief(NamedTuple):
    """The weight of the good component, and what moved it from how often ideas help here."""

    good: float
    base: float
    """The chance of a reading ahead, where nothing is said."""
    heard: list[Heard]


class Claimed(NamedTuple):
    """A change that somebody claimed, in seed sd, up is better."""

    by: str
    text: str
    change: float


def claimed(voices: Iterable[Voice], stated: Iterable[Stated], by: Yardstick) -> list[Claimed]:
    """What was claimed of an idea, by papers and by who foretold a size."""
    found = []
    for each in stated:
        if each.said.delta is not None:
            change = by.in_sd(each.said.delta, each.said.unit)
            found += [] if change is None else [Claimed(each.key, each.said.text, change)]
    for voice in voices:
        if voice.size is not None:
            change = by.in_sd(voice.size.change, voice.size.unit)
            found += [] if change is None else [Claimed(voice.author, voice.text, change)]
    return found


def size_of(claims: Sequence[Claimed], kappa: float) -> float:
    """mu: what an idea brings that helps, in seed sd: the mean of what is claimed, shrunk, or the usual where nobody claims
    that it is ahead."""
    ahead = [each.change for each in claims if each.change > 0]
    return kappa * math.fsum(ahead) / len(ahead) if ahead else GOOD_MEAN


@final
class Usuals:
    """What authors usually say, in log-odds; looked up once for each chance that is held against it."""

    def __init__(self, known: Foreseen) -> None:
        self._known = known
        self._found: dict[tuple[str, float], float] = {}

    def of(self, author: str, base: float) -> float:
        """An author's, where `base` is the chance of a reading ahead of which nothing is said."""
        if (author, base) not in self._found:
            self._found[author, base] = usual(self._known.scored.get(author, ()), base=base)
        return self._found[author, base]


def belief(
    voices: Iterable[Voice],
    known: Foreseen,
    by: Yardstick,
    usually: Usuals,
    *,
    rate: float,
    precision: float,
) -> Belief:
    """What was said of an idea, each author as far as the record is sure, in log-odds.

    Args:
        rate: b0, how often ideas help here.
        precision: of its first reading, in 1 / squared seed sd.
    """
    base = reading_chance(rate, precision=precision)
    heard, said, usuals = [], dict[str, float](), dict[str, float]()
    for voice in voices:
        chance, author = _chance_of_reading(voice, by, error=1 / math.sqrt(precision)), voice.author
        if chance is None:
            continue
        trust = known.trusts.get(author, Trust())
        said[author], usuals[author] = chance, usually.of(author, base)
        heard.append(Heard(voice, chance, usuals[author], weight(trust), trust.n))
    if not heard:
        return Belief(rate, base, [])
    return Belief(steered(said, rate, trusts=known.trusts, usuals=usuals, base=base), base, heard)


def _chance_of_reading(voice: Voice, by: Yardstick, *, error: float) -> float | None:
    """p: what was said, as the chance that the reading is ahead; None where no chance was said.

    Args:
        error: of the reading, in seed sd.
    """
    claim = voice.claim
    if isinstance(claim, Win):
        if not voice.on_idea:
            return claim.probability
        said = idea_belief(claim.probability, side=1, sd=0.7 * USUAL_EFFECT)
        return said.blurred(error).chance_of(1)
    if isinstance(claim, Size):
        try:
            meant = size_belief(claim, scale=by.scale, typical=by.typical)
        except (Unfit, OverflowError):
            return None
        found = meant.blurred(error * (by.sd or 0.0)).chance_of(by.side)
        return found if math.isfinite(found) else None
    return None
