"""A hunch: what somebody thought would happen, said before it did, and what came of it.

The items are what the grammar reads (`grammar/`); they stand in the journal as they are here. Chances
are 0 to 1.
"""

from enum import StrEnum

import msgspec


class _Item(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind"):
    """One thing that is predicted."""


class Win(_Item, frozen=True, kw_only=True, omit_defaults=True, tag="win"):
    """The chance that the reading is better than the baseline's, by the question's goal."""

    probability: float


class Size(_Item, frozen=True, kw_only=True, omit_defaults=True, tag="size"):
    """The median change of a metric against the baseline, signed as the metric goes (not as the goal does).

    With `low` and `high` an 80 % interval around it; with `probability` the chance to beat the baseline;
    with neither, as wide as the project's effects usually are. `unit`: "pp", "%" (relative) or a name; None: the
    metric's own.
    """

    metric: str | None = None
    change: float
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    probability: float | None = None


class Threshold(_Item, frozen=True, kw_only=True, omit_defaults=True, tag="threshold"):
    """The chance that the reading itself reaches a value."""

    metric: str | None = None
    relation: str
    """">=" or "<="."""
    value: float
    unit: str | None = None
    probability: float


class Pick(_Item, frozen=True, kw_only=True, omit_defaults=True, tag="pick"):
    """Which of these ideas wins: a chance for each, by what it was called."""

    chances: dict[str, float]


class Cost(_Item, frozen=True, kw_only=True, omit_defaults=True, tag="cost"):
    """Time (`t`), memory (`mem`) or money (`usd`) of a run: an estimate with an 80 % interval, or a bound with its chance.

    All quantities are in `unit`, as typed ("m", "GB"); `relation` is "=", "<" or ">".
    """

    what: str
    relation: str
    quantity: float
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    probability: float | None = None


class Happening(_Item, frozen=True, kw_only=True, omit_defaults=True, tag="event"):
    """The chance that a run crashes, that its metric becomes NaN, or that it diverges."""

    what: str
    """crash, nan or diverge."""
    probability: float


Item = Win | Size | Threshold | Pick | Cost | Happening


class HunchStatus(StrEnum):
    """Where a hunch stands."""

    OPEN = "open"
    SCORED = "scored"
    VOID = "void"
    LATE = "late"
    RETRACTED = "retracted"


class ItemOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one item.

    `probability` is the chance it was scored by (of the *reading*, docs/concepts/gut.md), `stated` the one
    that was typed. `interval` is the 80 % interval of the reading. `outcome` is True or False for a chance, the
    reading for a size or a cost, the winner's name for a pick; None while open or void.
    """

    kind: str
    text: str
    metric: str | None = None
    stated: float | None = None
    probability: float | None = None
    interval: tuple[float, float] | None = None
    outcome: bool | float | str | None = None
    happened: bool | None = None
    """What the chance is scored against; of a size, whether the reading was better than the baseline."""
    reading: float | None = None
    """What its runs measured, their mean, in the metric's own unit; `baseline` as it stood when it was sealed."""
    baseline: float | None = None
    change: float | None = None
    """The reading less the baseline, in `unit`."""
    unit: str | None = None
    """As typed: pp, % or a name; None: the metric's own. Of a cost, that of `interval` and `outcome`."""
    ratio: float | None = None
    """Of an estimated cost: actual / estimate."""
    bits: float | None = None
    """Bits over the base rate."""
    base_rate: float | None = None
    brier: float | None = None
    crps: float | None = None
    surprise: float | None = None
    """-log2 of the chance given to what happened."""
    void: str | None = None
    """Why it is not scored."""


class Hunch(msgspec.Struct, frozen=True, kw_only=True):
    """A hunch as readers see it. In a run's record in the index, only `id` and `sha256` are there.

    `probability`, `interval`, `outcome` and `bits` are those of the first win or size item.
    """

    id: str
    sha256: str | None = None
    text: str = ""
    author: str = ""
    sealed_at: str = ""
    status: HunchStatus = HunchStatus.OPEN
    items: list[ItemOutcome] = []
    probability: float | None = None
    interval: tuple[float, float] | None = None
    outcome: bool | float | str | None = None
    bits: float | None = None
    surprise: float | None = None
    why: str | None = None
    run: str | None = None
    """The run that it was said of, where it was one."""
    runs: list[str] = []
    """The runs whose start named it, of which its one reading is made."""
    plan: str | None = None
    idea: str | None = None
    question: str | None = None
    metric: str | None = None
    baseline: list[str] = []
    planned: int = 1
    updates: str | None = None
    asked: bool = False
    void: str | None = None
    """Why nothing of it is scored."""
    waits: str | None = None
    """What it waits for, as long as it is open."""
    flags: list[str] = []
    """What to know beside the score: "no noise known", "read at step 40", "clipped", "goal guessed"."""
    counts: str | None = None
    """What of the author's record it is in: "idea" (the first reading of an idea), "variant" (the author's first hunch
    on a variant, which that of an idea is too), None (an update, a repeat, or not scored)."""
    resolved_at: str | None = None
    """When the last of its runs ended."""
    rule: int | None = None
    """Which version of the rules resolved it."""


class HunchMark(Hunch, frozen=True, kw_only=True, omit_defaults=True):
    """A hunch of which only id and hash are said: as a run's record in the index has it."""
