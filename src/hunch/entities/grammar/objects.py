"""Hunches of programs: JSON, dicts, lists and numbers.

They are written as somebody would type them and then read, so that one set of rules holds for all.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from hunch.entities.hunch import Cost, Happening, Item, Pick, Size, Threshold, Win
from hunch.errors import InvalidHunch

from .printing import print_hunch
from .reading import Parsed, parse, read, refuse_unreadable
from .units import COSTS, EVENTS

_KINDS: dict[str, type[msgspec.Struct]] = {
    "win": Win, "size": Size, "threshold": Threshold, "pick": Pick, "cost": Cost, "event": Happening,
}  # fmt: skip
_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "threshold": {"relation": (">=", "<=")},
    "cost": {"what": COSTS, "relation": ("=", "<", ">")},
    "event": {"what": EVENTS},
}
_EXAMPLE = 'Like {"kind": "win", "probability": 0.7}, a list of such, or a text: "acc +2pp @70"'


class _Said(NamedTuple):
    """What one object says."""

    items: list[Item]
    whys: list[str]
    notes: list[str]


def from_object(thing: object) -> Parsed:
    """The hunch that a Python object says.

    A text is read as typed; a number between 0 and 1 is the chance to beat the baseline, one between 1 and 100 that in
    percent; a dict is an item, or holds "items" and "why"; a list holds any of these.

    Raises:
        InvalidHunch: it is none, or contradicts itself.
    """
    if isinstance(thing, Parsed):
        return thing
    if isinstance(thing, str):
        return parse(thing)
    said = _whole(thing)
    if not said.items:
        raise InvalidHunch("an empty hunch", hint=_EXAMPLE)
    why = " ".join("; ".join(said.whys).split())
    parsed = read(print_hunch(said.items, why))
    return parsed._replace(notes=[*said.notes, *parsed.notes])


def from_json(text: str) -> Parsed:
    """The hunch that JSON says; `text` is kept as typed.

    Raises:
        InvalidHunch: it is no JSON, or no hunch.
    """
    refuse_unreadable(text)
    try:
        thing = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise InvalidHunch(f"this hunch is no JSON: {error}", hint=_EXAMPLE) from None
    return from_object(thing)._replace(text=text)


def _whole(thing: object) -> _Said:
    """Of a list or an object with "items": all of it, one after the other."""
    if isinstance(thing, Mapping) and "items" in thing:
        _refuse_keys(thing, ("items", "why"))
        why = thing.get("why")
        if why is not None and not isinstance(why, str):
            raise InvalidHunch(f"`why` is a text, not {why!r}"[:200])
        inner = thing["items"]
        said = _whole(inner if isinstance(inner, list | tuple) else [inner])
        return _Said(said.items, [*said.whys, why] if why else said.whys, said.notes)
    if not isinstance(thing, list | tuple):
        return _said(thing)
    each = [_said(one) for one in thing]
    return _Said(
        [item for one in each for item in one.items],
        [why for one in each for why in one.whys],
        [note for one in each for note in one.notes],
    )


def _said(thing: object) -> _Said:
    if isinstance(thing, str):
        parsed = read(thing)
        return _Said(parsed.items, [parsed.why] if parsed.why else [], parsed.notes)
    return _Said([_item(thing)], [], [])


def _item(thing: object) -> Item:
    if isinstance(thing, Mapping):
        return _sound(_of_mapping(thing))
    if isinstance(thing, Win | Size | Threshold | Pick | Cost | Happening):
        return _sound(thing)
    if isinstance(thing, bool) or not hasattr(type(thing), "__float__"):
        raise InvalidHunch(f"{thing!r} says no hunch"[:200], hint=_EXAMPLE)
    return _sound(Win(probability=_chance(thing)))


def _chance(thing: object) -> float:
    """0.7 and 70 are 70 %."""
    try:
        value = float(thing)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):  # an array of several numbers has __float__ too
        raise InvalidHunch(f"{thing!r} says no hunch"[:200], hint=_EXAMPLE) from None
    if value == 1:
        raise InvalidHunch("1 may be 1 % or certainty", hint='Say 0.01, or "1 %"; nothing is sure.')
    return value / 100 if 1 < value < 100 else value


def _of_mapping(thing: Mapping[object, object]) -> Item:
    """
    Raises:
        InvalidHunch: a key is missing or unknown, or a value is of the wrong kind.
    """
    kind = thing.get("kind")
    if not isinstance(kind, str) or kind not in _KINDS:
        hint = f'"kind" is one of {", ".join(_KINDS)}. {_EXAMPLE}'
        raise InvalidHunch(f"no kind of hunch: {kind!r}"[:200], hint=hint)
    _refuse_keys(thing, ("kind", *_KINDS[kind].__struct_fields__))
    from hunch.entities.plain import plain

    values, not_finite = plain({key: value for key, value in thing.items() if key != "kind"})
    for where, value in not_finite.items():
        raise InvalidHunch(f"{where} is {value}", hint="Say a number.")
    try:
        return msgspec.convert(values, type=_KINDS[kind])  # type: ignore[return-value]
    except msgspec.ValidationError as error:
        raise InvalidHunch(f"this {kind} does not read: {error}", hint=_EXAMPLE) from None


def _refuse_keys(thing: Mapping[object, object], known: tuple[str, ...]) -> None:
    unknown = [key for key in thing if key not in known]
    if not unknown:
        return
    from difflib import get_close_matches

    near = get_close_matches(str(unknown[0]), known, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(known)}"
    raise InvalidHunch(f"a hunch has no {unknown[0]!r}"[:200], hint=hint)


def _sound(item: Item) -> Item:
    """The item, if it can be written down: reading finds the other mistakes.

    Raises:
        InvalidHunch: a chance is none, a number is not finite, or a word is none of the grammar's.
    """
    kind, values = str(item.__struct_config__.tag), msgspec.structs.asdict(item)
    for word, known in _WORDS.get(kind, {}).items():
        if values[word] not in known:
            what = f"the {word} of a {kind} is not {values[word]!r}"[:200]
            raise InvalidHunch(what, hint=f"One of {', '.join(known)}")
    chances = item.chances.values() if isinstance(item, Pick) else [values.get("probability")]
    for chance in chances:
        if chance is not None and not 0.01 <= chance <= 0.99:
            what = f"a chance is 0.01 to 0.99, not {chance!r}"
            raise InvalidHunch(what, hint="Nothing is sure; 0.7 (or 70) is 70 %.")
    for name, value in values.items():
        if isinstance(value, float) and not math.isfinite(value):
            raise InvalidHunch(f"{name} is {value}", hint="Say a number.")
    return item
