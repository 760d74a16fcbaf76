"""A flood of lines is read in another way, and says exactly what it would have said line by line."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from hunch.capture.flood import Flood, can_flood
from hunch.capture.scan import FLOOD, Scanner
from hunch.capture.shape import understand

PRINTED = [
    "step {}: loss {}, lr {}\n",
    "epoch {} | 100% {{x}} loss={} | \\train %d acc={}\n",
    "{{'step': {}, 'a\"b': {}, 'c': {}}}\n",
]
NUMBERS = st.one_of(
    st.integers(-(2**70), 2**70).map(str),
    st.floats().map(repr),
    st.sampled_from(
        ["5.", ".5", "+3", "007", "1,234", "1e400", "1E+05", "-0", "nan", "0x10", "1_000", "3s", "1.2.3"]
    ),
)


def flood_of(scanner: Scanner, line: str) -> Flood | None:
    """What `scanner` believes after a block of such lines."""
    scanner.scan(line.format(1, 2.5, 3.5).encode() * FLOOD)
    return scanner.flood


@given(
    line=st.sampled_from(PRINTED), rows=st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=5)
)
def test_flood_says_what_line_by_line_would_say(line: str, rows: list[tuple[str, str, str]]) -> None:
    flood = flood_of(Scanner(), line)
    assert flood is not None
    block = "".join(line.format(*row) for row in rows).encode()
    lines = flood.lines(block, 7)
    if lines is not None:
        said = [msgspec.json.decode(each) for each in lines.splitlines()]
        assert [(each["step"], each["m"]) for each in said] == [
            tuple(found) for found in Scanner().scan(block)
        ]
        assert all(list(each) == ["step", "t", "m"] and each["t"] == 7 for each in said)


def test_plain_numbers_do_flood() -> None:
    flood = flood_of(Scanner(), PRINTED[0])
    assert flood is not None
    block = b"".join(b"step %d: loss %.3f, lr 1e-3\n" % (i, i / 7) for i in range(100))
    assert (flood.lines(block, 1) or b"").count(b"\n") == 100


def test_any_other_line_ends_the_flood() -> None:
    flood = flood_of(Scanner(), PRINTED[0])
    assert flood is not None
    line = b"step 1: loss 2, lr 3\n"
    for other in (
        b"saved\n",
        b"step 2: loss nan, lr 3\n",
        b"step 2: loss 2, lr 3",
        b"step 2: loss 2, lr 3\r",
        b"\r\n",
        b"\n",
    ):
        assert flood.lines(line + other, 1) is None
        assert flood.lines(other + line, 1) is None


def test_lines_that_need_more_than_their_own_numbers_never_flood() -> None:
    """No step: names are counted. A bar: epochs count. The step behind: the order of keys would change."""
    for texts in (
        ["loss=", ""],
        ["", "/", " [", ":", "<", ":", ", ", "it/s, loss=", "]"],
        ["loss=", " step=", ""],
    ):
        assert not can_flood(understand(texts))
    assert can_flood(understand(["step=", " loss=", ""]))


def test_flood_is_over_inside_a_traceback() -> None:
    scanner = Scanner()
    scanner.scan(PRINTED[0].format(1, 2, 3).encode() * FLOOD + b"Traceback (most recent call last):\n")
    assert scanner.flood is None


def test_own_patterns_see_every_line() -> None:
    assert flood_of(Scanner([r"(?P<name>loss) (?P<value>\d+)"]), PRINTED[0]) is None
