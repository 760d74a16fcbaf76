"""Where the seed stands in a command, and which seeds are fresh."""

import re
from collections.abc import Collection, Mapping, Sequence

from .variant import Rule

HOLE = "{seed}"
WHOLE_NUMBER = re.compile(r"[+-]?\d+")


def with_hole(command: Sequence[str], rule: Rule) -> list[str] | None:
    """The command with `{seed}` where its seed stands; None where none stands in it.

    >>> with_hole(["python", "t.py", "--seed", "3", "lr=1"], Rule())
    ['python', 't.py', '--seed', '{seed}', 'lr=1']
    >>> with_hole(["python", "t.py", "model.seed=3"], Rule())
    ['python', 't.py', 'model.seed={seed}']
    >>> with_hole(["python", "t.py", "3"], Rule()) is None
    True
    """
    if any(HOLE in word for word in command):
        return list(command)
    wanted = rule.seed_param.replace("-", "_")
    names = {position: _name(word) for position, word in enumerate(command) if position}
    exact = [position for position, name in names.items() if name == wanted]
    nested = [position for position, name in names.items() if name.rpartition(".")[2] == wanted]
    opened = list(command)
    for position in exact or nested:
        _open(opened, position)
    return opened if opened != list(command) else None


def option_for(param: str, origins: Mapping[str, str]) -> list[str] | None:
    """What hands a seed to a parser that knows of it, though the command did not say it; None where none does.

    >>> option_for("seed", {"seed": "argparse default"})
    ['--seed', '{seed}']
    """
    known = origins.get(param, "").startswith("argparse")
    # A longer name may have been spelled with dashes: that was not seen.
    return [f"--{param}", HOLE] if known and "_" not in param else None


def fresh(count: int, used: Collection[int]) -> list[int]:
    """The first whole numbers from 0 up that no run has had as its seed.

    >>> fresh(3, {0, 2})
    [1, 3, 4]
    """
    return [seed for seed in range(count + len(used)) if seed not in used][:count]


def _name(word: str) -> str:
    """The name of an option or a setting; "" for any other word."""
    name, equals, _ = word.lstrip("-").lstrip("+").partition("=")
    return name.replace("-", "_") if word.startswith("-") or equals else ""


def _open(command: list[str], position: int) -> None:
    """Put the hole in the place of the whole number that an option or setting holds, where it does."""
    name, equals, value = command[position].partition("=")
    if equals and WHOLE_NUMBER.fullmatch(value):
        command[position] = f"{name}={HOLE}"
    elif not equals and WHOLE_NUMBER.fullmatch("".join(command[position + 1 : position + 2])):
        command[position + 1] = HOLE
