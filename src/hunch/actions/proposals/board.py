"""What a question's variants have measured, as far as it takes to say what one more run of them is worth.

Means, numbers of runs and the noise, without a word of verdict: no quantile is needed. Kept in the index as long as
the runs stay as they are.
"""

import math
from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import replace

from hunch.actions.verdicts.comparable import Compared, reasons, traits_of
from hunch.actions.verdicts.field import Field, field
from hunch.actions.verdicts.judgements import about_of, state_of
from hunch.actions.verdicts.lost import with_lost
from hunch.actions.verdicts.terms import Terms
from hunch.actions.verdicts.tried import tried
from hunch.actions.verdicts.variants import Variant
from hunch.journal.index import Index
from hunch.journal.kept import Kept
from hunch.journal.rows import LightRun
from hunch.journal.workbench import Workbench
from hunch.stats.arm import Arm, mean
from hunch.stats.noise import Spread, spread_of, together
from hunch.stats.seed_noise import SeedNoise, seed_noise

from .containing import going_on


class Tried(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A variant that was read: `mean` is on the scale of the analysis, over `n` independent runs."""

    key: str
    """The variant, or its run where none is known."""
    run: str
    """That stands for it."""
    name: str
    n: int
    mean: float
    first: float
    """Its first reading."""
    runs: list[str] = []
    left_out: int = 0
    goes_on_from: str | None = None
    """The variant whose code and params it is made from, where that is not the baseline (`containing`)."""
    apart: str | None = None
    """Why it cannot be compared with the baseline."""


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """A question's variants; `unread` are those of which no run gave a reading, by a run's name each."""

    base: Tried | None = None
    variants: list[Tried] = []
    root: float = 0.0
    """Of the sum of squares within variants, and its degrees of freedom."""
    df: float = 0.0
    unread: dict[str, str] = {}

    @property
    def noise(self) -> SeedNoise | None:
        """What a seed does, by repeats; where they are few, by how far variants stand apart too. None: nothing is known."""
        means = [
            each.mean for each in (*self.variants, *([self.base] if self.base else [])) if not each.apart
        ]
        try:
            found = seed_noise(Spread(self.root, self.df), means)
        except OverflowError:  # numbers whose squares leave the range of floats
            return None
        return found if found is not None and 0 < found.sd < math.inf else None


_KEPT = Kept("board 3", Board)


def board_of(bench: Workbench, index: Index, terms: Terms | None, rows: Sequence[LightRun]) -> Board:
    """The variants of a question; from the index where it can be. Nothing where nothing was measured.

    Raises:
        UserError: its readings cannot be taken as the question says.
    """
    if terms is None:
        return Board()
    found = with_lost(bench, index, rows, tried(rows, terms))
    about, state = about_of(terms), state_of(rows, found)
    known = _KEPT.recall(index, about, state)
    if known is not None:
        return known
    made = _board(bench, index, terms, field(bench, index, terms, found))
    _KEPT.keep(index, about, made, state)
    return made


def _board(bench: Workbench, index: Index, terms: Terms, seen: Field) -> Board:
    baseline = terms.baseline.variant if terms.baseline else None
    apart = _apart(bench, index, terms, seen, baseline)
    arms = {key: _arm(variant) for key, variant in seen.variants.items()}
    read = {
        key: _tried(key, variant, arms[key], apart.get(key))
        for key, variant in seen.variants.items()
        if arms[key].n
    }
    used = [arms[key] for key, each in read.items() if each.apart is None]
    base = read.get(baseline or "")
    if base is not None:
        on = _going_on(bench, index, terms, read, base)
        read = {key: replace(each, goes_on_from=on.get(key)) for key, each in read.items()}
    pool = together(spread_of(arm) for arm in used)
    return Board(
        base=base,
        variants=[each for key, each in read.items() if key != baseline],
        root=pool.root,
        df=pool.df,
        unread={key: variant.run.name for key, variant in seen.variants.items() if key not in read},
    )


def _going_on(
    bench: Workbench, index: Index, terms: Terms, read: Mapping[str, Tried], base: Tried
) -> dict[str, str]:
    """What those go on from that are ahead of the baseline."""
    sign = terms.question.sign
    ahead = [each for each in read.values() if each.apart is None and sign * (each.mean - base.mean) > 0]
    ahead.sort(key=lambda each: (-sign * each.mean, each.key))
    runs = {key: each.run for key, each in read.items()}
    return going_on(bench, index, runs, base=base.key, ahead=[each.key for each in ahead])


def _tried(key: str, variant: Variant, arm: Arm, apart: str | None) -> Tried:
    return Tried(
        key=key,
        run=variant.run.id,
        name=variant.run.name,
        n=arm.n,
        mean=mean(arm.values),
        first=arm.values[0],
        runs=[run.id for run in variant.counted],
        left_out=len(variant.left_out),
        apart=apart,
    )


def _arm(variant: Variant) -> Arm:
    """Its readings; over several tasks, each run's mean."""
    arms = list(variant.arms.values())
    if len(arms) == 1:
        return arms[0]
    rows = zip(*(arm.values for arm in arms), strict=True)
    return Arm(tuple(mean(row) for row in rows))


def _apart(bench: Workbench, index: Index, terms: Terms, seen: Field, baseline: str | None) -> dict[str, str]:
    """Why variants cannot be compared with the baseline, of those that cannot."""
    base = seen.variants.get(baseline or "")
    if base is None:
        return {}
    measured = [run for variant in seen.variants.values() for run in variant.measured]
    traits = traits_of(bench, index, measured, seen.metrics[0], evaluation=terms.evaluation)
    told = Compared("the baseline", base.measured)
    found: dict[str, str] = {}
    for key, variant in seen.variants.items():
        if variant is not base and variant.measured:
            why = reasons(Compared(variant.run.name, variant.measured), told, traits, seen.metrics)
            forbidden = [each.text for each in why if each.forbids]
            found |= {key: forbidden[0]} if forbidden else {}
    return found
