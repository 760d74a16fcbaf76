"""How to work here: the commands themselves, the grammar of a hunch, and the rules. Agents' files say the same."""

import shlex
from collections.abc import Iterator, Sequence

from hunch.entities.quoting import code

from .facts import Facts
from .fitting import Line

TITLE = "How to work here"
GRAMMAR = (
    "`+` = 70 % that it beats the baseline (`++ + +- - --` are 90 70 50 30 10, or type the number);",
    '`"acc +2pp [-1,4]"` = change with an 80 % interval, `"acc +2pp @70"` = change and chance to beat it;',
    '`"+; t=40m; crash@5; acc >= 0.9 @60 # why"` = time, failure, bound and reason, joined by `;`.',
)
"""The grammar of a hunch in three lines."""
RULES = (
    "predict before you run: a later hunch is kept and never counts",
    "change one thing per run; say the idea it tries",
    "claim no more than the verdict word of `hunch compare` allows",
)


def how_to_work(known: Facts) -> Iterator[Line]:
    """The commands, the most needed ones with the lowest ranks."""

    def line(text: str, rank: int) -> Line:
        return Line(TITLE, text, rank, "line on how to work", "lines on how to work", "hunch --help")

    metric = known.question.metric or "val/acc"
    command = known.here.entries[0].command if known.here.entries else ["python", "train.py"]
    run = typed(command)
    seeds = "--seeds 3 " if "{seed}" in run else ""
    ask = f'hunch ask "..." --metric {shlex.quote(metric)} --goal {known.question.goal} --min-effect X'
    yield line("- you are: `export HUNCH_AUTHOR=agent:NAME@VERSION`; add `--json` to any command", 12)
    yield line(f"- ask: {code(ask)}", 16)
    yield line(
        '- think and predict: `hunch idea "..." --under IDEA --hunch +`; later `hunch predict @idea 65`', 4
    )
    yield line(f"- run: {code(f'hunch run --hunch + {seeds}-- {run}')}", 2)
    yield line(
        '- conclude: `hunch compare --question`, `hunch compare @`; `hunch decide @idea drop -m "why"`', 5
    )
    yield line('- write down: `hunch finding "..." --supports @`; `hunch note "..." --on @`', 11)
    yield line("- look up: `hunch find WORDS`, `hunch tree`, `hunch next`, `hunch show RUN --json`", 12)
    yield line(f"- rules: {'; '.join(RULES)}", 4)
    for text in GRAMMAR:
        yield line(f"- hunch: {text}", 10)


def typed(command: Sequence[str]) -> str:
    """A command as one types it; `{seed}` needs no quotes.

    >>> typed(["python", "train.py", "--seed={seed}", "a b"])
    "python train.py --seed={seed} 'a b'"
    """
    return " ".join(
        "{seed}".join(shlex.quote(part) if part else "" for part in word.split("{seed}"))
        if "{seed}" in word
        else shlex.quote(word)
        for word in command
    )
