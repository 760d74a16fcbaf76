"""The page of `hunch gut`: of a record what its number of predictions allows to say, in the terminal at hand."""

from collections.abc import Iterator, Mapping, Sequence

from hunch.actions.hunches.record import IDEAS, Costs, Gut
from hunch.entities.hunch import Hunch, HunchStatus
from hunch.entities.outcome_text import bits, outcome, typed
from hunch.entities.proposal import Fared
from hunch.entities.quantities import count
from hunch.entities.words import GREY, Colour
from hunch.stats.calibration import Coverage, Gap

from .render import Terminal, paint, plain
from .table import Cell, Column, table
from .wrapping import wrapped

COSTS = {"t": "time", "mem": "memory", "usd": "money"}
LABELS = 12
"""Columns of what a line of figures is called."""

Names = Mapping[str, str]
"""What runs are called, by id."""


def page(gut: Gut, names: Names, shown: Terminal, *, is_own: bool) -> list[str]:
    """The lines of a record."""
    who = "you" if is_own else author_name(gut.author)
    sections = [
        _text(_head(gut), shown),
        _text(gut.note, shown) if gut.note else [],
        [line for text in _gaps(gut, who, shown) for line in _text(text, shown)],
        _bins(gut, shown),
        [line for label, text in _figures(gut, who, shown) for line in _labelled(label, text, shown)],
        _curve(gut, shown),
        _topics(gut, shown),
        _table_of([row for each in gut.hunches for row in _rows(each, names)], shown, title="hunch"),
        _table_of([_most(each, names) for each in gut.surprising], shown, title="most surprising"),
        fared_lines(gut.proposals, shown) if gut.proposals else [],
        _text(_others(gut), shown) if gut.others else [],
    ]
    return [line for section in sections if section for line in ["", *section]][1:]


def author_name(author: str) -> str:
    """A person by name alone."""
    return author.removeprefix("human:")


def _head(gut: Gut) -> str:
    about = f" about {gut.topic}" if gut.topic else ""
    said = f"{author_name(gut.author)}: {count(gut.n, 'resolved hunch', many='resolved hunches')}{about}"
    if gut.basis == IDEAS:
        return f"{said}, each the first reading of an idea"
    return f"{said}, the first on each variant (fewer than 10 are first readings of ideas)"


def _gaps(gut: Gut, who: str, shown: Terminal) -> Iterator[str]:
    if gut.gap is not None:
        yield f"{who} {'say' if who == 'you' else 'says'} {_gap(gut.gap, shown)}"
    if gut.gap_with_voids is not None:
        yield f"  with the {gut.gap_with_voids.n - gut.n} void as misses: {_gap(gut.gap_with_voids, shown)}"


def _gap(gap: Gap, shown: Terminal) -> str:
    """ "62 %, 45 % happened: +17 ± 12 points"."""
    points = f"{gap.gap * 100:+.0f} {_pm(shown)} {gap.error * 100:.0f} points"
    return f"{_percent(gap.said)}, {_percent(gap.happened)} happened: {points}"


def _bins(gut: Gut, shown: Terminal) -> list[str]:
    if gut.bins is None:
        return []
    rows = []
    for cell in gut.bins:
        name = "40 to 60 %" if cell.low and cell.high < 1 else "over 60 %" if cell.low else "under 40 %"
        interval = cell.interval and f"{_points(cell.interval[0])} to {_percent(cell.interval[1])}"
        happened = ("", "") if cell.said is None else (_percent(cell.said), _percent(cell.happened or 0.0))
        rows.append([Cell(name), Cell(str(cell.n)), *map(Cell, happened), Cell(interval or "")])
    titles = [Column("said"), *(Column(each, "right") for each in ("n", "mean", "happened"))]
    return table([*titles, Column("95 %", "right", drop=1)], rows, shown).lines


# ---- figures


def _figures(gut: Gut, who: str, shown: Terminal) -> Iterator[tuple[str, str]]:
    """A line each: what it is called, and what it says."""
    pm = _pm(shown)
    if gut.bits is not None:
        worst = (
            f"; with voids as misses {gut.bits.with_voids:+.2f}" if gut.bits.with_voids is not None else ""
        )
        yield (
            "bits",
            f"{gut.bits.mean:+.2f} {pm} {gut.bits.error:.2f} over the base rate{worst}; Brier {gut.bits.brier:.2f}",
        )
    if gut.trend is not None:
        halves = f"first half {gut.trend.first_half:+.2f}, last half {gut.trend.last_half:+.2f}"
        yield "trend", f"{gut.trend.per_100:+.2f} {pm} {gut.trend.error:.2f} bits in 100 hunches ({halves})"
    if gut.skill is not None:
        yield "skill", f"{_sure(gut.skill)} sure that {who} know{_s(who)} more than the base rate does"
        yield "trust", _trust(gut, who, shown)
    if gut.coverage is not None:
        yield "intervals", _held(gut.coverage)
    if gut.base_rate is not None and gut.n:
        yield "base rate", f"{_percent(gut.base_rate)}, which the next hunch is held against"
    if gut.certainties is not None:
        yield "certain", f"{_percent(gut.certainties)} of what was said was 90 % and over, or 10 % and under"
    yield from _not_scored(gut)
    for kind in gut.kinds:
        yield (
            _kind_label(kind.name),
            (
                f"{_percent(kind.said)} given to what came, {_percent(kind.happened)} by equal chances (n {kind.n})"
                if kind.name == "pick"
                else f"{_percent(kind.said)} said, {_percent(kind.happened)} happened (n {kind.n})"
            ),
        )
    for cost in gut.costs:
        yield COSTS[cost.what], _cost(cost, who)


def _not_scored(gut: Gut) -> Iterator[tuple[str, str]]:
    voids = gut.void + gut.retracted
    if gut.void_rate is not None and gut.void_rate > 0:
        retracted = f", {gut.retracted} of them retracted" if gut.retracted else ""
        lost = f", {gut.lost} lost" if gut.lost else ""
        yield "void", f"{voids} of {voids + gut.n} ({_percent(gut.void_rate)}){retracted}{lost}"
    if gut.late:
        yield "late", f"{gut.late}: said after the start, kept and never scored"
    if gut.open:
        yield "open", f"{gut.open}"
    if gut.skipped or gut.asked:
        yield "asked", f"{gut.asked + gut.skipped} times, {gut.skipped} of them without an answer"
    if gut.updates:
        apart = f": {gut.updates_bits:+.2f} bits" if gut.updates_bits is not None else ""
        yield "updates", f"{gut.updates}, scored apart{apart}"


def _trust(gut: Gut, who: str, shown: Terminal) -> str:
    """What chances are worth by the record: how far they steer."""
    most, *others = [(_percent(chance), _percent(gut.worth(chance))) for chance in (0.9, 0.7, 0.5, 0.3)]
    worth = f"{'your' if who == 'you' else 'a'} {most[0]} counts as {most[1]}"
    worth += "".join(f", {said} as {counts}" for said, counts in others)
    steers = f"w {gut.trust.w:.2f} {_pm(shown)} {1.96 * gut.trust.w_error:.2f}"
    return f"{worth} ({steers}; 0: the base rate alone, 1: as said)"


def _held(coverage: Coverage) -> str:
    hits = round(coverage.share * coverage.n)
    low, high = coverage.interval
    return (
        f"80 % ones held what came {hits} of {coverage.n} times"
        f" ({_percent(coverage.share)}, {_points(low)} to {_percent(high)})"
    )


def _cost(cost: Costs, who: str) -> str:
    said = "" if cost.coverage is None else f"; {_held(cost.coverage)}"
    if cost.velocity is None or cost.velocity.interval is None:
        return f"{cost.n} estimates{said}"
    low, high = cost.velocity.interval
    factor = f"{cost.velocity.factor:.2g} times what {who} say{_s(who)} (n {cost.n})"
    return f"{factor}; the next, with 80 %, {low:.2g} to {high:.2g} times{said}"


def _kind_label(name: str) -> str:
    """
    >>> _kind_label("t<"), _kind_label("nan"), _kind_label("threshold")
    ('time <', 'NaN', 'threshold')
    """
    what = name.rstrip("<>")
    return {"nan": "NaN"}.get(name) or (
        f"{COSTS[what]} {name[-1]}" if what in COSTS and what != name else name
    )


# ---- tables


def _curve(gut: Gut, shown: Terminal) -> list[str]:
    if gut.curve is None:
        return []
    from .calibration_plot import drawn

    return drawn(gut.curve, shown)


def _topics(gut: Gut, shown: Terminal) -> list[str]:
    rows = [
        [Cell(topic.name), Cell(str(topic.n)), Cell(f"{topic.shrunk:+.2f} {_pm(shown)} {topic.error:.2f}")]
        for topic in gut.topics or ()
    ]
    columns = [Column("topic", least=8), Column("n", "right"), Column("bits, drawn to the mean")]
    return table(columns, rows, shown).lines if rows else []


def _table_of(rows: Sequence[Sequence[Cell]], shown: Terminal, *, title: str) -> list[str]:
    """What was said beside what came of it."""
    columns = [Column(title, least=8), Column("came", least=8), Column("surprise", "right", drop=1)]
    return table([*columns, Column("run", least=6)], rows, shown).lines if rows else []


def _most(hunch: Hunch, names: Names) -> list[Cell]:
    """The most surprising thing in it."""
    item = max(hunch.items, key=lambda item: item.surprise or 0.0)
    return _row(typed(hunch, item), outcome(item), bits(item.surprise or 0.0), _run(hunch, names))


def _rows(hunch: Hunch, names: Names) -> Iterator[list[Cell]]:
    """A row for each thing that was said."""
    run = _run(hunch, names)
    if hunch.status in (HunchStatus.OPEN, HunchStatus.LATE, HunchStatus.RETRACTED) or hunch.void:
        grey = None if hunch.status == HunchStatus.OPEN else GREY
        said = hunch.waits and f"{hunch.status}: {hunch.waits}"
        why = f"void: {hunch.void}" if hunch.void is not None else said or hunch.status.value
        yield _row(_said(hunch), why, "", run, colour=grey)
        if hunch.status != HunchStatus.RETRACTED:
            return
    for at, item in enumerate(hunch.items):
        much = "" if item.surprise is None else bits(item.surprise)
        if hunch.status == HunchStatus.SCORED:
            yield _row(typed(hunch, item), outcome(item) or "open", much, run if at == 0 else "")


def _row(said: str, came: str, much: str, run: str, *, colour: Colour | None = None) -> list[Cell]:
    return [Cell(said, colour), Cell(came, colour), Cell(much, colour), Cell(run, colour)]


def _run(hunch: Hunch, names: Names) -> str:
    return names.get(run_of(hunch) or "", "")


def run_of(hunch: Hunch) -> str | None:
    """The run that stands for those it is about."""
    return hunch.runs[0] if hunch.runs else hunch.run


def _said(hunch: Hunch) -> str:
    return hunch.text.partition("#")[0].strip() or hunch.id


def _others(gut: Gut) -> str:
    first = author_name(gut.others[0])
    more = f" and {count(len(gut.others) - 1, 'other')} have" if len(gut.others) > 1 else " has"
    return f"{first}{more} a record here, shown on request: hunch gut --author {first}. That is courtesy, not secrecy."


# ---- proposals


def fared_lines(fared: Fared, shown: Terminal) -> list[str]:
    """What became of proposals, and how often ideas that they led to read ahead of the baseline at first."""
    counted = ", ".join(
        f"{many} {word}"
        for many, word in (
            (fared.taken, "taken"), (fared.open, "open"), (fared.declined, "declined"), (fared.expired, "expired"),
        )
        if many
    )  # fmt: skip
    lines = _labelled("proposals", counted, shown)
    ways = (("ranked", fared.ranked), ("at random", fared.drawn), ("without one", fared.others))
    for label, fate in ways:
        if fate.n and fate.interval:
            low, high = fate.interval
            said = f"{fate.ahead} of {count(fate.n, 'idea')} read ahead of the baseline at first"
            lines += _labelled(label, f"{said} (95 %: {_points(low)} to {_percent(high)})", shown)
    apart = (
        ("drawn", fared.over_drawn, fared.over_drawn_interval),
        ("tried without one", fared.over_others, fared.over_others_interval),
    )
    for name, over, interval in apart:
        if over is not None and interval is not None:
            points = f"{over * 100:+.0f} points (95 %: {interval[0] * 100:+.0f} to {interval[1] * 100:+.0f})"
            lines += _labelled("", f"ranked against those {name}: {points}", shown)
    return [*lines, *(_labelled("", fared.note, shown) if fared.note else [])]


# ---- words


def _text(text: str, shown: Terminal) -> list[str]:
    return wrapped(plain(text), shown.width)


def _labelled(label: str, text: str, shown: Terminal) -> list[str]:
    """The label on the left, the text beside it, under itself where it is long."""
    inner = None if shown.width is None else shown.width - LABELS
    first, *rest = wrapped(plain(text), inner)
    return [
        paint(f"{label:<{LABELS}}", None, shown, bold=True) + first,
        *(" " * LABELS + line for line in rest),
    ]


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _sure(chance: float) -> str:
    """Nobody is ever quite sure."""
    return "under 1 %" if chance < 0.01 else "over 99 %" if chance > 0.99 else _percent(chance)


def _points(share: float) -> str:
    return f"{share * 100:.0f}"


def _pm(shown: Terminal) -> str:
    return "±" if shown.unicode else "+-"


def _s(who: str) -> str:
    return "" if who == "you" else "s"
