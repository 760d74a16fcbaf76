"""A hunch held against what is known.

A hunch is checked before the user's process starts: what only some hunches need is imported by those.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from hunch.entities.hunch import Item, Pick, Size, Threshold
from hunch.errors import InvalidHunch

from .known import Known
from .printing import number, print_item, refused, signed


def check(items: Sequence[Item], known: Known, typed: Sequence[str] = ()) -> list[Item]:
    """The items to seal, the names of metrics and ideas made whole.

    Args:
        typed: each item as it was typed, where it was.

    Raises:
        InvalidHunch: something contradicts what is known, or something else that is said: all of it at once.
    """
    whole: list[Item] = []
    said: list[str] = []
    mistakes: list[InvalidHunch] = []
    for at, item in enumerate(items):
        try:
            whole.append(_checked(item, known))
            said.append(" ".join(typed[at].split()) if typed else print_item(whole[-1]))
        except InvalidHunch as mistake:
            mistakes.append(mistake)
    if len(whole) > 1:
        from .agreement import disagreements

        mistakes += disagreements(whole, known, said)
    if mistakes:
        raise _together(mistakes)
    return whole


def _together(mistakes: Sequence[InvalidHunch]) -> InvalidHunch:
    head = str(mistakes[0]).partition("\n")[0]
    shown = (str(mistake).partition("\n")[2] for mistake in mistakes)
    hints = dict.fromkeys(mistake.hint for mistake in mistakes if mistake.hint)
    return InvalidHunch("\n".join([head, *shown]), hint="\n".join(hints) or None)


def _checked(item: Item, known: Known) -> Item:
    if isinstance(item, Pick):
        from .names import whole_pick

        return whole_pick(item, known)
    if not isinstance(item, Size | Threshold):
        return item
    whole = _of_whole_metric(item, known)
    if isinstance(whole, Size):
        _refuse_change(whole, known)
        _refuse_direction(whole, known)
    else:
        _refuse_value(whole, known)
    return whole


def _of_whole_metric(item: Size | Threshold, known: Known) -> Size | Threshold:
    if item.metric in known.metrics or known.is_questions(item.metric):
        return item
    from .names import whole_metric

    return replace(item, metric=whole_metric(item, item.metric or "", known))


def _refuse_change(size: Size, known: Known) -> None:
    """A unit that the metric does not have, or none where two could be meant."""
    kind, called = known.kind_of(size.metric), _called(size.metric, known)
    if size.unit == "pp" and kind == "own":
        what = f"points are of fractions and of %, and {_has_been(size.metric, known)}"
        raise refused(size, "unit", what, hint=_in_its_own(size, known))
    if size.unit == "%" and kind == "%":
        hint = f"Points: {print_item(replace(size, unit='pp'))}"
        raise refused(size, "unit", f"{called} is in % itself: points, or % of its value?", hint=hint)
    if size.unit == "%" and known.log_scale and min(size.change, size.low or 0.0) <= -100:
        raise refused(
            size, "change", "nothing is left, and 0 is not on a log scale", hint="More than -100 %."
        )
    if size.unit not in (None, "pp", "%"):
        _refuse_own_unit(size, known)
    if size.unit is None and kind == "fraction" and abs(size.change) >= 1:
        ways = f"Points: {print_item(replace(size, unit='pp'))}   of its value: {print_item(replace(size, unit='%'))}"
        what = f"{signed(size.change)} of what? {_has_been(size.metric, known)}"
        raise refused(size, "change", what, hint=f"{ways}   {_no_fraction(size, known)}")


def _refuse_value(item: Threshold, known: Known) -> None:
    """As `_refuse_change`, of a value."""
    kind, in_percent = known.kind_of(item.metric), print_item(replace(item, unit="%"))
    if item.unit == "pp":
        raise refused(item, "unit", "points are a difference, not a value", hint=f"In percent: {in_percent}")
    if item.unit == "%" and kind == "own":
        raise refused(item, "unit", f"{_has_been(item.metric, known)}, not %", hint=_in_its_own(item, known))
    if item.unit not in (None, "pp", "%"):
        _refuse_own_unit(item, known)
    if item.unit is None and kind == "fraction" and 1 < item.value <= 100:
        what = f"{number(item.value)} of what? {_has_been(item.metric, known)}"
        raise refused(item, "value", what, hint=f"Did you mean {in_percent}? {_no_fraction(item, known)}")


def _refuse_own_unit(item: Size | Threshold, known: Known) -> None:
    """Only the question's metric has a unit of its own."""
    unit = known.unit if known.is_questions(item.metric) else None
    if item.unit == unit:
        return
    hint = f"pp (points), % (of its value), or none: {print_item(replace(item, unit=None))}"
    if unit:
        hint = f"Its unit is {unit}: {print_item(replace(item, unit=unit))}"
    raise refused(item, "unit", f"{_called(item.metric, known)} has no unit {item.unit}", hint=hint)


def _refuse_direction(size: Size, known: Known) -> None:
    """With a change for the better the chance to beat the baseline is over 50 %; other metrics than the question's
    have no goal: there it is the chance that the metric goes the way the change says.
    """
    if size.probability is None or size.change == 0:
        return
    moves, is_likely = "rise" if size.change > 0 else "fall", size.probability > 0.5
    turned = print_item(replace(size, probability=round(1 - size.probability, 12)))
    if not known.is_questions(size.metric):
        if not is_likely:
            what = f"a {moves} at under 50 % contradicts itself: the median would go the other way"
            raise refused(size, "chance", what, hint=f"Did you mean {turned}?")
        return
    is_better = known.sign * size.change > 0
    if is_better != is_likely:
        goal, side = "lower" if known.goal == "min" else "higher", "over" if is_better else "under"
        what = f"{goal} is better here: with a {moves} the chance to beat the baseline is {side} 50 %"
        hint = f"Did you mean {turned} or {print_item(replace(size, change=-size.change))}?"
        raise refused(size, "chance", what, hint=hint)


def _called(metric: str | None, known: Known) -> str:
    return metric or known.metric or "it"


def _has_been(metric: str | None, known: Known) -> str:
    """What its values are, and how that is known."""
    called = _called(metric, known)
    if known.unit and known.is_questions(metric):
        return f"{called} is {'in ' + known.unit if known.kind_of(metric) == 'own' else 'a fraction'}"
    low, high = known.values_of(metric) or (0.0, 0.0)
    return f"{called} has been {low:.4g} to {high:.4g}"


def _in_its_own(item: Size | Threshold, known: Known) -> str:
    hint = f"In its own unit: {print_item(replace(item, unit=None))}."
    low, high = known.values_of(item.metric) or (-1.0, -1.0)
    if known.unit or not known.is_questions(item.metric) or low < 0 or high > 100:
        return hint
    return f"{hint} If that is %, let the question say so: hunch ask ... --unit %"


def _no_fraction(item: Size | Threshold, known: Known) -> str:
    if not known.is_questions(item.metric):
        return ""
    return f"If {_called(item.metric, known)} is no fraction, let the question say its unit: hunch ask ... --unit U"
