"""What was understood of a hunch, in words, with the 80 % interval that it implies."""

from collections.abc import Callable, Sequence

from hunch.entities import quantities
from hunch.entities.hunch import Cost, Happening, Item, Pick, Size, Threshold, Win

from .known import Known
from .printing import number, signed
from .scanner import percent
from .units import BYTES, SECONDS, in_base

_EVENTS = {"crash": "that it crashes", "nan": "that a metric becomes NaN", "diverge": "that it diverges"}
_COSTS = {"t": "time", "mem": "memory", "usd": "money"}
UNMEASURED = "nothing was measured yet: metrics and units are taken as they are typed"


def echo(items: Sequence[Item], known: Known, *, quantile: Callable[[float], float]) -> list[str]:
    """A line for each item, and one where nothing is known to hold them against.

    Args:
        items: checked against `known`.
        quantile: of the standard normal, from a chance.

    >>> from statistics import NormalDist
    >>> size = Size(metric="acc", change=2.0, unit="pp", probability=0.7)
    >>> echo([size], Known(metric="acc", metrics={"acc": (3, 0.8, 0.9)}), quantile=NormalDist().inv_cdf)
    ['acc: +2 pp, 70 % to beat the baseline; 80 %: -2.9 to +6.9 pp']
    """
    lines = [_line(item, known, quantile) for item in items]
    if not known.metrics and any(isinstance(item, Size | Threshold) for item in items):
        lines.append(UNMEASURED)
    return lines


def _line(item: Item, known: Known, quantile: Callable[[float], float]) -> str:
    match item:
        case Win():
            return f"{_of(None, known)}{percent(item.probability)} % {_beating(known)}"
        case Size():
            from .implied import implied

            return _size(item, known, *implied(item, known, quantile=quantile))
        case Threshold():
            return _threshold(item, known)
        case Pick():
            each = (f"{name} {chance * 100:.3g} %" for name, chance in item.chances.items())
            return "wins: " + ", ".join(each)
        case Cost():
            return _cost(item)
        case Happening():
            return f"{percent(item.probability)} % {_EVENTS[item.what]}"


def _size(size: Size, known: Known, interval: tuple[float, float] | None, rise: float | None) -> str:
    unit = _change_unit(size, known)
    said = f"{_of(size.metric, known)}{signed(size.change)}{unit}{_besides(size, known)}"
    said += "".join(f", {chance}" for chance in _chance(size, known, rise))
    if size.low is not None and size.high is not None:
        low, high = (signed(end) if end else "0" for end in (size.low, size.high))
    elif interval is not None:
        low, high = _rounded(*interval)
    elif size.probability is not None and size.change:
        return said + "; how wide depends on the baseline"
    else:
        return said + "; as wide as effects usually are here"
    return f"{said}; 80 %: {low} to {high}{unit}"


def _chance(size: Size, known: Known, rise: float | None) -> list[str]:
    """The chance that is stated, else the one that the interval implies; none where neither is known."""
    stated = size.probability
    if known.is_questions(size.metric):
        if stated is not None:
            return [f"{percent(stated)} % {_beating(known)}"]
        return (
            []
            if rise is None
            else [f"{_whole_percent(rise if known.sign > 0 else 1 - rise)} {_beating(known)}"]
        )
    if stated is not None:
        return [f"{percent(stated)} % that it {'rises' if size.change > 0 else 'falls'}"]
    return [] if rise is None else [f"{_whole_percent(rise)} that it rises"]


def _threshold(item: Threshold, known: Known) -> str:
    own = known.unit if known.is_questions(item.metric) and known.kind_of(item.metric) != "fraction" else None
    side = "at least" if item.relation == ">=" else "at most"
    value = number(item.value) + _behind(item.unit or own)
    return f"{_of(item.metric, known)}{percent(item.probability)} % that it is {side} {value}"


def _cost(cost: Cost) -> str:
    said, quantity = f"{_COSTS[cost.what]}: ", _amount(cost.quantity, cost.unit)
    if cost.probability is not None:
        return f"{said}{percent(cost.probability)} % {'under' if cost.relation == '<' else 'over'} {quantity}"
    if cost.low is None or cost.high is None:
        return f"{said}{quantity}; as sure as such estimates usually are here"
    return f"{said}{quantity}; 80 %: {_amount(cost.low, cost.unit)} to {_amount(cost.high, cost.unit)}"


def _amount(quantity: float, unit: str | None) -> str:
    """For people.

    >>> _amount(90.0, "m"), _amount(1.0, "h"), _amount(12.0, "GB"), _amount(2.5, None)
    ('1h 30m', '1h', '12 GB', '$2.50')
    """
    base = in_base(quantity, unit)
    if unit in SECONDS:
        return quantities.duration(base).removesuffix(" 00s").removesuffix(" 00m").removesuffix(" 00h")
    if unit in BYTES:
        return quantities.size(round(base)).replace(".0 ", " ")
    return f"${base:,.2f}".removesuffix(".00")


def _of(metric: str | None, known: Known) -> str:
    called = metric or known.metric
    return f"{called}: " if called else ""


def _beating(known: Known) -> str:
    return "to beat the baseline" + (" (lower is better)" if known.goal == "min" else "")


def _behind(unit: str | None) -> str:
    return f" {unit}" if unit else ""


def _change_unit(size: Size, known: Known) -> str:
    if size.unit or not known.is_questions(size.metric) or known.kind_of(size.metric) == "fraction":
        return _behind(size.unit)
    return " pp" if known.kind_of(size.metric) == "%" else _behind(known.unit)


def _besides(size: Size, known: Known) -> str:
    """What else could have been meant is answered before it is asked."""
    if size.unit == "%":
        return " of its value"
    if size.unit is None and known.kind_of(size.metric) == "fraction":
        return f" ({size.change * 100:+.6g} pp)"
    return ""


def _whole_percent(chance: float) -> str:
    if chance > 0.995:
        return "over 99 %"
    return f"{chance * 100:.0f} %" if chance >= 0.005 else "under 1 %"


def _rounded(low: float, high: float) -> tuple[str, str]:
    """Two significant digits of the width, the signs always shown.

    >>> _rounded(-2.888, 6.888), _rounded(-0.0288, 0.0688), _rounded(-1234.5, 2345.6)
    (('-2.9', '+6.9'), ('-0.029', '+0.069'), ('-1234', '+2346'))
    """
    width = high - low
    if not 1e-6 < width < 1e6:
        return f"{low:+.2g}", f"{high:+.2g}"
    decimals = max(0, 1 - _power(width))
    return f"{round(low, decimals) + 0.0:+.{decimals}f}", f"{round(high, decimals) + 0.0:+.{decimals}f}"


def _power(value: float) -> int:
    """Of ten: that of the first digit."""
    return int(f"{value:e}".rpartition("e")[2])
