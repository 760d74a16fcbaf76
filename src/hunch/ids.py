"""Sortable ids, moments and content hashes.

An id has 20 characters of Crockford's base 32 in lower case: 11 of time (microseconds since 1970) and
9 drawn at random. Ids sort as text in the order of their time part. The time part is *hybrid-logical*:
never below or equal to one that the writer has seen, whatever the clock says.
"""

import os
import time
from collections.abc import Callable
from typing import Protocol

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
TIME_LENGTH = 11
TAIL_LENGTH = 9
ID_LENGTH = TIME_LENGTH + TAIL_LENGTH

Clock = Callable[[], int]
"""Says the time: microseconds since 1970-01-01 UTC."""


def system_clock() -> int:
    """Microseconds since 1970-01-01 UTC, as this machine believes."""
    return time.time_ns() // 1000


def new_id(now_us: int, *, after: str = "") -> str:
    """An id whose time part is `now_us`, or one more than that of `after` if this is later.

    Args:
        now_us: microseconds since 1970-01-01 UTC.
        after: the highest id that the writer has seen, "" for none.
    """
    floor = time_part(after) + 1 if after else 0
    return _encode(max(now_us, floor, 0), TIME_LENGTH) + _random_tail()


def last_id_at(now_us: int) -> str:
    """What no id exceeds that was drawn at this moment or before (by a clock that was right).

    >>> new_id(5) < last_id_at(5) < new_id(6)
    True
    """
    return _encode(max(now_us, 0), TIME_LENGTH) + ALPHABET[-1] * TAIL_LENGTH


def time_part(identifier: str) -> int:
    """Microseconds since 1970 that stand in an id."""
    value = 0
    for character in identifier[:TIME_LENGTH]:
        value = value * 32 + ALPHABET.index(character)
    return value


def tail(identifier: str) -> str:
    """The random part of an id, which names it for people (its first characters are enough)."""
    return identifier[TIME_LENGTH:]


def is_id(text: str) -> bool:
    """Whether `text` has the form of an id (and so is a safe file name)."""
    return len(text) == ID_LENGTH and all(c in ALPHABET for c in text)


def moment(now_us: int) -> str:
    """RFC 3339 in UTC with six digits.

    >>> moment(1_763_827_200_000_001)
    '2025-11-22T16:00:00.000001Z'
    """
    seconds, micros = divmod(now_us, 1_000_000)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{micros:06d}Z"


def microseconds(moment_text: str) -> int:
    """The inverse of `moment`.

    >>> microseconds('2025-11-22T16:00:00.000001Z')
    1763827200000001
    """
    from datetime import datetime

    when = datetime.fromisoformat(moment_text)
    return int(when.timestamp()) * 1_000_000 + when.microsecond


class Digest(Protocol):
    """A hash that is being taken."""

    def update(self, content: bytes, /) -> None:
        """Take in more."""

    def digest(self) -> bytes:
        """The hash of all that was taken in."""

    def hexdigest(self) -> str:
        """As `digest`, in hexadecimal."""


def _constructors() -> tuple[Callable[[bytes], Digest], Callable[[bytes], Digest]]:
    """sha1 and sha256 of the interpreter itself: `hashlib` loads OpenSSL (4 ms, 4 MB) on the way to the user's process."""
    try:
        from _sha1 import sha1  # type: ignore[import-not-found]

        try:
            from _sha2 import sha256  # type: ignore[import-not-found]
        except ImportError:  # Python 3.11
            from _sha256 import sha256  # type: ignore[import-not-found]
    except ImportError:  # an interpreter built without them
        from hashlib import sha1, sha256
    return sha1, sha256


sha1, sha256 = _constructors()


def content_hash(content: bytes) -> str:
    """sha256 in hexadecimal, by which contents are named."""
    return sha256(content).hexdigest()


def _encode(value: int, length: int) -> str:
    digits = []
    for _ in range(length):
        value, digit = divmod(value, 32)
        digits.append(ALPHABET[digit])
    return "".join(reversed(digits))


def _random_tail() -> str:
    return "".join([ALPHABET[byte & 31] for byte in os.urandom(TAIL_LENGTH)])
