"""Comparisons worked out from what runs measured: a question's variants, or two of them."""

import math

import msgspec

from hunch.entities.comparison import Comparison, Judgement
from hunch.entities.run import Run
from hunch.errors import UserError
from hunch.journal.index import Index
from hunch.journal.workbench import Workbench
from hunch.stats.arm import Arm

from .bar import BY_SCIPY, Bar, Quantiles
from .field import Field, field
from .lost import with_lost
from .quantile_table import keep_t975
from .sides import with_leader
from .terms import Terms
from .tried import Tried, tried
from .variants import Lean, Variant


def judgement(
    bench: Workbench, index: Index, terms: Terms, found: Tried, quantiles: Quantiles = BY_SCIPY
) -> Judgement:
    """Every variant against the baseline, in the order of their numbers."""
    seen = field(bench, index, terms, found)
    baseline = terms.baseline.variant if terms.baseline else None
    told = Judgement(
        question=terms.question, how=terms.how, baseline=terms.baseline,
        k=found.k, unended=found.unended, removed=found.removed, at_step=seen.at_step,
    )  # fmt: skip
    if baseline is None or baseline not in seen.variants:
        return told
    keys = [key for key in found.names if key in seen.variants and key != baseline]
    keys.sort(key=lambda key: found.places[key].number if key in found.places else math.inf)
    bar = Bar(bench, index, terms, seen, dict.fromkeys([baseline, *keys]), quantiles)
    compared = [bar.compare(key, baseline) for key in keys]
    keep_t975(index)
    return msgspec.structs.replace(told, base=bar.sides[baseline].side, comparisons=with_leader(compared))


def nobody(run: Run, seen: Field) -> Variant:
    """A variant of which no run has ended."""
    lean = Lean(id=run.id, name=run.name, status=run.status, variant=run.variant)
    return Variant([lean], [], {metric: Arm(()) for metric in seen.metrics})


def two(bench: Workbench, index: Index, terms: Terms, a: Run, b: Run) -> Comparison:
    """The variants of two runs; where one is the question's baseline, at the level of the other.

    Raises:
        UserError: it is the same run twice.
    """
    if a.id == b.id:
        raise UserError(f"{a.name} on both sides", hint="hunch compare A B: two runs of two variants")
    same = a.variant is not None and a.variant == b.variant
    keys = [a.id, b.id] if same else [a.variant or a.id, b.variant or b.id]
    rows = index.light()
    found = with_lost(bench, index, rows, tried(rows, terms, also=keys))
    if same:  # what differs is the seed: each run stands for itself
        found = found._replace(runs={**found.runs, a.id: [a.id], b.id: [b.id]})
    seen = field(bench, index, terms, found)
    missing = {
        key: nobody(run, seen) for key, run in zip(keys, (a, b), strict=True) if key not in seen.variants
    }
    seen = seen._replace(variants={**seen.variants, **missing})
    told = Bar(bench, index, terms, seen, dict(zip(keys, (a, b), strict=True))).compare(*keys)
    keep_t975(index)
    if not same:
        return told
    return msgspec.structs.replace(told, reasons=["two runs of one variant: what differs is the seed"])
