"""`hunch find`, whole outputs."""

import re

import msgspec
import pytest

from hunch.cli.find import highlighted, lines
from hunch.cli.group import main
from hunch.cli.render import Terminal, columns_of
from hunch.entities.match import Match
from hunch.testing import ToldClock, add_idea, finish_run, log_curve, start_run, write_files

NOW_US = 1_763_827_200_000_000


@pytest.fixture
def call(folder, project, monkeypatch, capfd):
    """Calls the command in a folder with an idea and a run; exit code, stdout and stderr, the random ids masked."""
    monkeypatch.chdir(project)
    clock = ToldClock()
    write_files(folder.root, {"model.py": "class Block:\n    def forward(self, x):\n        return x\n"})
    add_idea(folder, "wider \x1b[31mheads for\tdepth", clock=clock)
    run = start_run(
        folder, clock=clock, name="calm-otter", snapshot=True, command=["python", "train.py", "--lr", "0.1"]
    )
    log_curve(folder, run, {"val/acc": [0.5]}, clock=clock)
    with open(folder.bench.paths.console(run), "w") as file:
        file.write("epoch 1\nRuntimeError: CUDA out of memory\n")
    finish_run(folder, run, clock=clock, params={"lr": 0.1, "model": {"heads": 4}})

    def do(*arguments):
        code = main(["find", *arguments])
        said = capfd.readouterr()
        return code, re.sub(r"\([0-9a-z]{4}\)", "(abcd)", said.out), said.err

    return do


def test_the_list(call):
    code, out, err = call("heads")
    assert (code, err) == (0, "")
    assert out == (
        "◇ idea     wider «heads» for depth  (abcd)  2025-11-22\n"
        "▸ run      calm-otter  (abcd)  2025-11-22\n"
        "           params: lr=0.1 model.«heads»=4\n"
    )


def test_code_and_consoles_show_their_line(call):
    assert call("forward")[1] == (
        "ƒ code     Block.«forward»  model.py  1 run, last calm-otter (abcd)  2025-11-22\n"
        "           def «forward»(self, x):\n"
    )
    assert call('"out of memory"')[1] == (
        "≡ console  calm-otter  (abcd)  2025-11-22\n"
        "           RuntimeError: CUDA «out of memory»\n"
    )  # fmt: skip


def test_words_of_one_argument_with_spaces_are_words_and_of_several_a_phrase(call):
    assert "CUDA «out» «of» «memory»" in call("memory out of")[1]
    assert call("epoch", "out of memory")[1].count("≡ console") == 1
    assert "nothing holds all" in call("epoch", "memory of out")[2]


def test_json_is_the_matches_and_nothing_else(call):
    _, out, err = call("heads", "--json")
    matches = msgspec.json.decode(out, type=list[Match])
    assert err == ""
    assert [(match.kind, match.title) for match in matches] == [
        ("idea", "wider heads for depth"),
        ("run", "calm-otter"),
    ]
    assert [matches[1].snippet[begin:end] for begin, end in matches[1].highlights] == ["heads"]
    assert call("zebra", "--json")[1] == "[]\n"


def test_what_is_odd_is_said_and_never_a_traceback(call):
    for query in (
        '"',
        "*",
        "NEAR(",
        "a AND",
        "-",
        "heads NOT",
        "(heads OR",
        "^heads",
        "{title}: heads",
        "col:heads*",
    ):
        code, _, err = call("--", query)
        assert code == 0, query
        assert "Traceback" not in err, query
    assert call("--", "***")[2] == "there is no word or number in '***' to look for\n"
    assert call("zebra")[2] == "nothing here matches 'zebra'\n"
    assert call("head", "--in", "idea,params")[0] == 0
    assert call("heads", "--in", "ideals") == (
        2, "", "error: nothing is of the kind 'ideals'\n\nhint: There are questions, ideas, findings, decisions, hunches, "
        "notes, runs, params, metrics, console, code, papers.\n",
    )  # fmt: skip
    assert call("heads", "--since", "someday")[0] == 2
    assert call("heads", "--verdict", "great")[0] == 2


def test_a_beginning_is_told_from_a_word(call):
    code, out, err = call("forw")
    assert (code, err) == (0, "no word is exactly that; these begin so:\n")
    assert "Block.«forward»" in out


def test_a_long_list_says_that_there_is_more(call):
    assert call("calm-otter", "heads", "-n", "1")[2].endswith("the first 1 match: -n 4 shows more\n")


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("unicode", [True, False])
def test_in_a_terminal_nothing_is_wider_than_it_and_the_match_is_seen(width, unicode):
    text = "x" * 300 + " match " + "y" * 300
    match = Match(
        kind="note", title=text, title_highlights=[(301, 306)], snippet=text, highlights=[(301, 306)], place="report of week",
        at="2025-11-22T16:00:00.000000Z", run="06egkj8m2f0abcd12345", run_name="calm-otter", more=2, score=1.0,
    )  # fmt: skip
    shown = Terminal(colours=0, unicode=unicode, width=width)
    for line in lines(match, shown, now_us=NOW_US):
        assert columns_of(line) <= width
        assert ("«match»" if unicode else "[match]") in line
        assert unicode or line.isascii()


def test_what_a_terminal_would_act_on_is_not_sent_to_it():
    text = "\u202ea \x9b31m match \u200b" + "宽" * 100
    line = highlighted(text, [(8, 13)], Terminal(width=40), 40)
    assert "«match»" in line
    assert line.isprintable()
    assert columns_of(line) <= 40


def test_a_match_is_bold_and_marked():
    shown = Terminal(colours=256)
    assert highlighted("a match here", [(2, 7)], shown, None) == "a \x1b[1m«match»\x1b[0m here"
    assert highlighted("a match here", [], shown, 40) == "a match here"
