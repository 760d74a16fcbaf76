"""When to stop, and which places go to chance."""

import hashlib
from collections.abc import Sequence

DRAWN_OF = 10
"""One place in so many is drawn at random among untried ideas: base rates and trust stay honest, harm stays bounded."""
LEAST_TESTS = 5
STOP_BELOW = 0.25
"""Of what a unit of cost has brought so far."""


def is_time_to_stop(best_index: float, *, gained: float, spent: float, tests: int) -> bool:
    """Whether the best that is left promises less than a quarter of what a unit of cost has brought so far.

    Args:
        best_index: the highest value per cost that is left (`value.Valued.index`).
        gained: expected gain of all adopted ideas, in seed sd; at most 0: nothing was gained, and there is no bar.
        spent: cost of all tests so far, in the unit of the index.
        tests: how many there were.

    >>> is_time_to_stop(0.01, gained=2.0, spent=20.0, tests=9), is_time_to_stop(0.01, gained=2.0, spent=20.0, tests=4)
    (True, False)
    """
    if tests < LEAST_TESTS or gained <= 0 or spent <= 0:
        return False
    return best_index < STOP_BELOW * gained / spent


def is_drawn(seed: str, place: int) -> bool:
    """Whether this place of a list (from 0) goes to an untried idea drawn at random: one in each ten, which one by `seed`.

    >>> [sum(is_drawn("question", place) for place in range(start, start + 10)) for start in (0, 10, 20)]
    [1, 1, 1]
    """
    block = place // DRAWN_OF
    return _number(f"{seed}\nplace\n{block}") % DRAWN_OF == place % DRAWN_OF


def drawn(seed: str, place: int, untried: Sequence[str]) -> str | None:
    """Which of the untried ideas (by id, in any order) this place draws, each with the same chance; None of none.

    >>> drawn("question", 3, ["a", "b"]) == drawn("question", 3, ["b", "a"])
    True
    """
    if not untried:
        return None
    return min(untried, key=lambda idea: (_number(f"{seed}\nidea\n{place}\n{idea}"), idea))


def _number(text: str) -> int:
    """64 bits that look random, the same everywhere."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "big")
