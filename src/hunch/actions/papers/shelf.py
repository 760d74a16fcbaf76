"""The papers that are there, while others are put beside them: what is the same is one paper, whatever it is called."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, final

import msgspec

from hunch.entities.events import PaperAdded
from hunch.entities.paper import Paper
from hunch.ids import Clock, moment, new_id
from hunch.journal.workbench import Workbench
from hunch.journal.writer import append_many, highest_id
from hunch.papers.bibtex import key_fault
from hunch.papers.facts import Facts, folded, free_key, made_key, same_paper

from .known import facts_of, taken_keys

__all__ = ["FILLED", "NEW", "SAME", "Added", "Given", "Shelf", "facts_of"]

NEW, FILLED, SAME = "new", "filled", "same"
LONGEST_SOURCE = 200_000


class Added(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that was to be added. `how`: new, filled (more is known of it now) or same (nothing was written)."""

    paper: Paper
    how: str
    remarks: list[str] = []


class Given(NamedTuple):
    """What somebody has of a paper: what is known of it, its entry, its files.

    `corrects`: what it says counts more than what was known.
    """

    facts: Facts
    key: str | None = None
    source: str | None = None
    file: str | None = None
    text: str | None = None
    pages: int | None = None
    corrects: bool = False


@final
class Shelf:
    """Where papers are put. Nothing is written before `write`."""

    def __init__(self, bench: Workbench, papers: Sequence[Paper], clock: Clock) -> None:
        self.bench, self.clock = bench, clock
        self.papers = {paper.id: paper for paper in papers}
        self._taken = set(taken_keys(papers))
        self._last = highest_id(bench)
        self._said: list[PaperAdded] = []
        self._places: dict[tuple[str, str], list[str]] = {}
        for paper in papers:
            self._place(paper)

    def find(self, facts: Facts, *, file: str | None = None) -> Paper | None:
        """The paper that this is, if it is there."""
        places = [("file", file), *_places_of(facts)]
        ids = [each for name, value in places if value for each in self._places.get((name, value), ())]
        for paper in (self.papers[each] for each in dict.fromkeys(ids)):
            if (file and paper.file == file) or same_paper(facts, facts_of(paper)):
                return paper
        return None

    def by_key(self, key: str) -> Paper | None:
        """The paper that has this key."""
        return next((self.papers[each] for each in self._places.get(("key", key.casefold()), ())), None)

    def put(self, given: Given, *, on: Paper | None = None) -> Added:
        """Put a paper down, or what is new of one that is there (`on`, or the same one)."""
        there = on or self.find(given.facts, file=given.file)
        if there is None:
            return self._put_new(given)
        return self._put_more(there, given)

    def write(self) -> None:
        """Write down what was put, in one piece."""
        said, self._said = self._said, []
        if said:
            append_many(self.bench, said, clock=self.clock)

    def _put_new(self, given: Given) -> Added:
        remarks = []
        fault = key_fault(given.key) if given.key is not None else None
        if given.key is None or fault is not None:
            key = made_key(given.facts, self._taken)
            remarks += [f"{fault}: it is {key} here"] if fault else []
        else:
            key = free_key(given.key, self._taken)
            if key != given.key:
                remarks.append(f"{given.key} is another paper already: it is {key} here")
        self._last = new_id(self.clock(), after=self._last)
        said = PaperAdded(
            paper=self._last, key=key, bibtex=_kept(given.source), file=given.file, text=given.text, pages=given.pages,
            **msgspec.structs.asdict(given.facts),
        )  # fmt: skip
        return Added(paper=self._take(said), how=NEW, remarks=remarks)

    def _put_more(self, there: Paper, given: Given) -> Added:
        corrects = given.corrects or (given.source is not None and given.source != there.bibtex)
        wanted = {**msgspec.structs.asdict(given.facts), "bibtex": _kept(given.source)}
        wanted |= {"file": given.file, "text": given.text, "pages": given.pages}
        more = {
            name: value
            for name, value in wanted.items()
            if value
            and value != getattr(there, name)
            and (corrects or not getattr(there, name) or name in _FILES)
        }
        key, remarks = self._key_for(there, given)
        if not more and key == there.key:
            return Added(paper=there, how=SAME, remarks=remarks)
        paper = self._take(PaperAdded(paper=there.id, key=key, **more))
        return Added(paper=paper, how=FILLED, remarks=remarks)

    def _key_for(self, there: Paper, given: Given) -> tuple[str, list[str]]:
        """An entry's key counts more than one that was made here; of two entries' the first."""
        wanted = given.key
        if wanted is None or wanted == there.key or key_fault(wanted) is not None:
            return there.key, []
        if there.bibtex is not None and not given.corrects:
            return there.key, [f"{wanted} is there already, as {there.key}"]
        if wanted.casefold() in self._taken and wanted.casefold() != there.key.casefold():
            return there.key, [f"the key {wanted} is another paper's: it stays {there.key}"]
        return wanted, [f"it is cited as {wanted} now, and was {there.key}"]

    def _take(self, said: PaperAdded) -> Paper:
        self._said.append(said)
        before = self.papers.get(said.paper)
        values = {
            name: value for name, value in msgspec.structs.asdict(said).items() if value not in (None, [])
        }
        values["id"] = values.pop("paper")
        if before is not None:
            paper = msgspec.structs.replace(before, **values)
        else:
            paper = Paper(**values, added_at=moment(self.clock()), by=self.bench.surroundings.author)
        self.papers[paper.id] = paper
        self._taken.add(paper.key.casefold())
        self._place(paper)
        return paper

    def _place(self, paper: Paper) -> None:
        for name, value in (
            ("key", paper.key.casefold()),
            ("file", paper.file),
            *_places_of(facts_of(paper)),
        ):
            if value:
                ids = self._places.setdefault((name, value), [])
                if paper.id not in ids:
                    ids.append(paper.id)


_FILES = ("file", "text", "pages", "bibtex")


def _places_of(facts: Facts) -> Iterable[tuple[str, str | None]]:
    """Where a paper is looked for."""
    yield "doi", facts.doi and facts.doi.lower()
    yield "arxiv", facts.arxiv and facts.arxiv.lower()
    yield "title", folded(facts.title) or None


def _kept(source: str | None) -> str | None:
    return source if source is not None and len(source) <= LONGEST_SOURCE else None
