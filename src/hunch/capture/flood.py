"""Floods of lines from one print statement, turned into metric lines by a pass of `re` over the whole block."""

import re
from collections.abc import Sequence

import msgspec

from .shape import Shape

# What is a JSON number and a float64 as it stands; anything else goes the careful way. Atomic: a number is
# never cut short to make the rest of the line fit.
_NUMBER = rb"(?>-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,30})?(?:[eE][-+]?[0-9]{1,2})?)"


class Flood:
    """Lines of one shape: the texts around the numbers, all alike."""

    def __init__(self, texts: Sequence[bytes], shape: Shape) -> None:
        assert shape.step is not None
        places = [shape.step.n, *(place for _, place in shape.metrics)]
        line = re.escape(texts[0])
        for place, text in enumerate(texts[1:]):
            line += (b"(" + _NUMBER + b")" if place in places else _NUMBER) + re.escape(text)
        self._pattern = re.compile(b"^" + line + b"\n", re.MULTILINE)
        names = b",".join(
            msgspec.json.encode(name).replace(b"%", b"%%") + b":%b" for name, _ in shape.metrics
        )
        self._start, self._end = b'{"step":%b,"t":', b',"m":{' + names + b"}}\n"

    def lines(self, block: bytes, at_ns: int) -> bytes | None:
        """The metric lines of `block`; None unless each of its lines is one of these."""
        found = self._pattern.findall(block)
        if len(found) != block.count(b"\n") or not block.endswith(b"\n"):
            return None
        form = self._start + b"%d" % at_ns + self._end
        return b"".join([form % numbers for numbers in found])


def can_flood(shape: Shape) -> bool:
    """Whether nothing but its own numbers decides what a line of this shape says, in the order they stand in."""
    if shape.step is None or shape.step.of is not None or shape.bar or shape.title is not None:
        return False
    places = [shape.step.n, *(place for _, place in shape.metrics)]
    return len(places) > 1 and places == sorted(set(places))
