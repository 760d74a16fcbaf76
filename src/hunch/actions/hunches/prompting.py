"""Whether Hunch asks for a prediction before a run, where a project has it ask: rarely, and only where it may pay."""

from hunch.entities.standing import baseline_of, the_question
from hunch.ids import ALPHABET, TAIL_LENGTH, moment, tail
from hunch.journal.standing import focus_here

from .foreseeing import Occasion

DAY_US = 24 * 3600 * 1_000_000


def is_due(occasion: Occasion, *, now_us: int) -> bool:
    """Whether to ask now: for a share of the runs, drawn from their ids; where the run before took long, there is
    something to beat, and the author was not asked too often in the last day."""
    folder, config, standing = occasion.folder, occasion.config, occasion.standing
    wanted, author = config.hunches, folder.bench.surroundings.author
    if (
        drawn(occasion.run) >= wanted.chance
        or (standing.predecessor_s(folder.key) or 0.0) <= wanted.longer_than_s
    ):
        return False
    if standing.asked_since(author, moment(now_us - DAY_US)) >= wanted.most_a_day:
        return False
    question = the_question(standing, config.objective, focus_here(standing, folder)).question
    return baseline_of(standing, question) is not None


def drawn(run: str) -> float:
    """A number from 0 up to 1 that stands in a run's id: drawn at random, and the same whoever looks.

    >>> drawn("0" * 20), round(drawn("0" * 11 + "g" + "0" * 8), 3)
    (0.0, 0.5)
    """
    value = 0
    for character in tail(run):
        value = value * len(ALPHABET) + ALPHABET.index(character)
    return float(value / len(ALPHABET) ** TAIL_LENGTH)
