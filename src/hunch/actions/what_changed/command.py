"""Params by the words of a command: what a run is given that another was not, before it has told of any."""

from collections.abc import Mapping, Sequence

from hunch.entities.change import UnitChange
from hunch.entities.run import Run
from hunch.entities.values import flat_params
from hunch.entities.variant import Rule, ignored
from hunch.snapshot.units.sentence import is_same_value


def command_changes(parent: Run, command: Sequence[str], rule: Rule) -> list[UnitChange]:
    """The options of a command that say something else than the params of a run, or than its own command.

    Only what the words say: a default that has changed in the code is among the changes of the code.
    """
    known = {name.replace("-", "_"): str(value) for name, value in flat_params(parent).items()}
    before, after = given(parent.command), given(command)
    found = []
    for name in dict.fromkeys([*after, *before]):
        old, new = known.get(name, before.get(name)), after.get(name)
        if not ignored(name, rule) and not is_same_value(old, new) and not _is_default(name, new, before):
            found.append(UnitChange(kind="param", what="param", name=name, old=old, new=new))
    return found


def _is_default(name: str, new: str | None, before: Mapping[str, str]) -> bool:
    """Not said any more, and not said before either."""
    return new is None and name not in before


def given(command: Sequence[str]) -> dict[str, str]:
    """The options of a command as they are written; one without a value is `True`.

    >>> given(["python", "t.py", "--lr", "0.1", "--fast", "--depth=4", "wd=1"])
    {'lr': '0.1', 'fast': 'True', 'depth': '4', 'wd': '1'}
    """
    found: dict[str, str] = {}
    for at, word in enumerate(command[1:], 1):
        name, equals, value = word.partition("=")
        name = name.lstrip("-+").replace("-", "_")
        is_option = word.startswith("-") and not _is_number(word)
        if not name or not name.replace(".", "_").isidentifier():
            continue
        if equals:
            found[name] = value
        elif is_option:
            following = command[at + 1] if at + 1 < len(command) else "-"
            is_value = not following.startswith("-") or _is_number(following)
            found[name] = following if is_value else "True"
    return found


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True
