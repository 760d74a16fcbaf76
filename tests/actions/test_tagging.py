"""Tags."""

import pytest

from hunch.actions.tagging import tag
from hunch.errors import UserError


def test_a_tag_that_is_there_already_is_not_written_again(folder, recorded, index, clock):
    recorded(tags=["kept"])
    recorded()
    touched = tag(folder.bench, index().runs(), "kept", clock=clock)
    assert [run.tags for run in touched] == [[]]
    assert [run.tags for run in index().runs()] == [["kept"], ["kept"]]
    assert tag(folder.bench, index().runs(), "kept", clock=clock) == []
    assert len(tag(folder.bench, index().runs(), "kept", clock=clock, remove=True)) == 2
    assert [run.tags for run in index().runs()] == [[], []]


@pytest.mark.parametrize("text", ["", "  ", "a\nb", "x" * 101, "\x1b[31m"])
def test_what_is_no_tag(folder, recorded, index, clock, text):
    recorded()
    with pytest.raises(UserError):
        tag(folder.bench, index().runs(), text, clock=clock)
