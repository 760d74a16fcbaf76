"""A small option parser for `hunch run`, which must start before click could be imported.

The same table prints the help, so that the two cannot drift apart.
"""

from collections.abc import Sequence
from typing import NamedTuple

from hunch.errors import UserError


class Option(NamedTuple):
    """One option: its spellings, the name of its value (None for a flag), what it does."""

    names: tuple[str, ...]
    value: str | None
    says: str
    many: bool = False
    hidden: bool = False

    @property
    def key(self) -> str:
        """The longest spelling without its dashes."""
        return max(self.names, key=len).lstrip("-").replace("-", "_")


Parsed = dict[str, list[str]]


def parse(arguments: Sequence[str], options: Sequence[Option]) -> tuple[Parsed, list[str]]:
    """The options before the first word that is none, and all the rest untouched.

    `--` ends the options. A flag's value is "". `--name=x`, `--name x`, `-nx` and `-n x` are the same.

    Raises:
        UserError: an option that is not known, or has no value.
    """
    known = {name: option for option in options for name in option.names}
    parsed: Parsed = {}
    rest = list(arguments)
    while rest and rest[0].startswith("-") and rest[0] != "-":
        word = rest.pop(0)
        if word == "--":
            break
        name, value = _split(word, known)
        option = known.get(name)
        if option is None:
            raise UserError(f"no option {name!r}", hint=_near(name, known))
        if option.value is None:
            if value is not None:
                raise UserError(f"{name} takes no value, got {value!r}")
            value = ""
        elif value is None:
            if not rest:
                raise UserError(f"{name} needs a value: {name} {option.value}")
            value = rest.pop(0)
        if option.key in parsed and option.value is not None and not option.many:
            raise UserError(f"{name} is given twice: {parsed[option.key][0]!r} and {value!r}")
        parsed.setdefault(option.key, []).append(value)
    return parsed, rest


def help_lines(options: Sequence[Option]) -> list[str]:
    """Two aligned columns: spellings and what they do."""
    rows = [(_spelling(option), option.says) for option in options if not option.hidden]
    width = max(len(left) for left, _ in rows)
    return [f"  {left:<{width}}  {right}" for left, right in rows]


def _split(word: str, known: dict[str, Option]) -> tuple[str, str | None]:
    if word.startswith("--"):
        name, equals, value = word.partition("=")
        return name, value if equals else None
    if word in known or len(word) == 2:
        return word, None
    return word[:2], word[2:]


def _spelling(option: Option) -> str:
    names = ", ".join(sorted(option.names, key=len))
    return f"{names} {option.value}" if option.value else names


def _near(name: str, known: dict[str, Option]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, known, n=1)
    if close:
        return f"Did you mean {close[0]}? What belongs to your command comes after it, or after `--`."
    return "What belongs to your command comes after it, or after `--`. See: hunch run --help"
