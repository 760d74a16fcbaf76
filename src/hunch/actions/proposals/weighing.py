"""Every idea and variant of a question, weighed: what is believed of it, what it measured, what one more run is worth.

Effects are over the parent's, in seed sd, up is better (docs/reference/proposals.md).
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, final

from msgspec.structs import replace

from hunch.entities.decision import DROP, PARK
from hunch.entities.question import Idea
from hunch.stats.adoption import utility
from hunch.stats.base_rate import COMBINED, SHRINKAGE, Claim, combining, learned_base_rate, shrinkage
from hunch.stats.belief import Scale
from hunch.stats.lineage import child
from hunch.stats.mixture import Component, Mixture
from hunch.stats.value import Candidate, Valued, valued

from .beliefs import Belief, Claimed, Usuals, Yardstick, belief, claimed, size_of, within
from .board import Tried
from .costing import Cost, Took
from .foreseen import Voice
from .ground import Ground, Stated

BASE_RATE_DEFAULT = 0.25
LEAST_SIZE = 0.1
"""What is left of the usual size below a parent that is far behind, in seed sd."""


class Rates(NamedTuple):
    """What a project has shown so far; `tries` ideas and variants are what they come from."""

    base: float = BASE_RATE_DEFAULT
    kappa: float = SHRINKAGE
    claims: int = 0
    combined: float = COMBINED
    pairs: int = 0
    tries: int = 0


class Parent(NamedTuple):
    """What an approach is held against: a parent that was read, else the baseline."""

    text: str
    level: float
    """Its effect over the baseline, shrunk, in seed sd."""
    n0: float
    """How many baseline runs it is worth."""
    behind: float = 0.0
    """How far a parent is behind the baseline, which then is what it is held against: that much less is to be expected."""


@final
class Weighed(NamedTuple):
    """An idea, or a variant of none, weighed. `now` is over its parent, `over_base` over the baseline."""

    idea: Idea | None
    tried: Tried | None
    voices: Sequence[Voice]
    stated: Sequence[Stated]
    claims: Sequence[Claimed]
    belief: Belief
    cost: Cost
    parent: Parent
    candidate: Candidate
    now: Mixture

    @property
    def subject(self) -> str:
        """The idea, else the run that stands for the variant."""
        if self.idea is not None:
            return self.idea.id
        assert self.tried is not None
        return self.tried.run

    @property
    def utility(self) -> float:
        """What building on it is worth now; 0 where it was not read."""
        return utility(self.now) if self.candidate.n else 0.0

    @property
    def over_base(self) -> Mixture:
        """What is believed of its effect over the question's baseline."""
        level = self.parent.level
        return Mixture(*(Component(each.weight, each.mean + level, each.variance) for each in self.now))

    @property
    def text(self) -> str:
        """What it is called: the idea's text, else the run's name."""
        if self.idea is not None:
            return self.idea.text
        return self.tried.name if self.tried else ""


class Weighing:
    """All approaches to a question, with what the project has shown so far."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        board = ground.board
        self.base = board.base
        self.noise = board.noise
        question = ground.question
        scale = Scale(
            goal=question.goal,
            unit=question.unit,
            log_scale=question.log_scale,
            baseline=board.base.mean if board.base else None,
        )
        self.by = Yardstick(scale, self.noise.sd if self.noise else None)
        before_s = ground.point.standing.predecessor_s(ground.folder.key)
        self.took = Took(ground.rows, before_s=before_s)
        self._variants = _variants_by_subject(ground)
        self._usuals = Usuals(ground.foreseen)
        self._values: dict[Candidate, Valued] = {}
        self.rates = Rates()
        self._owners = {each.key: subject for subject, tried in self._variants.items() for each in tried}
        self.rates = _learned(self._all(self._variants))
        self.all = self._all([*ground.ideas, *self._variants])

    @property
    def untried(self) -> list[Weighed]:
        """Ideas of which no run was read, nor has failed, nor goes on; neither dropped nor parked."""
        ground = self.ground
        return [
            each
            for each in self.all.values()
            if each.idea is not None
            and not ground.of_idea.get(each.idea.id)
            and each.idea.id not in ground.busy.ideas
            and ground.decision(each.idea.id) not in (DROP, PARK)
        ]

    @property
    def tried(self) -> list[Weighed]:
        """What was read beside the baseline, dropped or not."""
        return [each for each in self.all.values() if each.tried is not None]

    def of_claim(self, stated: Stated) -> Weighed:
        """What a paper claims, as if it were an idea."""
        idea = Idea(id=stated.said.claim, text=stated.said.text, question=self.ground.question.id)
        return self._weigh(idea, None, self.of_baseline, [stated])

    def candidate(self, parent: Parent, *, good: float, size: float, cost: Cost) -> Candidate:
        """Something that was never run."""
        return Candidate(good=good, cost=cost.minutes, size=size, n0=parent.n0, doubt=self.doubt)

    def value(self, candidate: Candidate) -> Valued:
        """What one more run is worth; of ideas that nobody spoke about, found once."""
        alike = candidate._replace(cost=1.0)
        if alike not in self._values:
            self._values[alike] = valued(alike)
        found = self._values[alike]
        return replace(found, index=found.value / candidate.cost, cost=candidate.cost)

    @property
    def doubt(self) -> float:
        """What error variances are multiplied by, because the seed sd is itself estimated."""
        return self.noise.doubt if self.noise else 1.0

    @property
    def of_baseline(self) -> Parent:
        """What an idea without a parent is held against."""
        return Parent("the baseline", 0.0, float(self.base.n) if self.base else 1.0)

    def _all(self, subjects: Iterable[str]) -> dict[str, Weighed]:
        """These ideas and variants of none, and what is above them."""
        found: dict[str, Weighed] = {}
        for subject in subjects:
            for each in reversed(list(self._upwards(subject, found))):
                self._weigh_subject(each, found, ())
        return found

    def _upwards(self, subject: str, found: Mapping[str, Weighed]) -> Iterator[str]:
        """An idea and those above it that are not weighed yet: from the top on, or long lines would go too deep."""
        seen, here = set[str](), subject
        while here not in seen and here not in found:
            seen.add(here)
            yield here
            idea = self.ground.ideas.get(here)
            if idea is None or idea.parent is None:
                return
            here = idea.parent

    def _weigh_subject(self, subject: str, found: dict[str, Weighed], path: tuple[str, ...]) -> None:
        """An idea, or a variant of none: as its variant stands that is furthest ahead once its luck is shrunk; an idea of which
        none was read as it is. What is above it comes before it."""
        is_known = subject in self.ground.ideas or subject in self._variants
        if subject in found or subject in path or not is_known:
            return
        idea, path = self.ground.ideas.get(subject), (*path, subject)
        above = self._parent(idea.parent, found, path) if idea is not None and idea.parent else None
        variants = self._variants.get(subject, [])
        weighed = [
            self._weigh(idea, each, above or self._made_from(each, found, path) or self.of_baseline)
            for each in variants
        ] or [self._weigh(idea, None, above or self.of_baseline)]
        found[subject] = max(weighed, key=lambda each: each.now.mean)

    def _made_from(self, tried: Tried, found: dict[str, Weighed], path: tuple[str, ...]) -> Parent | None:
        """What a variant goes on from by its code, where nobody said what it is under."""
        owner = self._owners.get(tried.goes_on_from or "")
        parent = self._parent(owner, found, path) if owner is not None else None
        return parent if parent is not None and parent.level > 0 else None

    def _parent(self, subject: str, found: dict[str, Weighed], path: tuple[str, ...]) -> Parent | None:
        """What stands above, shrunk; the baseline where that is ahead of it; None where it was not read."""
        self._weigh_subject(subject, found, path)
        known = found.get(subject)
        if known is None or known.tried is None:
            return None
        start = child(known.over_base)
        if start.level > 0:
            return Parent(known.text, start.level, start.n0)
        return self.of_baseline._replace(behind=start.level)

    def _weigh(
        self, idea: Idea | None, tried: Tried | None, parent: Parent, besides: Sequence[Stated] = ()
    ) -> Weighed:
        ground = self.ground
        subject = idea.id if idea else tried.run if tried else ""
        voices = self._voices(subject, idea, tried)
        stated = [*besides, *ground.claims_on(idea.id if idea else None)]
        claims = claimed(voices, stated, self.by)
        size = size_of(claims, self.rates.kappa)
        if parent.behind:
            size = max(LEAST_SIZE, size + parent.behind)
        unread = Candidate(0.5, 1.0, n0=parent.n0, doubt=self.doubt)
        precision = unread.precision(more=1)
        said = belief(
            voices, ground.foreseen, self.by, self._usuals, rate=self.rates.base, precision=precision
        )
        cost = self._cost(idea, tried, voices)
        candidate = self.candidate(parent, good=said.good, size=size, cost=cost)
        mean = self._difference(tried, parent)
        if tried is not None and mean is not None:
            candidate = candidate._replace(n=tried.n, mean=mean, is_child=parent.level > 0)
        return Weighed(idea, tried, voices, stated, claims, said, cost, parent, candidate, candidate.now)

    def _difference(self, tried: Tried | None, parent: Parent) -> float | None:
        """d: how far its runs' mean is ahead of its parent's, in seed sd."""
        if tried is None or self.base is None or not self.by.sd:
            return None
        found = self.by.side * (tried.mean - self.base.mean) / self.by.sd - parent.level
        return None if math.isnan(found) else within(found)

    def _voices(self, subject: str, idea: Idea | None, tried: Tried | None) -> list[Voice]:
        """What was said before anything of it ran."""
        if idea is not None:
            return self.ground.foreseen.of(subject, before=self.ground.first_starts.get(idea.id, ""))
        rows = self.ground.of_variant.get(tried.key, []) if tried else []
        subject = rows[0].id if rows else subject
        return self.ground.foreseen.of(subject, before=rows[0].start_id if rows else "")

    def _cost(self, idea: Idea | None, tried: Tried | None, voices: Sequence[Voice]) -> Cost:
        own = self.took.of_variant(tried.key) if tried else None
        own = own or self.took.of_idea(idea.id if idea else None)
        base = self.base.key if self.base else None
        return own or self.took.otherwise(
            above=idea.parent if idea else None, base=base, voices=voices, known=self.ground.foreseen
        )


def _variants_by_subject(ground: Ground) -> dict[str, list[Tried]]:
    """The variants that were read and can be compared, by the idea that their last tagged run tries, else by their run."""
    found: dict[str, list[Tried]] = {}
    for tried in ground.board.variants:
        if tried.apart is not None:
            continue
        rows = ground.of_variant.get(tried.key, [])
        idea = next((row.idea for row in reversed(rows) if row.idea in ground.ideas), None)
        found.setdefault(idea or tried.run, []).append(tried)
    return found


def _learned(weighed: Mapping[str, Weighed]) -> Rates:
    """What those that were read say of ideas to come."""
    tried = [each for each in weighed.values() if each.candidate.n and each.candidate.mean is not None]
    readings = [(each.candidate.mean or 0.0, each.candidate.precision()) for each in tried]
    met, pairs = [], []
    for each in tried:
        d, good = each.candidate.mean, each.now.good.weight
        assert d is not None
        met += [Claim(claim.change, d, good) for claim in each.claims if claim.change > 0]
        parts = [weighed[part] for part in _parts(each) if part in weighed and weighed[part].tried]
        if len(parts) == 2:
            together = math.fsum(part.over_base.mean for part in parts)
            pairs += [Claim(together, d + each.parent.level)] if together > 0 else []
    return Rates(
        learned_base_rate(readings), shrinkage(met), len(met), combining(pairs), len(pairs), len(tried)
    )


def _parts(weighed: Weighed) -> list[str]:
    """The ideas that an idea says it is made of."""
    idea = weighed.idea
    if idea is None or idea.parent is None:
        return []
    return [idea.parent, *idea.inspired_by[:1]] if len(idea.inspired_by) == 1 else []
