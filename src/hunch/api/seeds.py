"""The seeds of a plan, as a program gives them."""

import operator
from collections.abc import Iterable
from itertools import islice
from typing import Any

from hunch.errors import UserError

HINT = "hunch.plan(seeds=5), or seeds=[7, 8]"
MOST = 10_000


def seeds_of(given: object) -> list[int]:
    """
    Raises:
        UserError: they cannot be the seeds of a plan.

    >>> seeds_of(3), seeds_of([7, 9])
    ([0, 1, 2], [7, 9])
    """
    number = _whole(given)
    if number is not None:
        if number < 1:
            raise UserError(f"seeds={number}: a plan has at least one run", hint=HINT)
        return list(range(_few(number)))
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise UserError(f"seeds={given!r}: neither how many nor which", hint=HINT)
    each = list(given)
    _few(len(each))
    seeds = [_whole(one) for one in each]
    found = [seed for seed in seeds if seed is not None and seed >= 0]
    if not found or len(found) < len(each):
        raise UserError(f"seeds={each!r}: each is a whole number of at least 0", hint=HINT)
    if len(set(found)) < len(found):
        raise UserError(f"seeds={each!r}: the same seed twice is one run, not two", hint=HINT)
    return found


def anyway(given: object) -> Iterable[Any]:
    """What a loop over them goes through, where they make no plan."""
    number = _whole(given)
    if number is not None:
        return range(number)
    return given if isinstance(given, Iterable) and not isinstance(given, str | bytes) else ()


def kept(given: object) -> object:
    """As given, but so that it can be gone through twice."""
    is_many = isinstance(given, Iterable) and not isinstance(given, str | bytes)
    return list(islice(given, MOST + 1)) if is_many and isinstance(given, Iterable) else given


def _whole(given: object) -> int | None:
    if isinstance(given, bool):
        return None
    try:
        return operator.index(given)  # type: ignore[arg-type]
    except TypeError:
        return None


def _few(number: int) -> int:
    if number > MOST:
        raise UserError(f"seeds: {number:,} runs; {MOST:,} are the most", hint=HINT)
    return number
