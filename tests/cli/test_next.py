"""`hunch next`: the list, what stands behind a line, taking and declining."""

import os
import subprocess
import sys

import msgspec
import pytest

from hunch.cli.group import main
from hunch.cli.next_page import explained, page
from hunch.cli.render import Terminal, columns_of
from hunch.entities.events import FocusMoved
from hunch.entities.proposal import Proposal
from hunch.journal.standing import place_of

from ..actions.proposals.explored import Exploration

LIGHT = """
import sys
from hunch.cli.group import main
main(["next", "--json"])
main([])
print(*[name for name in ("numpy", "scipy", "pyarrow", "rich", "dataclasses", "asyncio") if name in sys.modules], file=sys.stderr)
"""


@pytest.fixture
def there(folder, clock, project, monkeypatch):
    """A question whose baseline was run, in the folder where we are."""
    monkeypatch.chdir(project)
    clock.now_us = 1_790_000_000_000_000
    found = Exploration(folder, clock)
    moved = FocusMoved(folder=place_of(folder).folder, machine=os.uname().nodename, question=found.question)
    found.tell(moved)
    found.baseline()
    return found


@pytest.fixture
def clock():
    from hunch.testing import ToldClock

    return ToldClock()


def called(capfd, *arguments):
    """What a command puts out, and what it says beside that."""
    code = main(["next", *arguments])
    out, err = capfd.readouterr()
    return code, out, err


def test_where_nothing_is_recorded_it_says_what_to_type(project, monkeypatch, capfd):
    monkeypatch.chdir(project)
    code, out, err = called(capfd)
    assert (code, out) == (0, "")
    assert "hunch ask" in err
    assert not (project / ".hunch").exists()


def test_the_list_and_what_to_type(there, capfd):
    there.idea("wider heads", "70")
    code, out, _ = called(capfd)
    assert code == 0
    _, goal, empty, first, reason, command = out.splitlines()
    assert (goal, empty) == ("  acc, higher is better", "")
    assert first.startswith("  1 try wider heads (")
    assert "one more run is worth" in reason
    assert command.strip().startswith("hunch on ")
    assert command.endswith(", then: hunch run python train.py")


def test_a_line_is_explained_with_its_numbers(there, capfd):
    there.idea("wider heads", "70")
    _, out, _ = called(capfd, "--why", "1")
    for said in (
        "belief: human:ada said '70'",
        "v = 0.12 (no record: default)",
        "before any run:",
        "index: ",
    ):
        assert said in out


def test_json_is_an_array_of_proposals(there, capfd):
    there.idea("wider heads", "70")
    _, out, _ = called(capfd, "--json")
    (only,) = msgspec.json.decode(out, type=list[Proposal])
    assert (only.action, only.rank, only.status) == ("try", 1, "open")
    assert only.id
    assert only.value / (only.cost_s / 60) == pytest.approx(only.index)


def test_declining_and_taking(there, capfd):
    there.idea("wider heads", "90")
    there.idea("deeper", "10")
    first, second = msgspec.json.decode(called(capfd, "--json")[1], type=list[Proposal])
    code, _, err = called(capfd, "--decline", "1", "-m", "too dear")
    assert (code, err.splitlines()[0]) == (0, f"declined: {first.text}")
    _, out, _ = called(capfd)
    assert first.text not in out
    assert "left out: 1 line declined" in out
    _, _, err = called(capfd, "--take", "1")
    assert "what you run in this folder from here on tries it" in err
    assert main(["on"]) == 0
    assert f"@ {second.text.removeprefix('try ')}" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--decline", "1"], "no reason"),
        (["-m", "why"], "-m without --decline"),
        (["--why", "1", "--take", "1"], "at once"),
        (["--why", "99"], "no proposal '99'"),
        (["--question", "nobody asked this"], "no question"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_written(there, capfd, arguments, said):
    there.idea("wider heads")
    code, out, err = called(capfd, *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert "hint:" in err


def test_a_reason_is_asked_for_the_line_that_was_declined(there, capfd):
    assert "hunch next --decline 1 -m" in called(capfd, "--decline", "1")[2]
    assert there.made() == []


def test_a_list_that_cannot_be_written_down_is_shown_all_the_same(there, capfd, monkeypatch):
    there.idea("wider heads")
    journal = there.folder.bench.paths.journal
    full = os.path.join(journal, os.listdir(journal)[0])
    os.chmod(full, 0o400)
    os.chmod(journal, 0o500)
    try:
        if os.access(journal, os.W_OK):
            pytest.skip("nothing is read-only for whoever runs this")
        code, out, err = called(capfd)
    finally:
        os.chmod(journal, 0o700)
        os.chmod(full, 0o600)
    assert (code, "try wider heads" in out) == (0, True)
    assert "not written down" in err


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal(there, width):
    there.idea("wide\x1b[31m " * 8, "70")
    there.runs("wide", [0.525], idea=there.idea("naïve-Δ-测试 heads", "acc +2pp @70 # because"))
    there.claim("+2 points", 0.02)
    found = there.ranking()
    shown = Terminal(width=width)
    lines = page(there_point(there), found, shown)
    lines += [line for each in found.proposals for line in explained(each, shown)]
    assert "\x1b" not in "".join(lines)
    longest = max(len(word) for line in lines for word in line.split())
    assert all(columns_of(line) <= max(width, longest + 4) for line in lines)


def there_point(there):
    from hunch.actions.questions.standpoint import standpoint
    from hunch.entities.config import Objective

    return standpoint(there.folder, Objective())


def test_bare_hunch_shows_the_first_line(there, capfd):
    there.idea("wider heads", "70")
    for _ in range(2):  # found, then kept
        assert main([]) == 0
        steps = [line.split() for line in capfd.readouterr().out.splitlines() if "hunch next" in line]
        assert steps[0][:5] == ["hunch", "next", "try", "wider", "heads"]
    assert there.made() == [], "to see where one stands takes nothing up"


def test_a_warm_list_imports_nothing_heavy(there, project):
    there.foretold([0.9, 0.1, 0.7], [True, False, True])
    there.runs("wide", [0.52, 0.53], idea=there.idea("wider heads", "acc +2pp @70"))
    there.idea("deeper", "60", by="human:ben")
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", LIGHT], cwd=project, capture_output=True, text=True, check=True
        )
    assert done.stderr.split() == []


def test_gut_tells_how_proposals_fared(there, capfd):
    idea = there.idea("wider heads")
    called(capfd)
    there.runs("wide", [0.53], idea=idea)
    assert main(["gut"]) == 0
    out, _ = capfd.readouterr()
    assert "proposals   1 taken" in out
    assert "1 of 1 idea read ahead of the baseline at first" in out
    assert "9 more ranked and 10 more drawn" in out


def test_where_all_that_was_asked_is_done_it_does_not_tell_how_to_begin(there, capfd):
    code, out, err = called(capfd)
    assert (code, err) == (0, "")
    assert "nothing is left to try: write an idea down (hunch idea ...)" in out


def test_what_stands_in_the_reason_is_not_said_again_behind_it(there, capfd):
    there.runs("wide", [0.55], idea=there.idea("wider heads"))
    there.runs("deep", [0.56], idea=there.idea("deeper"))
    for at in range(1, len(there.proposals()) + 1):
        _, out, _ = called(capfd, "--why", str(at))
        said = [line for line in out.splitlines() if line.strip()]
        assert len(said) == len(set(said))


def test_who_is_at_no_question_is_told_what_is_next_for_the_one_worked_on_last(there, capfd):
    there.idea("wider heads", "70")
    there.tell(FocusMoved(folder=place_of(there.folder).folder, machine=os.uname().nodename, question=None))

    code, out, err = called(capfd)

    assert code == 0
    assert "1 try wider heads" in out
    assert "was worked on last: hunch on " in err
