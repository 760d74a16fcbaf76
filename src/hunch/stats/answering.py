"""What the evidence allows to say of a number that somebody else claims.

By the intervals in which a question's differences surely lie: those of all variants hold at once, over the question's
whole life, with a chance of 95 %. So in a question in which nothing helps and nothing harms, the chance that any claim is
ever confirmed, or contradicted, is at most 5 %, however often one looks.
"""

from collections.abc import Iterable
from typing import NamedTuple

from hunch.entities.words import (
    ANSWERS,
    CONFIRMED,
    CONTRADICTED,
    IMPROVES,
    NO_DIFFERENCE,
    NOT_REPRODUCED,
    SMALLER,
    UNDETERMINED,
    WORSENS,
    Word,
)

Interval = tuple[float, float]
RULE = 1
"""Version of the rule."""


class Claimed(NamedTuple):
    """A change that is claimed, and by how much its printed number may be off its own; both in one unit."""

    delta: float
    tolerance: float = 0.0


def answer(verdict: str, sure: Interval | None, claimed: Claimed) -> Word:
    """What a comparison with the baseline says of a claimed change.

    Args:
        verdict: the comparison's printed word.
        sure: where the difference surely lies (`Comparison.sure`), in the claim's unit; None: nothing may be claimed.
        claimed: a change of 0 says that there is none.

    >>> answer("IMPROVES", (0.4, 2.6), Claimed(2.0)).text, answer("IMPROVES", (0.4, 1.6), Claimed(2.0)).text
    ('confirmed', 'smaller than claimed')
    >>> answer("INCONCLUSIVE", (-1.0, 1.6), Claimed(2.0)).text, answer("INCONCLUSIVE", (-1.0, 2.6), Claimed(2.0)).text
    ('not reproduced here', 'undetermined')
    """
    if sure is None:
        return UNDETERMINED
    allowed = verdict in (IMPROVES.text, WORSENS.text)
    if claimed.delta == 0:
        return CONFIRMED if verdict == NO_DIFFERENCE.text else CONTRADICTED if allowed else UNDETERMINED
    low, high = sure if claimed.delta > 0 else (-sure[1], -sure[0])
    reaches = high >= abs(claimed.delta) - claimed.tolerance
    if allowed and low > 0:
        return CONFIRMED if reaches else SMALLER
    if allowed and high < 0:
        return CONTRADICTED
    return UNDETERMINED if reaches else NOT_REPRODUCED


def together(answers: Iterable[Word]) -> Word:
    """What several variants of one idea say: the one that agrees most, since a claim needs one that bears it out.

    None speaks against a claim as long as another is undetermined.

    >>> together([NOT_REPRODUCED, SMALLER, UNDETERMINED]).text, together([CONTRADICTED, UNDETERMINED]).text
    ('smaller than claimed', 'undetermined')
    """
    return min(answers, key=ANSWERS.index, default=UNDETERMINED)
