"""How a run is named: short id, two-word name, `@`, `@~1`, `best`, full id."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hunch.errors import AmbiguousName, AmbiguousRun, UnknownRun, UserError
from hunch.ids import TAIL_LENGTH, is_id, tail

from .escaping import escaped

LEAST_SHORT = 4
MOST_SHOWN = 8


class Named(NamedTuple):
    """What a run can be called by."""

    id: str
    name: str
    within: str | None = None


def short_id(run_id: str, length: int = LEAST_SHORT) -> str:
    """The first characters of the random part of an id.

    >>> short_id("06egkj8m2f0abcd12345")
    'abcd'
    """
    return tail(run_id)[:length]


def label(run: Named) -> str:
    """How a run is written: `calm-otter (ab3d)`."""
    return f"{run.name} ({short_id(run.id)})"


def short_ids(ids: Iterable[str], *, among: Iterable[str]) -> dict[str, str]:
    """For each id the shortest text, of 4 characters or more, that names no other of `among`."""
    wanted = dict.fromkeys(ids, LEAST_SHORT)
    others: dict[str, list[str]] = {}
    for each in among:
        others.setdefault(short_id(each), []).append(each)
    for each in wanted:
        rivals = [other for other in others.get(short_id(each), []) if other != each]
        while wanted[each] < TAIL_LENGTH and any(
            short_id(other, wanted[each]) == short_id(each, wanted[each]) for other in rivals
        ):
            wanted[each] += 1
    return {each: short_id(each, length) for each, length in wanted.items()}


def folded(text: str) -> str:
    """A text without what makes no difference: spaces and capitals.

    >>> folded(" Wider  heads\\n")
    'wider heads'
    """
    return " ".join(text.split()).casefold()


def is_short_for(text: str, identifier: str) -> bool:
    """Whether `text` is the beginning of an id's random part, long enough to be meant as that.

    >>> is_short_for("ABCD1", "06egkj8m2f0abcd12345"), is_short_for("abc", "06egkj8m2f0abcd12345")
    (True, False)
    """
    return len(text) >= LEAST_SHORT and tail(identifier).startswith(text.lower())


def ambiguous(
    reference: str, what: str, called: Sequence[tuple[str, str]], error: type[UserError] = AmbiguousName
) -> UserError:
    """Several things answer to `reference`: which, as short as tells them apart.

    Args:
        what: their noun, in the plural.
        called: their ids and what they are called, the newest first.
    """
    ids = [each for each, _ in called]
    shorts = short_ids(ids, among=ids)
    shown = ", ".join(f"{shorts[each]} ({text})" for each, text in called[:MOST_SHOWN])
    more = f" and {len(called) - MOST_SHOWN} more" if len(called) > MOST_SHOWN else ""
    return error(
        f"{reference!r} names {len(called)} {what}: {shown}{more}",
        hint="Newest first; take the id of the one you mean.",
    )


def resolve(reference: str, runs: Sequence[Named]) -> str:
    """The id of the run that `reference` names; `best` is not decided here.

    Args:
        runs: all that can be named, the first start first.

    Raises:
        UnknownRun: no run answers to it; the hint names near ones.
        AmbiguousRun: several do.
    """
    if reference.startswith("@"):
        return _counted_back(reference, runs)
    text = reference.strip()
    found = {run.id: run for run in runs if text in (run.id, run.name)}
    found = found or {run.id: run for run in runs if is_short_for(text, run.id)}
    if len(found) == 1:
        return next(iter(found))
    if found:
        newest_first = [(run.id, run.name) for run in reversed(found.values())]
        raise ambiguous(reference, "runs", newest_first, AmbiguousRun)
    raise _unknown(reference, runs)


def _counted_back(reference: str, runs: Sequence[Named]) -> str:
    """`@` is the latest run, `@~2` the second before it; runs inside other runs do not count."""
    outer = [run for run in runs if run.within is None] or list(runs)
    back = reference[2:] if reference.startswith("@~") else "0" if reference == "@" else ""
    if not back.isdecimal():
        raise UnknownRun(f"{reference!r} names no run", hint="@ is the latest run, @~1 the one before it.")
    if not outer:
        raise UnknownRun("there are no runs yet", hint="hunch run COMMAND...")
    if int(back) >= len(outer):
        raise UnknownRun(f"{reference!r} goes back further than the {len(outer)} runs there are")
    return outer[-1 - int(back)].id


def _unknown(reference: str, runs: Sequence[Named]) -> UnknownRun:
    from difflib import get_close_matches

    if not runs:
        return UnknownRun(f"no run {reference!r}: there are no runs yet", hint="hunch run COMMAND...")
    near = get_close_matches(reference, {run.name for run in runs}, n=3, cutoff=0.6)
    near += [
        short_id(run.id)
        for run in runs
        if 2 <= len(reference) < LEAST_SHORT and tail(run.id).startswith(reference)
    ][:3]
    if near:
        hint = f"Did you mean {' or '.join(map(escaped, near))}?"
    elif is_id(reference):
        hint = "It may have been removed, or belong to another workbench. List what there is: hunch runs"
    else:
        hint = "List them: hunch runs"
    return UnknownRun(f"no run {reference!r}", hint=hint)
