"""Which runs may support a claim: those begun since it was said what is asked, and what it is compared with.

Whoever picks a question or a baseline after a look at the runs picks among all their accidents: no level pays for that,
fresh runs do.
"""

from collections.abc import Collection

from hunch.entities.quantities import count
from hunch.entities.words import CAPPED
from hunch.journal.index import Index
from hunch.stats.arm import Arm

from .field import Field
from .terms import Terms
from .variants import Lean, Variant, fingerprint


def older_runs(index: Index, terms: Terms, seen: Field) -> frozenset[str]:
    """The counted runs that were there before, and those that only say again, to the bit, what one of these said."""
    since = terms.claims_since
    if not since:
        return frozenset()
    counted = {run.id: run for variant in seen.variants.values() for run in variant.counted}
    began = {row.id: row for row in index.light() if row.began}
    before = [row for row in began.values() if row.start_id <= since]
    older = {row.id for row in before if row.id in counted}
    seeds = {began[run].seed for run in counted if run in began and run not in older}
    alike = [row.id for row in before if row.seed in seeds and row.status != "running"]
    known = {fingerprint(run) for run in index.docs(alike, Lean) if run.metrics}
    return frozenset(
        older | {run.id for run in counted.values() if run.metrics and fingerprint(run) in known}
    )


def without(variant: Variant, older: Collection[str]) -> Variant:
    """A variant, these runs of it left aside."""
    at = [i for i, run in enumerate(variant.counted) if run.id not in older]
    arms = {metric: _picked(arm, at) for metric, arm in variant.arms.items()}
    return variant._replace(counted=[variant.counted[i] for i in at], arms=arms)


def _picked(arm: Arm, at: Collection[int]) -> Arm:
    seeds = tuple(arm.seeds[i] for i in at) if arm.seeds else ()
    return Arm(tuple(arm.values[i] for i in at), seeds)


def needs_fresh(terms: Terms, theirs: int, all_older: int, *, claims: bool) -> str:
    """Why nothing is claimed where some runs of the two sides, or else of those that lend their noise, are older."""
    many = theirs or all_older
    which = f"{many} of {'these runs' if theirs else 'the runs that show the noise'}"
    said = f"{which} {_were(many)} there before {_before(terms)}: a claim needs runs from after it"
    return f"{said}: {CAPPED}" if claims else said


def left_aside(terms: Terms, theirs: int) -> str:
    """What is said of a claim that holds without the older runs."""
    return f"without {count(theirs, 'run')} that {_were(theirs)} there before {_before(terms)}"


def _were(many: int) -> str:
    return "was" if many == 1 else "were"


def _before(terms: Terms) -> str:
    return (
        "the baseline was chosen"
        if terms.since and terms.since >= terms.claims_since
        else "the question was asked"
    )
