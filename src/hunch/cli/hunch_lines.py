"""What came of predictions, a line for each thing that was said: under a run's block, and on its page.

expected acc +2pp @70 (ada, sealed before); came +1.3 pp; surprise 0.5 bit
"""

from collections.abc import Iterator, Sequence

from hunch.entities.hunch import Hunch, HunchStatus, ItemOutcome
from hunch.entities.outcome_text import author, bits, outcome, typed
from hunch.entities.outcome_text import (
    signed as signed,
)  # the pages of predictions take all of these from here
from hunch.entities.words import GREY

from .render import Terminal, cut, paint, plain

LATE = "said after the start: kept, never scored"


def lines(hunches: Sequence[Hunch], shown: Terminal, *, indent: str = "") -> list[str]:
    """All lines, in at most the terminal's columns; what does not count is grey."""
    told = []
    for hunch in hunches:
        colour = GREY if hunch.status in (HunchStatus.LATE, HunchStatus.RETRACTED) else None
        for line in _lines(hunch):
            text = plain(indent + line)
            told.append(paint(text if shown.width is None else cut(text, shown.width, shown), colour, shown))
    return told


def _lines(hunch: Hunch) -> Iterator[str]:
    if hunch.status == HunchStatus.LATE:
        yield f"late: {hunch.text} ({author(hunch)}, {LATE})"
    elif hunch.status == HunchStatus.RETRACTED and not any(item.outcome is not None for item in hunch.items):
        yield f"retracted: {hunch.text} ({author(hunch)})"
    elif hunch.void is not None:
        yield f"expected {hunch.text or hunch.id} ({_sealed(hunch)}); void: {hunch.void}"
    else:
        for at, item in enumerate(hunch.items):
            yield _item(hunch, item, first=at == 0)


def _item(hunch: Hunch, item: ItemOutcome, *, first: bool) -> str:
    said = f"expected {typed(hunch, item)}{f' ({_sealed(hunch)})' if first else ''}"
    came = outcome(item)
    of = f"{item.metric} " if item.kind == "win" and item.metric and item.change is not None else ""
    came = {"yes": "so", "no": "otherwise"}.get(came, came)
    parts = [said, came if item.void is not None else f"came {of}{came}" if came else "open"]
    if item.surprise is not None:
        parts.append(f"surprise {bits(item.surprise)}")
    if first:
        parts += hunch.flags
    return "; ".join(parts)


def _sealed(hunch: Hunch) -> str:
    return f"{author(hunch)}, sealed before" if hunch.author else "sealed before"
