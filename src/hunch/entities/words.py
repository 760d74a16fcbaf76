"""Every word of status and verdict, with its sign and colour: terminal, page and report alike.

A colour never stands without its sign, and each sign has a twin for terminals that know only ASCII.
Colours are those of Okabe and Ito, which people with any colour vision can tell apart.
"""

from functools import lru_cache
from typing import NamedTuple

from .run import Status


class Colour(NamedTuple):
    """Red, green, blue (0 to 255 each), and the nearest of the terminal's 256."""

    red: int
    green: int
    blue: int
    of_256: int

    @property
    def hex(self) -> str:
        """As style sheets write it."""
        return f"#{self.red:02X}{self.green:02X}{self.blue:02X}"


BLUISH_GREEN = Colour(0x00, 0x9E, 0x73, 36)
SKY_BLUE = Colour(0x56, 0xB4, 0xE9, 74)
ORANGE = Colour(0xE6, 0x9F, 0x00, 178)
VERMILLION = Colour(0xD5, 0x5E, 0x00, 166)
BLUE = Colour(0x00, 0x72, 0xB2, 25)
PURPLE = Colour(0xCC, 0x79, 0xA7, 175)
YELLOW = Colour(0xF0, 0xE4, 0x42, 227)
GREY = Colour(0x80, 0x80, 0x80, 244)
SERIES = (BLUE, ORANGE, BLUISH_GREEN, PURPLE, SKY_BLUE, VERMILLION, YELLOW)
"""Colours of curves, in the order of their use."""


class Word(NamedTuple):
    """A word as it is printed, its sign, the sign's ASCII twin, and a colour (None: the terminal's own)."""

    text: str
    sign: str
    ascii: str
    colour: Colour | None


STATUSES: dict[Status, Word] = {
    Status.QUEUED: Word("queued", "○", "o", GREY),
    Status.RUNNING: Word("running", "●", ">", SKY_BLUE),
    Status.FINISHED: Word("finished", "✓", "+", None),
    Status.FAILED: Word("failed", "✕", "x", VERMILLION),
    Status.KILLED: Word("killed", "✕", "x", VERMILLION),
    Status.LOST: Word("lost", "?", "?", ORANGE),
}

IMPROVES = Word("IMPROVES", "▲", "^", BLUISH_GREEN)
SUGGESTS_UP = Word("SUGGESTS", "△", "/", SKY_BLUE)
SUGGESTS_DOWN = Word("SUGGESTS", "▽", "\\", ORANGE)
WORSENS = Word("WORSENS", "▼", "v", VERMILLION)
NO_DIFFERENCE = Word("NO DIFFERENCE", "=", "=", GREY)
INCONCLUSIVE = Word("INCONCLUSIVE", "~", "~", GREY)
OBSERVED = Word("OBSERVED", "·", ".", GREY)
VERDICTS = (IMPROVES, SUGGESTS_UP, SUGGESTS_DOWN, WORSENS, NO_DIFFERENCE, INCONCLUSIVE, OBSERVED)

BEST = Word("best", "★", "*", None)
DROPPED = Word("dropped", "⊘", "-", GREY)
KEPT = Word("kept", "✓", "+", None)
PARKED = Word("parked", "◌", "o", GREY)
DECISIONS = {"keep": KEPT, "drop": DROPPED, "park": PARKED}
"""What somebody chose, by how they say it."""
FINDING = Word("finding", "◆", "#", SKY_BLUE)
SHAKEN = Word("shaken", "!", "!", ORANGE)

STRENGTH = (IMPROVES, SUGGESTS_UP, NO_DIFFERENCE, INCONCLUSIVE, OBSERVED, SUGGESTS_DOWN, WORSENS)
"""Of several verdicts the one that stands for an idea is the first of these."""
HOPES = (IMPROVES, SUGGESTS_UP)
"""What a variant must have for a path to be marked as the best: a mean that is ahead by luck alone has neither."""

CONFIRMED = Word("confirmed", "✔", "Y", BLUISH_GREEN)
SMALLER = Word("smaller than claimed", "◂", "<", SKY_BLUE)
NOT_REPRODUCED = Word("not reproduced here", "∅", "0", ORANGE)
CONTRADICTED = Word("contradicted here", "✖", "X", VERMILLION)
UNDETERMINED = Word("undetermined", "~", "~", GREY)
ANSWERS = (CONFIRMED, SMALLER, UNDETERMINED, NOT_REPRODUCED, CONTRADICTED)
"""What runs say of a claim, the one that agrees most with it first."""

KIND_SIGNS = {
    "question": Word("question", "¿", "?", BLUE),
    "idea": Word("idea", "◇", "i", BLUISH_GREEN),
    "finding": FINDING,
    "decision": Word("decision", "⊙", "@", PURPLE),
    "hunch": Word("hunch", "◔", "%", ORANGE),
    "note": Word("note", "✎", "&", YELLOW),
    "run": Word("run", "▸", ">", None),
    "console": Word("console", "≡", "=", GREY),
    "code": Word("code", "ƒ", "f", PURPLE),
    "paper": Word("paper", "§", "s", ORANGE),
}
"""What kind of thing a search has found."""
MATCHING = Word("match", "« »", "[ ]", None)
"""Stand around what matches, beside bold."""

CAPPED = f"no more than {SUGGESTS_UP.text}"
"""Stands behind a reason why nothing may be claimed."""

GOALS = {"max": "higher is better", "min": "lower is better"}
SOURCES = {"objective": "hunch.toml says so", "shared": "most runs share it"}
"""Why a metric was taken where nothing is asked."""
BASELINE = "baseline"


def verdict_word(verdict: str, direction: int) -> Word:
    """The word with its sign; of SUGGESTS the one that goes the way of `direction` (1: ahead by the goal).

    >>> verdict_word("SUGGESTS", -1).sign, verdict_word("NO DIFFERENCE", 0).sign
    ('▽', '=')
    """
    if verdict == SUGGESTS_UP.text:
        return SUGGESTS_UP if direction >= 0 else SUGGESTS_DOWN
    return next(word for word in VERDICTS if word.text == verdict)


def answer_word(text: str) -> Word:
    """The word of an answer, with its sign.

    >>> answer_word("undetermined").sign
    '~'
    """
    return next(word for word in ANSWERS if word.text == text)


@lru_cache(maxsize=256)
def word_or_none(verdict: str | None, direction: int) -> Word | None:
    """As `verdict_word`; None where there is no verdict, or one that this version does not know."""
    known = verdict is not None and any(word.text == verdict for word in VERDICTS)
    return verdict_word(verdict, direction) if known and verdict is not None else None


def with_side(word: Word) -> str:
    """A verdict in letters only, where signs may not stand.

    >>> with_side(SUGGESTS_DOWN), with_side(IMPROVES)
    ('SUGGESTS (behind)', 'IMPROVES')
    """
    side = {SUGGESTS_UP: " (ahead)", SUGGESTS_DOWN: " (behind)"}.get(word, "")
    return f"{word.text}{side}"


def told(verdict: str, *, metric: str, change: str, rises: bool) -> str:
    """What is said of a variant behind its name, the verdict first.

    Args:
        change: how far its mean is from the other's, signed.
        rises: whether its mean is the higher one.

    >>> told("SUGGESTS", metric="loss", change="-0.02", rises=False)
    'SUGGESTS a lower loss, by -0.02'
    """
    if verdict in (IMPROVES.text, WORSENS.text):
        return f"{verdict} {metric} by {change}"
    if verdict == SUGGESTS_UP.text:
        return f"{verdict} a {'higher' if rises else 'lower'} {metric}, by {change}"
    if verdict == NO_DIFFERENCE.text:
        return f"{verdict} in {metric} that matters: {change}"
    return f"{verdict}: {metric} {change}" if change else verdict
