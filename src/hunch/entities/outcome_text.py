"""What came of a prediction, in a few words: terminal and report alike."""

from .grammar.units import SECONDS, in_base
from .hunch import Hunch, ItemOutcome
from .quantities import duration, number, size

LARGE = 1e9
"""From here on numbers are written by powers of ten."""
TYPED_FROM, TYPED_TO = 0.1, 1000.0
"""Within these a cost is told in the unit in which it was foretold."""


def outcome(item: ItemOutcome) -> str:
    """What came of one thing that was said; "" where nothing is known.

    >>> outcome(ItemOutcome(kind="size", text="acc +2pp", outcome=0.0134, change=1.34, unit="pp"))
    '+1.3 pp'
    """
    if item.void is not None:
        return f"void: {item.void}"
    if item.outcome is None:
        return ""
    match item.kind:
        case "win" | "size" if item.change is not None:
            return f"{signed(item.change)}{_behind(item.unit)}"
        case "threshold" if item.reading is not None:
            return number(item.reading)
        case "cost" if isinstance(item.outcome, int | float) and not isinstance(item.outcome, bool):
            return _cost(item.outcome, item.unit)
        case "pick":
            return str(item.outcome)
    return "yes" if item.outcome else "no"


def signed(change: float) -> str:
    """A change with two digits and its sign.

    >>> signed(1.34), signed(-0.00519), signed(0.0), signed(123.4), signed(1e301)
    ('+1.3', '-0.0052', '+0', '+123', '+1e+301')
    """
    if abs(change) >= LARGE:
        return f"{change:+.4g}"
    return f"{change:+.0f}" if abs(change) >= 10 else f"{change:+.2g}"


def bits(amount: float) -> str:
    """
    >>> bits(0.53), bits(1.7)
    ('0.5 bit', '1.7 bits')
    """
    return f"{amount:.1f} bit{'s' if round(amount, 1) > 1 else ''}"


def typed(hunch: Hunch, item: ItemOutcome) -> str:
    """A thing that was said, as typed where it was the only one."""
    whole = hunch.text.partition("#")[0].strip()
    return whole if len(hunch.items) == 1 and whole and not whole.startswith(("{", "[")) else item.text


def author(hunch: Hunch) -> str:
    """Who said it; a person by name alone."""
    return hunch.author.removeprefix("human:")


def _cost(amount: float, unit: str | None) -> str:
    """A cost in the unit that was typed, where that reads well; else in one that suits.

    >>> _cost(62.04, "m"), _cost(0.000806, "m"), _cost(5000.0, "MB"), _cost(0.012, None)
    ('62 m', '48 ms', '5.0 GB', '0.012')
    """
    if unit is None or TYPED_FROM <= abs(amount) < TYPED_TO:
        return f"{number(amount, digits=3)}{_behind(unit)}"
    base = in_base(amount, unit)
    if unit not in SECONDS:
        return size(round(base))
    return duration(base) if base >= SECONDS["ms"] else f"{number(base / SECONDS['ms'], digits=3)} ms"


def _behind(unit: str | None) -> str:
    return f" {unit}" if unit else ""
