"""The words that stand for something in a hunch, and the units of what a run costs."""

COSTS = ("t", "mem", "usd")
EVENTS = ("crash", "nan", "diverge")
WORDS = (*COSTS, *EVENTS)
"""Words of the grammar, in any case; a metric or idea that is called so is quoted."""

SECONDS = {"ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
BYTES = {
    "B": 1.0, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12,
    "KiB": 2.0**10, "MiB": 2.0**20, "GiB": 2.0**30, "TiB": 2.0**40,
}  # fmt: skip

# In lower case. Memory has no bare "m": it would be minutes to whoever reads it next to a time.
_TIMES = {
    "sec": "s", "secs": "s", "second": "s", "seconds": "s", "min": "m", "mins": "m", "minute": "m", "minutes": "m",
    "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "day": "d", "days": "d",
}  # fmt: skip
_SIZES = {"k": "kB", "g": "GB", "t": "TB", **{unit.lower(): unit for unit in BYTES}}

EXAMPLES = {"t": "ms, s, m, h, d", "mem": "kB, MB, GB, TB, GiB", "usd": "dollars: no unit"}
"""The units of a cost, for who typed another."""


def cost_unit(what: str, typed: str | None) -> str | None:
    """The unit as it is kept; None for dollars.

    Raises:
        KeyError: it is no unit of this cost, or one is missing.

    >>> cost_unit("t", "min"), cost_unit("mem", "gb"), cost_unit("usd", "$")
    ('m', 'GB', None)
    """
    lowered = (typed or "").lower()
    if what == "usd":
        return {"": None, "$": None, "usd": None}[lowered]
    if what == "t":
        return lowered if lowered in SECONDS else _TIMES[lowered]
    return "MB" if typed == "M" else _SIZES[lowered]


def in_base(quantity: float, unit: str | None) -> float:
    """A cost in seconds, bytes or dollars.

    >>> in_base(40, "m"), in_base(12, "GB"), in_base(3, None)
    (2400.0, 12000000000.0, 3)
    """
    return quantity * (SECONDS.get(unit) or BYTES[unit]) if unit else quantity
