"""What was worked out of a question, kept in the index as long as its runs stay as they are."""

from collections.abc import Sequence

import msgspec

from hunch.entities.comparison import Judgement
from hunch.ids import content_hash
from hunch.journal.kept import Kept
from hunch.journal.rows import LightRun
from hunch.stats.rule import RULE

from .numbering import counted_as
from .terms import Terms
from .tried import Tried

KIND = f"judgement {RULE}.3"
WHOLE, AT_HAND = Kept(KIND, Judgement), Kept(f"{KIND} at hand", Judgement)
"""The latter: those in which nothing is said of how many runs would tell."""


def about_of(terms: Terms) -> str:
    """What a judgement depends on beside the runs."""
    baseline = terms.baseline and (terms.baseline.variant, terms.baseline.since, terms.baseline.is_default)
    rest = msgspec.structs.replace(terms, baseline=None, questions=0)
    return content_hash(msgspec.json.encode([rest, baseline]))[:32]


def state_of(rows: Sequence[LightRun], found: Tried) -> str:
    """The runs that a judgement depends on, as they are; lost ones among those that are left out."""
    counted = [
        (row.id, row.variant, row.status, row.seed, row.name, row.duration_s, row.removed)
        for row in rows
        if counted_as(row) in found.runs
    ]
    return content_hash(msgspec.json.encode([counted, found.names, found.places, found.gone]))
