"""Every command can be read by a program: what it prints with --json is what docs/reference/json.md says, key by key."""

import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from hunch.cli.group import COMMANDS, group, main
from hunch.cli.run_call import OPTIONS
from hunch.ids import system_clock
from hunch.journal.workbench import find_or_make
from hunch.testing import ToldClock, finish_run, log_curve, start_run, write_files

from ..conftest import surroundings_in

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "reference" / "json.md"
TAKEN_BY_THEIR_COMMAND = {"run", "replicate"}
"""Their stdout is that of the program they run: they take --json-to."""
BIBTEX = "@article{smith2020, title={Warm up}, author={Smith, Ada}, year=2020}\n"


def maker():
    """docs/make_json_page.py, as a module."""
    spec = importlib.util.spec_from_file_location("make_json_page", ROOT / "docs" / "make_json_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_json_page"] = module
    spec.loader.exec_module(module)
    return module


def leaves(name: str) -> Iterator[tuple[str, click.Command]]:
    """A command, or those below it, each by all its words."""
    command = group.get_command(click.Context(group), name)
    assert command is not None
    if not isinstance(command, click.Group):
        yield name, command
        return
    for below in command.list_commands(click.Context(command)):
        found = command.get_command(click.Context(command), below)
        assert found is not None
        yield f"{name} {below}", found


def test_every_command_takes_json():
    without = set(maker().WITHOUT)
    missing = []
    for name in COMMANDS.keys() - without - {"run"}:
        wanted = "--json-to" if name in TAKEN_BY_THEIR_COMMAND else "--json"
        for words, command in leaves(name):
            if not any(wanted in option.opts for option in command.params):
                missing.append(f"hunch {words} has no {wanted}")
    assert missing == []
    assert any("--json-to" in option.names for option in OPTIONS)


def test_every_command_says_on_the_page_what_it_prints():
    said = maker()
    words = {tuple(call.split(" --")[0].split()[1:]) for call in said.PRINTS}
    silent = [
        leaf
        for name in COMMANDS.keys() - said.WITHOUT.keys() - {"run"}
        for leaf, _ in leaves(name)
        if tuple(leaf.split()) not in words
    ]
    assert silent == [], "add them to PRINTS in docs/make_json_page.py, then: python docs/make_json_page.py"


def test_the_page_is_what_the_code_prints():
    made = maker().made()
    written = PAGE.read_text()
    lost = sorted(
        set(re.findall(r"^\| `(\w+)`", written, re.M)) - set(re.findall(r"^\| `(\w+)`", made, re.M))
    )
    assert lost == [], "keys are only ever added to: give these back"
    assert made == written, "call: python docs/make_json_page.py"


# --- what is really printed ---


class Documented(NamedTuple):
    """The objects of the page: of each its keys, with what they hold."""

    keys: dict[str, dict[str, str]]
    loose: set[str]
    """Those of which keys may be missing."""
    calls: dict[str, str]


def documented() -> Documented:
    text = PAGE.read_text()
    keys, loose = {}, set()
    for section in text.partition("## Objects")[2].split("\n### ")[1:]:
        title = section.splitlines()[0]
        rows = re.findall(r"^\| `([^`]+)` \| (.*?) \| .*\|$", section, re.MULTILINE)
        keys[title] = dict(rows)
        if "may be missing" in section:
            loose.add(title)
    calls = dict(re.findall(r"^\| `(hunch[^`]*)` \| (.*) \|$", text.partition("## Objects")[0], re.MULTILINE))
    return Documented(keys, loose, calls)


def unlike(value: object, said: str, page: Documented, where: str) -> list[str]:
    """What in a printed value is not as its cell of the page has it."""
    links = re.findall(r"\[(\w+)\]\(#", said)
    if not links or value is None:
        return []
    if isinstance(value, list):
        return [line for each in value for line in unlike(each, said, page, f"{where}[]")]
    if not isinstance(value, dict):
        return []
    if "object of" in said and not set(page.keys[links[0]]) & value.keys():
        said = said.replace("object of", "")
        return [line for key, each in value.items() for line in unlike(each, said, page, f"{where}.{key}")]
    if " and [" in said:
        return _keys_unlike(value, {k: v for link in links for k, v in page.keys[link].items()}, page, where)
    found = [_keys_unlike(value, page.keys[link], page, where, loose=link in page.loose) for link in links]
    return min(found, key=len)


def _keys_unlike(
    value: dict[str, object], keys: dict[str, str], page: Documented, where: str, *, loose: bool = False
) -> list[str]:
    lines = [f"{where}.{key} is not on the page" for key in value.keys() - keys.keys()]
    lines += [] if loose else [f"{where}.{key} is not printed" for key in keys.keys() - value.keys()]
    return lines + [
        line
        for key in keys.keys() & value.keys()
        for line in unlike(value[key], keys[key], page, f"{where}.{key}")
    ]


@pytest.fixture
def bench(folder, project, tmp_path, monkeypatch, capfd):
    """A small workbench with something of everything, in the folder where we are."""
    monkeypatch.chdir(project)
    clock = ToldClock(system_clock() - 3_600_000_000)
    (tmp_path / "refs.bib").write_text(BIBTEX)

    def typed(*arguments):
        assert main(list(arguments)) == 0, (arguments, capfd.readouterr().err)

    def run(name, lr, loss, **more):
        write_files(folder.root, {"train.py": f"lr = {lr}\n"})
        made = start_run(folder, clock=clock, name=name, snapshot=True, **more)
        log_curve(folder, made, {"loss": [2.0, loss]}, clock=clock)
        finish_run(folder, made, clock=clock, params={"lr": lr}, variant=f"lr{lr}")
        return made

    run("first", 0.1, 1.0, seed=0)
    typed("ask", "does it help?", "--metric", "loss", "--goal", "min", "--min-effect", "0.01")
    typed("baseline", "first")
    typed("idea", "twice", "--hunch", "70; t=1h # why not")
    typed("paper", "add", str(tmp_path / "refs.bib"))
    typed(
        "paper",
        "claim",
        "smith2020",
        "2 % less",
        "--metric",
        "loss",
        "--delta",
        "-2",
        "--unit",
        "%",
        "--idea",
        "twice",
    )
    with_question = json_of(capfd, "on", "twice")
    about = {"question": with_question["question"]["id"], "idea": with_question["idea"]["id"]}
    clock.now_us = system_clock()
    for seed in range(2):
        run(f"base-{seed}", 0.1, 1.0 + 0.01 * seed, seed=5 + seed, **about)
        run(f"twice-{seed}", 0.2, 0.8 + 0.01 * seed, seed=seed, **about)
    finish_run(
        folder, start_run(folder, clock=clock, name="bad", **about), clock=clock, status="failed", exit_code=1
    )
    start_run(folder, clock=clock, name="going", **about)
    typed("idea", "half")
    typed("decide", "half", "drop", "-m", "too small")
    typed("finding", "a larger step helps", "--supports", "twice-0")
    typed("note", "odd", "--on", "twice-0")
    typed("idea", "thrice", "--under", "twice")
    other = tmp_path / "home" / "other"
    other.mkdir()
    elsewhere = find_or_make(surroundings_in(other, tmp_path / "home", host="elsewhere"))
    finish_run(elsewhere, start_run(elsewhere, clock=clock, name="theirs"), clock=clock)
    capfd.readouterr()
    return folder


def json_of(capfd, *arguments):
    """What a call prints with --json; nothing else may be on stdout."""
    capfd.readouterr()
    code = main([*arguments, "--json"])
    said = capfd.readouterr()
    assert code == 0, (arguments, said.err)
    assert said.out.count("\n") == 1
    assert "\x1b" not in said.out
    return json.loads(said.out)


CALLS = {
    "hunch": [],
    "hunch ask": ["ask", "is it so?", "--metric", "loss", "--goal", "min"],
    "hunch idea": ["idea", "four times"],
    "hunch decide": ["decide"],
    "hunch finding": ["finding"],
    "hunch tree": ["tree"],
    "hunch on": ["on"],
    "hunch on REF": ["on", "does it help?"],
    "hunch predict": ["predict", "thrice", "loss -0.2 @70; crash@5"],
    "hunch retract": ["retract", "@", "-m", "no"],
    "hunch baseline": ["baseline"],
    "hunch runs": ["runs"],
    "hunch find": ["find", "twice"],
    "hunch show": ["show", "twice-0"],
    "hunch show QUESTION": ["show", "does it help?"],
    "hunch show IDEA": ["show", "thrice"],
    "hunch show FINDING": ["show", "a larger step helps"],
    "hunch show HUNCH": ["show", "{hunch}"],
    "hunch log": ["log", "twice-0"],
    "hunch plot": ["plot", "twice-0", "loss"],
    "hunch diff": ["diff", "first", "twice-0"],
    "hunch diff --units": ["diff", "first", "twice-0", "--units"],
    "hunch why": ["why", "twice-0"],
    "hunch compare --question": ["compare", "--question"],
    "hunch compare A B": ["compare", "first", "twice-0"],
    "hunch table": ["table"],
    "hunch gut": ["gut", "--all"],
    "hunch next": ["next"],
    "hunch next --why N": ["next", "--why", "1"],
    "hunch restore": ["restore", "first", "../restored"],
    "hunch stop": ["stop", "going", "--wait", "0"],
    "hunch tag": ["tag", "first", "good"],
    "hunch paper add": ["paper", "add", "{bib}"],
    "hunch paper claim": [
        "paper",
        "claim",
        "smith2020",
        "less",
        "--metric",
        "loss",
        "--delta",
        "-3",
        "--unit",
        "%",
    ],
    "hunch paper check": ["paper", "check"],
    "hunch paper list": ["paper", "list"],
    "hunch paper show": ["paper", "show", "smith2020"],
    "hunch paper search": ["paper", "search", "warm"],
    "hunch paper withdraw": ["paper", "withdraw", "{claim}", "-m", "no"],
    "hunch note": ["note", "a line"],
    "hunch report": ["report", "--day"],
    "hunch brief": ["brief"],
    "hunch init": ["init", "--agents"],
    "hunch export": ["export", "--csv"],
    "hunch rm": ["rm", "bad"],
    "hunch gc": ["gc"],
    "hunch merge": ["merge", "../other"],
    "hunch doctor": ["doctor"],
}
ELSEWHERE = {"hunch run --json-to FILE", "hunch replicate --json-to FILE", "hunch paper show --page"}
"""They start processes (tests/cli/test_agents.py), or need a PDF (tests of papers)."""


def test_all_that_is_printed_is_on_the_page_and_all_on_the_page_is_printed(bench, capfd, tmp_path):
    page = documented()
    assert CALLS.keys() | ELSEWHERE == maker().PRINTS.keys()
    (tmp_path / "more.bib").write_text(
        BIBTEX.replace("smith2020", "jones2021").replace("Warm up", "Cool down")
    )
    names = {
        "{bib}": str(tmp_path / "more.bib"),
        "{claim}": json_of(capfd, "paper", "check")[0]["id"],
        "{hunch}": json_of(capfd, "predict", "twice", "60")["id"],
    }
    wrong, empty = [], []
    for call, arguments in CALLS.items():
        printed = json_of(capfd, *(names.get(word, word) for word in arguments))
        wrong += unlike(printed, page.calls[f"{call} --json"], page, call)
        empty += [call] if printed in ([], None) else []
    assert wrong == []
    assert empty == [], "nothing of these was looked at"


def test_an_error_leaves_stdout_empty_and_says_on_stderr_what_is_wrong(bench, capfd):
    assert main(["show", "nobody", "--json"]) == 2
    said = capfd.readouterr()
    assert said.out == ""
    assert said.err.startswith("error: ")
    assert "\n\nhint: " in said.err


def test_a_key_that_is_not_on_the_page_is_found(bench, capfd):
    page = documented()
    run = json_of(capfd, "show", "first")
    said = page.calls["hunch show --json"]
    assert unlike(run, said, page, "run") == []
    assert unlike({**run, "new": 1}, said, page, "run") == ["run.new is not on the page"]
    del run["metrics"]["loss"]["step"]
    assert unlike(run, said, page, "run") == ["run.metrics.loss.step is not printed"]
