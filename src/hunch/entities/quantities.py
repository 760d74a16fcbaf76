"""How numbers, durations, sizes and moments are written for people."""

import math

from hunch.ids import microseconds

MOST_DECIMALS = 7
_SIZES = ("B", "kB", "MB", "GB", "TB", "PB")


def number(value: object, *, digits: int = 4) -> str:
    """A measured value with as many significant digits; whole numbers below a billion in full.

    >>> number(0.923456), number(12345.678), number(3), number(1.5e-7), number(float("nan")), number(None)
    ('0.9235', '12346', '3', '1.5e-07', 'NaN', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return param(value)
    if not math.isfinite(value):
        return param(value)
    if isinstance(value, int) and abs(value) < 10**9:
        return str(value)
    if 10**digits <= abs(value) < 10**9:
        return f"{value:.0f}"
    return f"{value:.{digits}g}"


def change(value: float, before: float, *, digits: int = 3) -> str:
    """How far a value moved, its sign always shown.

    >>> change(0.92, 0.9), change(3, 5), change(1.0, 1.0)
    ('+0.02', '-2', '+0')
    """
    moved = value - before
    if isinstance(moved, int):
        return f"{moved:+d}"
    if not math.isfinite(moved):
        return f"{moved:+}"
    return f"{moved:+.{digits}g}"


def by_noise(value: float, noise: float | None, *, signed: bool = False) -> str:
    """A value with as many digits as its noise allows: two of the noise's own; of a change, the sign always.

    Args:
        noise: standard error, in the value's unit; None, 0 or less where nothing is known of it.

    >>> by_noise(0.9312345, 0.0042), by_noise(0.0131, 0.0042, signed=True), by_noise(1234.5, 80)
    ('0.9312', '+0.0131', '1234')
    >>> by_noise(0.9312345, None), by_noise(0.5, None, signed=True), by_noise(2e-9, 3e-10, signed=True)
    ('0.9312', '+0.5', '+2.00e-09')
    """
    sign = "+" if signed else ""
    if not noise or noise < 0 or not math.isfinite(noise) or not math.isfinite(value):
        return f"{value:+.4g}" if signed else number(value)
    decimals = 1 - math.floor(math.log10(noise))
    if decimals > MOST_DECIMALS or abs(value) >= 1e9:
        above = math.floor(math.log10(abs(value))) if value else -decimals
        return f"{value:{sign}.{min(max(0, above + decimals), 16)}e}"
    return f"{value:{sign}.{max(0, decimals)}f}"


def param(value: object) -> str:
    """A param as it would be typed: numbers exact, texts bare, lists and tables as JSON.

    >>> param(1e-3), param(True), param("adam"), param([1, "a"]), param(None), param(float("inf"))
    ('0.001', 'true', 'adam', '[1,"a"]', 'none', 'Infinity')
    """
    match value:
        case None:
            return "none"
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int():
            return str(value)
        case float():
            if math.isnan(value):
                return "NaN"
            return repr(value).replace("inf", "Infinity")
    import msgspec

    try:
        return msgspec.json.encode(value).decode()
    except (TypeError, ValueError):
        return repr(value)


def duration(seconds: float | None) -> str:
    """Two units at most.

    >>> [duration(s) for s in (0.0123, 4.21, 65, 3725, 90061)]
    ['12 ms', '4.2 s', '1m 05s', '1h 02m', '1d 01h']
    """
    if seconds is None:
        return ""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes}m {rest:02d}s"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours}h {minutes:02d}m"
    days, hours = divmod(hours, 24)
    return f"{days}d {hours:02d}h"


def size(size_bytes: int | None) -> str:
    """In units of a thousand.

    >>> size(0), size(999), size(1234567), size(None)
    ('0 B', '999 B', '1.2 MB', '')
    """
    if size_bytes is None:
        return ""
    amount, unit = float(size_bytes), 0
    while abs(amount) >= 999.5 and unit < len(_SIZES) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{amount:.0f} {_SIZES[unit]}" if unit == 0 or amount >= 99.95 else f"{amount:.1f} {_SIZES[unit]}"


def ago(moment_text: str, *, now_us: int) -> str:
    """How long ago a moment was; from a month on, its date.

    >>> now = microseconds("2025-11-22T16:00:00.000000Z")
    >>> [ago(f"2025-{at}:00.000000Z", now_us=now) for at in ("11-22T16:00", "11-22T15:10", "11-20T16:00", "03-01T00:00")]
    ['just now', '50 min ago', '2 d ago', '2025-03-01']
    """
    try:
        seconds = (now_us - microseconds(moment_text)) / 1e6
    except (ValueError, OverflowError):  # a crafted line: one moment must not take a whole list away
        return "nobody knows when"
    if seconds < -60:
        return moment_text[:16].replace("T", " ")
    if seconds < 10:
        return "just now"
    for most, length, unit in ((60, 1, "s"), (3600, 60, "min"), (86400, 3600, "h"), (30 * 86400, 86400, "d")):
        if seconds < most:
            return f"{int(seconds / length)} {unit} ago"
    return moment_text[:10]


def count(amount: int, noun: str, *, many: str | None = None) -> str:
    """
    >>> count(1, "run"), count(0, "run"), count(2, "entry", many="entries")
    ('1 run', '0 runs', '2 entries')
    """
    return f"{amount:,} {noun if amount == 1 else many or noun + 's'}"


def ordinal(number: int) -> str:
    """
    >>> [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 112)]
    ['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '112th']
    """
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def about(minutes: float) -> str:
    """A time that nobody knows exactly.

    >>> [about(m) for m in (0.07, 0.2, 0.5, 9.4, 130, 4000)]
    ['about 4 s', 'about 10 s', 'about 30 s', 'about 9 min', 'about 2.2 h', 'about 2.8 d']
    """
    if minutes < 1 / 6:
        return f"about {max(1, round(minutes * 60))} s"
    if minutes < 1:
        return f"about {max(1, round(minutes * 6)) * 10} s"
    if minutes < 90:
        return f"about {minutes:.0f} min"
    return f"about {minutes / 60:.1f} h" if minutes < 2880 else f"about {minutes / 1440:.1f} d"
