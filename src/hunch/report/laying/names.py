"""What runs and other things are called on a page, and when things were."""

from collections.abc import Mapping, Sequence
from typing import final

from hunch.entities.words import STATUSES, Word

from ..blocks import Line, Span, joined, line, quiet
from ..said import Report, RunSaid
from ..trouble import NO_END, NOT_FINITE

LONGEST = 90
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@final
class Names:
    """The names of a report's things; an id that nothing is known of is shown as it is."""

    def __init__(self, said: Report) -> None:
        self._labels: Mapping[str, str] = said.labels
        self._shorts: Mapping[str, str] = said.shorts
        self.runs: Mapping[str, RunSaid] = {run.id: run for run in said.runs}

    def run(self, identifier: str) -> Span:
        """A run, with a link to what is known of it."""
        run = self.runs.get(identifier)
        if run is None:
            return quiet(f"a run that is gone ({identifier[-9:-5]})")
        return Span(run.name, "run", identifier)

    def each(self, identifiers: Sequence[str], most: int = 12) -> Line:
        """Several runs."""
        rest = [quiet(f" and {len(identifiers) - most} more")] if len(identifiers) > most else []
        return [*joined([[self.run(each)] for each in identifiers[:most]]), *rest]

    def thing(self, identifier: str) -> str:
        """The text of a question, idea, finding, prediction or paper, on one line."""
        return clipped(self._labels.get(identifier, identifier))

    def short(self, identifier: str) -> str:
        """The short id of such a thing."""
        return self._shorts.get(identifier, identifier)

    def idea_of(self, run: str) -> str:
        """What a run's idea says; "" where it has none."""
        there = self.runs.get(run)
        return self.thing(there.idea) if there is not None and there.idea else ""

    def variant(self, run: str) -> Line:
        """A variant: its run, and its idea where it has one."""
        idea = self.idea_of(run)
        return line(self.run(run), *([Span(f" {idea}")] if idea else []))


def clipped(text: str, most: int = LONGEST) -> str:
    """`text` on one line, its end left out where it is long."""
    said = " ".join(text.split())
    return said if len(said) <= most else said[: most - 1].rstrip() + "…"


def coded(sentence: str) -> Line:
    """A sentence with names of code between ticks.

    >>> [(span.text, span.kind) for span in coded("body of `f`; new `g")]
    [('body of ', ''), ('f', 'code'), ('; new `g', '')]
    """
    parts = sentence.split("`")
    if len(parts) % 2 == 0:
        parts[-2:] = [f"{parts[-2]}`{parts[-1]}"]
    return [Span(part, "code" if at % 2 else "") for at, part in enumerate(parts) if part]


def author(name: str) -> str:
    """Who acted; a person by name alone."""
    return name.removeprefix("human:")


def at(moment: str | None) -> str:
    """
    >>> at("2026-11-24T16:00:00.000001Z"), at(None)
    ('2026-11-24 16:00', '')
    """
    return "" if moment is None else moment[:16].replace("T", " ")


def day(moment: str) -> str:
    """
    >>> day("2026-11-04T16:00:00.000001Z")
    '4 November 2026'
    """
    year, month, number = moment[:10].split("-")
    return f"{int(number)} {MONTHS[int(month) - 1]} {year}"


def signed_word(word: Word) -> Span:
    """A word behind its sign."""
    return Span(word.text, "word", "", word)


def status_span(status: str) -> Span:
    """The word of a status, or of what else became of a run."""
    word = next((each for key, each in STATUSES.items() if key.value == status), None)
    if word is None:
        lost = next(each for key, each in STATUSES.items() if key.value == "lost")
        failed = next(each for key, each in STATUSES.items() if key.value == "failed")
        word = {NO_END: lost._replace(text=NO_END), NOT_FINITE: failed._replace(text=NOT_FINITE)}.get(status)
    return signed_word(word) if word is not None else Span(status)
