"""Only `entities/words.py` holds words of claim, and where nothing helps no command says that it does."""

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from hunch.cli.group import COMMANDS, main
from hunch.testing import ToldClock, start_run

from ..actions.verdicts.judged import Lab, noisy

SOURCE = Path(__file__).parent.parent.parent / "src" / "hunch"
CLAIMS = re.compile(
    r"\b(improv\w*|outperform\w*|surpass\w*|superior\w*|inferior\w*|significan\w*|gain\w*|outdo\w*"
    r"|better|worse\w*|worst|best|beat|beats|beaten|wins?|won|winner|winning|confirmed|contradicted|refuted)\b",
    re.IGNORECASE,
)
HOME = "entities/words.py"

# What else may hold which words, and why.
PREDICTIONS = {"beat", "beats", "win", "wins", "won"}
"""What a person says beforehand is their claim, and not ours."""
DIRECTIONS = {"better", "worse"}
"""Which way a metric goes, and not which variant has gone it."""
NAMES = {"best"}
"""How a run is named (`hunch restore best`), and how a curve is read (`--take best`)."""
ALLOWED: dict[str, set[str]] = {
    "actions/briefing/working.py": PREDICTIONS,
    "actions/hunches/besides.py": PREDICTIONS,
    "actions/find.py": NAMES,
    "actions/hunches/scored.py": PREDICTIONS,
    "actions/hunches/picks.py": DIRECTIONS | NAMES,
    "actions/hunches/predicting.py": PREDICTIONS,
    "actions/questions/checks.py": DIRECTIONS | NAMES,
    "actions/verdicts/readings.py": NAMES,
    "actions/hunches/sealing.py": PREDICTIONS,
    "actions/hunches/understood.py": DIRECTIONS,
    "cli/ask.py": DIRECTIONS | NAMES,
    "cli/asking.py": PREDICTIONS,
    "cli/compare.py": NAMES,
    "cli/diff.py": NAMES,
    "cli/gut.py": PREDICTIONS,
    "cli/opened.py": NAMES,
    "cli/hunch_lines.py": PREDICTIONS,
    "cli/predict.py": PREDICTIONS,
    "cli/replicate.py": NAMES,
    "cli/restore.py": NAMES,
    "cli/run_call.py": PREDICTIONS,
    "cli/why.py": NAMES,
    "cli/standing_text.py": DIRECTIONS | NAMES,
    "entities/hunch.py": PREDICTIONS,
    "entities/outcome_text.py": PREDICTIONS,
    "entities/grammar/agreement.py": PREDICTIONS | DIRECTIONS,
    "entities/grammar/check.py": PREDICTIONS | DIRECTIONS,
    "entities/grammar/echo.py": PREDICTIONS | DIRECTIONS,
    "entities/grammar/reading.py": PREDICTIONS | DIRECTIONS,
    "entities/grammar/objects.py": PREDICTIONS,
    "papers/claims.py": {
        "better",
        "worse",
        "gain",
        "gains",
        "improvement",
    },  # of papers, read and never printed
    "stats/belief.py": PREDICTIONS,
    "stats/happenings.py": PREDICTIONS,
    "stats/resolving.py": PREDICTIONS,
}


def texts(tree: ast.AST) -> Iterator[ast.Constant]:
    """Every text of a module but its docstrings, which nobody prints."""
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node


def claims_in(source: str, name: str) -> list[str]:
    """The words of claim in a module's texts that it may not hold."""
    allowed = ALLOWED.get(name, set())
    return [
        f"{name}:{text.lineno}: {found[0]!r} in {text.value[:60]!r}"
        for text in texts(ast.parse(source))
        for found in CLAIMS.finditer(text.value)
        if found[0].lower() not in allowed
    ]


def test_no_other_module_holds_a_word_of_claim():
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if name != HOME:
            found += claims_in(path.read_text(), name)
    assert found == []


@pytest.mark.parametrize(
    "planted",
    [
        'print(f"{name} improves acc")',
        'out("A is significantly better")',
        'NOTE = "the winner is " + name',
        'def f(): return "gained 2 points"',
        '{"verdict": "OUTPERFORMS"}',
    ],
)
def test_a_planted_word_is_found(planted):
    assert claims_in(f'"""It improves."""\n{planted}\n', "cli/runs.py")


def test_what_a_person_predicts_is_no_claim_of_ours_and_only_there():
    assert claims_in('HELP = "the chance to beat the baseline"', "cli/predict.py") == []
    assert claims_in('HELP = "it beats the baseline"', "cli/runs.py")


# --- what is really printed ---

SAID_BEFOREHAND = re.compile(
    r"(higher|lower) is better|to beat the baseline|it beats the baseline|chance to beat it|takes last, not best",
    re.IGNORECASE,
)


def claims_said(text: str) -> list[str]:
    """The words of claim in what was printed."""
    return [found[0] for found in CLAIMS.finditer(SAID_BEFOREHAND.sub("", text))]


def every_command(lab: Lab) -> list[list[str]]:
    """Calls of every command, reading ones first, then those that write."""
    return [
        [], ["runs"], ["runs", "--json"], ["runs", "--csv"], ["show", "@"], ["show", "@", "--json"],
        ["log", "@"], ["plot", "@", "acc"], ["diff", "@~1", "@"], ["compare"], ["compare", "--all"],
        ["compare", "--question", "--json"], ["compare", "@"], ["compare", "@~1", "@"], ["compare", "@", "--json"],
        ["compare", "--metric", "loss"], ["compare", "--take", "best"], ["compare", "--common-step"],
        ["table"], ["table", "--md"], ["table", "--tex"], ["table", "--csv"], ["table", "--json"],
        ["find", "loss acc"], ["find", "v1", "--json"], ["find", "acc", "--verdict", "observed"],
        ["report"], ["report", "--json"], ["report", "--question"], ["report", "--since", "2025-01-01"],
        ["report", "--since", "2025-01-01", "--format", "html"], ["report", "--since", "2025-01-01", "--json"],
        ["brief"], ["brief", "--json"], ["brief", "--max-tokens", "200"], ["init", "--agents"], ["init", "--agents", "--check"],
        ["why"], ["why", "@~1", "--json"], ["diff", "@", "--units"],
        ["gut"], ["gut", "--json"], ["next"], ["next", "--json"], ["next", "--why", "1"], ["doctor"], ["baseline"], ["on"],
        ["export", "--csv", "-o", "out"],
        ["ask", "is it so?", "--metric", "loss", "--goal", "min"], ["on", "does it help?"],
        ["idea", "wider heads", "--hunch", "70"], ["predict", "wider heads", "60"],
        ["finding", "it holds", "--supports", "@"], ["finding"], ["finding", "--json"], ["decide", "wider heads", "drop", "-m", "no"],
        ["decide"], ["tree"], ["tree", "--all"], ["tree", "--json"], ["tree", "--at", "now"], ["show", "wider heads"], ["show", "@question"],
        ["show", "@finding"], ["tag", "--idea", "wider heads", "@"], ["finding", "it holds", "--refresh"],
        ["retract", "wider heads", "-m", "no"], ["tag", "@", "nice"], ["note", "a note", "--on", "@"],
        ["paper", "add", "refs.bib"], ["paper", "list"], ["paper", "list", "--bib"], ["paper", "list", "--used", "--json"],
        ["paper", "claim", "ada2020", "acc +5.0pp", "--idea", "wider heads"],
        *(["tag", "--idea", "wider heads", f"@~{back}"] for back in range(2, 6)), ["paper", "check"], ["paper", "check", "--json"],
        ["paper", "show", "ada2020"], ["paper", "search", "heads"], ["paper", "withdraw", "acc +5.0pp", "-m", "no"],
        ["stop", "slow-snail"], ["restore", "@", "elsewhere"], ["rm", "@~3", "--yes"], ["gc"], ["merge", "nowhere"],
    ]  # fmt: skip


@pytest.fixture
def lab(folder, project, monkeypatch):
    """A question whose variants are all alike, in the folder where we are."""
    monkeypatch.chdir(project)
    lab = Lab(folder, ToldClock())
    (project / "train.py").write_text("print('loss: 0.5')\n")
    (project / "refs.bib").write_text(
        "@article{ada2020, title={Wider Heads}, author={Ada Lovelace}, year=2020}"
    )
    lab.ask(text="does it help?")
    return lab


def fill(lab: Lab, effect: float) -> None:
    for number in range(6):
        mean = 0.8 + (effect if number else 0.0)
        values = [
            {"acc": a, "loss": b} for a, b in zip(noisy(mean, 4, seed=number), noisy(1.0, 4), strict=True)
        ]
        lab.runs(f"v{number}", values, seeds=range(10 * number, 10 * number + 4))
    lab.runs("v1", [{"acc": 0.1, "loss": 9.0}], status="failed", seeds=[99])
    start_run(lab.folder, clock=lab.clock, question=lab.question, name="slow-snail")


def said(capfd: pytest.CaptureFixture[str], calls: Sequence[Sequence[str]]) -> dict[str, str]:
    """All that these calls print, by call."""
    found = {}
    for call in calls:
        main(list(call))
        out, err = capfd.readouterr()
        found[" ".join(call)] = out + err
    return found


def test_where_nothing_helps_no_command_says_that_it_does(lab, capfd):
    fill(lab, effect=0.0)
    calls = every_command(lab)
    # `run`, `replicate` and `demo` have their own tests: they start processes.
    assert {call[0] for call in calls if call} == set(COMMANDS) - {"run", "replicate", "demo"}
    printed = said(capfd, calls)
    assert {call: found for call, text in printed.items() if (found := claims_said(text))} == {}
    assert sum(map(len, printed.values())) > 5000


def test_where_something_does_help_the_same_walk_finds_the_claim(lab, capfd):
    fill(lab, effect=0.2)
    printed = said(capfd, [["compare"], ["compare", "--json"], ["table"], ["table", "--tex"]])
    for call, text in printed.items():
        assert claims_said(text), call
    assert "▲ IMPROVES" in printed["compare"]


def test_the_block_after_a_run_claims_nothing_of_noise(lab, hunch):
    fill(lab, effect=0.0)
    done = hunch("run", sys.executable, "train.py")
    assert done.returncode == 0
    assert "✓ finished" in done.stderr
    assert claims_said(done.stdout + done.stderr) == []
