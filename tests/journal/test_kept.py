"""What is kept in the index: recalled in the state in which it was kept, and in no other."""

import math

import msgspec
import pytest

from hunch.journal.index import Index
from hunch.journal.kept import Kept


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """Something derived."""

    name: str
    value: float


KEPT = Kept("seen 1", Seen)
OWL = Seen(name="owl", value=math.inf)


@pytest.fixture
def index(bench):
    with Index.open(bench) as opened:
        yield opened


def test_what_was_kept_comes_back_as_it_was_infinities_too(index):
    KEPT.keep(index, "here", OWL)
    assert KEPT.recall(index, "here") == OWL
    assert KEPT.recall(index, "there") is None


def test_once_something_has_happened_it_is_not_recalled(index):
    KEPT.keep(index, "here", OWL, "state 1")
    assert KEPT.recall(index, "here", "state 2") is None
    KEPT.keep(index, "here", OWL, "state 2")
    assert KEPT.recall(index, "here", "state 1") is None, "the last state alone is known"
    assert KEPT.recall(index, "here", "state 2") == OWL


def test_no_byte_of_a_damaged_cache_is_a_fault(index):
    KEPT.keep(index, "here", OWL, "s")
    whole = index.cached(KEPT.kind, "here") or b""
    for at in range(len(whole)):
        for byte in (0x00, 0x7F, 0x80, 0xC1, 0xFF):
            index.cache(KEPT.kind, "here", whole[:at] + bytes([byte]) + whole[at + 1 :])
            KEPT.recall(index, "here", "s")
        index.cache(KEPT.kind, "here", whole[:at])
        assert KEPT.recall(index, "here", "s") is None
