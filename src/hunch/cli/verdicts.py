"""How comparisons are said: the smallest words first, then what stands behind them.

Every word of claim comes from `entities/words.py`; here it gets its sign, its numbers and its place on the line.
"""

import sys
from collections import Counter
from collections.abc import Iterable

from hunch.actions.questions.standpoint import Standpoint
from hunch.actions.verdicts.at_hand import NotAtHand, Word
from hunch.actions.verdicts.terms import Terms
from hunch.entities import words
from hunch.entities.comparison import Comparison
from hunch.entities.comparison_text import difference
from hunch.entities.paper import Answer
from hunch.entities.quantities import count, ordinal
from hunch.entities.reference import short_id
from hunch.entities.words import BASELINE, GOALS, VERDICTS, told, verdict_word

from . import wrapping
from .render import Terminal, columns_of, paint, plain, sign, talk, terminal

HOW_TAKEN = {"objective": "hunch.toml says so", "shared": "most runs share it", "chosen": "as you say"}
UNPAIRED = "unpaired"
GAP = "   "


def headline(one: Comparison, shown: Terminal, *, against: bool = True) -> list[str]:
    """`bold-heron ▲ IMPROVES acc by +0.013 against calm-otter (the baseline)`, and a line of figures.

    Where that is longer than the terminal is wide, what stands behind the word goes on below.
    """
    word = verdict_word(one.verdict, one.direction)
    change = moved(one, one.estimate, shown)
    said = told(one.verdict, metric=plain(one.metric or ""), change=change, rises=(one.estimate or 0) > 0)
    rest = said.removeprefix(word.text)
    if against:
        rest += f" against {plain(one.b_name)}{f' (the {BASELINE})' if one.baseline == 'b' else ''}"
    name = paint(plain(one.a_name), None, shown, bold=True)
    first, more = f"{name} {verdict_text(word, shown)}", wrapped(figures(one, shown), shown)
    wide = columns_of(f"{plain(one.a_name)} {sign(word, shown)} {word.text}{rest}")
    if shown.width is not None and wide > shown.width:
        return [first, *wrapped(rest.removeprefix(":").strip(), shown), *more]
    return [f"{first}{rest}", *more]


def verdict_text(word: words.Word, shown: Terminal) -> str:
    """`▲ IMPROVES`, in its colour."""
    return paint(f"{sign(word, shown)} {word.text}", word.colour, shown)


def word_text(found: Word | NotAtHand, shown: Terminal) -> str:
    """`· OBSERVED: 1 run against 3 of calm-otter`; or which command says it."""
    if isinstance(found, NotAtHand):
        return f"what that allows to say against {plain(found.baseline)}: hunch compare --question"
    text = verdict_text(verdict_word(found.verdict, found.direction), shown)
    return f"{text}: {count(found.n, 'run')} against {found.n_baseline} of {plain(found.baseline)}"


def figures(one: Comparison, shown: Terminal) -> str:
    """`anytime 95 % +0.006 to +0.020; n 6 v 6; 3rd of 4 variants`."""
    parts = [f"{one.interval_kind} {interval(one, shown)}"] if one.interval else []
    parts.append(f"n {one.n_a} v {one.n_b}")
    if one.number is not None:
        parts.append(f"{ordinal(one.number)} of {count(one.k, 'variant')}")
    if one.pairing != UNPAIRED and one.interval:
        parts.append(f"{one.pairing} by seed")
    if one.tasks:
        parts.append(count(len(one.tasks), "task"))
    if one.chance is not None:
        parts.append(f"ahead in {one.chance:.0%} of pairs of runs on one task")
    return "; ".join(parts)


def luck(one: Comparison, shown: Terminal) -> str | None:
    """What the foremost of so many shows by luck alone."""
    if one.luck is None:
        return None
    towards = one.luck if one.goal == "max" else -one.luck
    ahead = moved(one, towards, shown)
    return f"of {one.k} variants all alike, one would stand {ahead} from the {BASELINE} by luck alone, on average"


def moved(one: Comparison, by: float | None, shown: Terminal) -> str:
    """A difference in the metric's own unit, signed; on a log scale a ratio."""
    return plain(difference(one, by, times="×" if shown.unicode else "x"))


def interval(one: Comparison, shown: Terminal) -> str:
    """`+0.006 to +0.020`."""
    return " to ".join(moved(one, end, shown) for end in one.interval) if one.interval else ""


def tally(found: Iterable[Comparison], shown: Terminal) -> list[str]:
    """`▲ 1 IMPROVES   ~ 2 INCONCLUSIVE`, in the order of what may be said; below each other where there is no room."""
    counted = Counter(verdict_word(each.verdict, each.direction) for each in found)
    words = [word for word in VERDICTS if word in counted]
    texts = [f"{sign(word, shown)} {counted[word]} {word.text}" for word in words]
    painted = [paint(text, word.colour, shown) for text, word in zip(texts, words, strict=True)]
    is_wide = shown.width is not None and columns_of(GAP.join(texts)) > shown.width
    return painted if is_wide else [GAP.join(painted)]


def say_terms(point: Standpoint, terms: Terms, baseline: str | None) -> None:
    """On stderr: what was taken where nobody has said it."""
    goal = GOALS[terms.question.goal]
    metric = plain(terms.metric)
    if terms.how in HOW_TAKEN:
        asked = "not what the current question asks" if point.taken.how == "asked" else "no question is asked"
        took = (
            f"{asked}: took {metric}, {goal} ({HOW_TAKEN[terms.how]}). Ask: hunch ask ... --metric {metric}"
        )
        _talk(took)
    elif terms.question.id != point.question.id or point.taken.how == "asked":
        _talk(
            f"question: {plain(terms.question.text)} ({short_id(terms.question.id or '')}); {metric}, {goal}"
        )
    if terms.baseline is not None and terms.baseline.is_default and baseline is not None:
        _talk(f"{BASELINE}: {plain(baseline)}, the variant of the first run. Another: hunch baseline RUN")


def _talk(text: str) -> None:
    """On stderr, in lines of its terminal's width."""
    for line in wrapped(text, terminal(sys.stderr), indent=""):
        talk(line)


def many_questions(questions: int) -> str | None:
    """What so many questions add up to."""
    if questions < 2:
        return None
    return f"{count(questions, 'question')} asked (a baseline chosen anew counts as one): a false claim in any of them has a chance of at most {1 - 0.95**questions:.0%}"


def wrapped(text: str, shown: Terminal, *, indent: str = "  ") -> list[str]:
    """`text` in lines of the terminal's width, each behind `indent`."""
    return wrapping.wrapped(indent + text, shown.width)


def reasons(one: Comparison | Answer, shown: Terminal) -> list[str]:
    """The reasons, each in lines of its own."""
    dash = "– " if shown.unicode else "- "
    lines: list[str] = []
    for reason in one.reasons:
        first, *more = wrapped(plain(reason), shown, indent="    ")
        lines += [f"  {dash}{first.strip()}", *more]
    return lines
