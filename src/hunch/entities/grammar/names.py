"""The names in a hunch made whole: metrics by their last part, ideas by a part of their text."""

from collections.abc import Iterable

from msgspec.structs import replace

from hunch.entities.escaping import escaped
from hunch.entities.hunch import Pick, Size, Threshold
from hunch.entities.reference import LEAST_SHORT
from hunch.ids import tail

from .known import Known
from .printing import name as typed
from .printing import refused


def whole_metric(item: Size | Threshold, said: str, known: Known) -> str:
    """The full name of an item's metric: `acc` may be said for `val/acc` where that is the question's, or no other
    ends so. Where nothing was measured yet, any name stands for itself.

    Raises:
        InvalidHunch: none of those measured is called so; the hint has near ones.
    """
    if known.metric is not None and _last_part(known.metric) == said:
        return known.metric
    ending = [each for each in known.metrics if _last_part(each) == said]
    if len(ending) == 1:
        return ending[0]
    if not known.metrics:
        return said
    near = ending or _near(said, known.metrics)
    hint = (
        f"Did you mean {' or '.join(escaped(typed(each)) for each in near[:3])}?"
        if near
        else _list_of(known.metrics)
    )
    what = "several metrics end so" if ending else "no run has measured it"
    raise refused(item, "metric", what, hint=hint)


def whole_pick(pick: Pick, known: Known) -> Pick:
    """The pick with every idea named by its whole text (by its id, where another idea has the same text).

    Raises:
        InvalidHunch: a name is that of no idea, of several, or of one that is named already.
    """
    chances: dict[str, float] = {}
    for called, probability in pick.chances.items():
        idea = _whole_idea(pick, called, known.ideas)
        if idea in chances:
            raise refused(pick, f"name {called}", "named before", hint=f"It is: {escaped(typed(idea))}")
        chances[idea] = probability
    return replace(pick, chances=chances)


def _whole_idea(pick: Pick, called: str, ideas: dict[str, str]) -> str:
    found = _ideas_called(called, ideas)
    if len(found) == 1:
        text = ideas[found[0]]
        return text if text.strip() and list(ideas.values()).count(text) == 1 else found[0]
    if found:
        named = ", ".join(f"{typed(tail(each)[:LEAST_SHORT])} ({escaped(ideas[each])})" for each in found[:4])
        raise refused(
            pick, f"name {called}", f"{len(found)} ideas are called so", hint=f"By their ids: {named}"
        )
    near = _near(called, ideas.values())
    hint = (
        f"Did you mean {' or '.join(escaped(typed(each)) for each in near)}?"
        if near
        else f"Add it: hunch idea {typed(called)}"
    )
    raise refused(pick, f"name {called}", "there is no such idea", hint=hint)


def _ideas_called(called: str, ideas: dict[str, str]) -> list[str]:
    """By id, by the whole text, by the beginning of the id's random part, by a part of the text: the first that finds any."""
    wanted = called.casefold()
    ways = (
        [each for each in ideas if each == called],
        [each for each, text in ideas.items() if text.casefold() == wanted],
        [each for each in ideas if len(called) >= LEAST_SHORT and tail(each).startswith(called)],
        [each for each, text in ideas.items() if wanted in text.casefold()],
    )
    return next((found for found in ways if found), [])


def _last_part(metric: str) -> str:
    return metric.rpartition("/")[2]


def _near(said: str, names: Iterable[str]) -> list[str]:
    from difflib import get_close_matches

    return get_close_matches(said, list(names), n=3, cutoff=0.5)


def _list_of(names: Iterable[str]) -> str:
    shown = sorted(names)
    return "Measured were: " + ", ".join(map(escaped, shown[:8])) + (" and others" if len(shown) > 8 else "")
