"""Takes one source of papers after the other; what is wrong with one is kept for the end."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from hunch.entities.paper import Paper
from hunch.errors import InvalidPaper
from hunch.journal.runfolder import file_hash
from hunch.journal.workbench import Workbench
from hunch.papers.bibtex import Entry, read_bibtex
from hunch.papers.facts import Facts, facts_of_entry, folded, tidied
from hunch.papers.identifiers import year_of_arxiv
from hunch.papers.pdf import Extracted, Progress, read_pdf
from hunch.papers.web import Web

from .filling import fill
from .pages import keep_pages, keep_pdf
from .referring import find_paper
from .shelf import NEW, SAME, Added, Given, Shelf, facts_of
from .sources import Kind, Source, read_text, source_of

LEAST_TITLE = 15
"""Letters of a title that tell a paper when they stand at the top of a page."""


class Wanted(NamedTuple):
    """What to add, and what a person says of it."""

    sources: Sequence[str]
    to: str | None = None
    key: str | None = None
    said: Facts = Facts()
    web: Web | None = None
    """Whom to ask for what is missing; None: nobody."""


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What could not be taken of a source, or what is odd about it. `lost`: a paper is missing because of it."""

    source: str
    line: int | None = None
    what: str
    hint: str | None = None
    lost: bool = True


class Adder:
    """Takes one source after the other."""

    def __init__(self, bench: Workbench, shelf: Shelf, wanted: Wanted, progress: Progress) -> None:
        self.bench, self.shelf, self.wanted, self.progress = bench, shelf, wanted, progress
        self.added: dict[str, Added] = {}
        self.faults: list[Fault] = []
        known = list(shelf.papers.values())
        self.to = find_paper(known, wanted.to) if wanted.to is not None else None

    def take(self, typed: str) -> None:
        """Add what was named; what is wrong with it is kept for the end."""
        try:
            source = source_of(typed)
            {
                Kind.BIBTEX: self._bibtex,
                Kind.PDF: self._pdf,
                Kind.ARXIV: self._number,
                Kind.DOI: self._number,
            }[source.kind](source)
        except InvalidPaper as error:
            self.faults.append(Fault(source=typed, what=str(error), hint=error.hint))

    def fill(self, web: Web) -> None:
        """What is missing of what was added by a PDF, an id or a DOI."""
        incomplete = [
            each.paper
            for each in self.added.values()
            if facts_of(each.paper).gaps and each.paper.bibtex is None
        ]
        filled = fill(self.shelf, incomplete, web)
        for each in filled.added:
            before = self.added[each.paper.id]
            self._note(
                msgspec.structs.replace(before, paper=each.paper, how=NEW if before.how == NEW else each.how)
            )
        self.faults += [Fault(source="the web", what=each, lost=False) for each in filled.faults]
        self.say_gaps()

    def say_gaps(self) -> None:
        """What is still missing, and how it can be had."""
        for each in list(self.added.values()):
            gaps, paper = facts_of(each.paper).gaps, each.paper
            if not gaps or paper.bibtex is not None:
                continue
            later = (
                f"hunch paper add --refresh {paper.key}"
                if paper.doi or paper.arxiv
                else "--title, --author, --year"
            )
            what = f"its {' and '.join(gaps)} {'is' if gaps == ['title'] or gaps == ['year'] else 'are'} not known: {later}"
            self._note(msgspec.structs.replace(each, remarks=[*each.remarks, what]))

    def _note(self, added: Added) -> None:
        self.added[added.paper.id] = added

    def _given(self, facts: Facts, **more: object) -> Given:
        """What a source says, and what a person says of it, which counts more."""
        said = self.wanted.said
        whole = said.filled_by(facts)
        return Given(
            whole, key=self.wanted.key, corrects=said != Facts() or self.wanted.key is not None
        )._replace(
            **more  # type: ignore[arg-type]  # fields of Given
        )

    # ---- BibTeX

    def _bibtex(self, source: Source) -> None:
        read = read_text(source.value)
        if read.fault:
            self.faults.append(Fault(source=source.typed, what=read.fault, lost=False))
        found = read_bibtex(read.text)
        for fault in found.faults:
            self.faults.append(
                Fault(source=source.typed, line=fault.line, what=fault.what, hint=fault.hint or None)
            )
        if not found.entries and not found.faults:
            raise InvalidPaper(
                f"{source.typed} holds no entries", hint="@article{smith2020, title = {...}, ...}"
            )
        about_one = self.to is not None or self.wanted.key is not None or self.wanted.said != Facts()
        if about_one and len(found.entries) > 1:
            raise InvalidPaper(
                f"{source.typed} holds {len(found.entries)} entries, and what is said is about one",
                hint="Leave --to, --key, --title, --author and --year away.",
            )
        by_key = {entry.key.casefold(): entry for entry in reversed(found.entries)}
        for number, entry in enumerate(found.entries, 1):
            self._entry(source, entry, by_key.get((entry.said("crossref") or "").casefold()))
            self.progress(number, len(found.entries))

    def _entry(self, source: Source, entry: Entry, parent: Entry | None) -> None:
        facts = facts_of_entry(entry, parent)
        on = self.to or self.shelf.find(facts) or self._edited(entry, facts)
        again = (
            on is not None and on.id in self.added
        )  # twice in one file: the first counts, and the second fills gaps
        given = self._given(facts, source=None if again else entry.source)
        added = self.shelf.put(given._replace(key=given.key or entry.key), on=on)
        for remark in added.remarks:
            self.faults.append(Fault(source=source.typed, line=entry.line, what=remark, lost=False))
        before = self.added.get(added.paper.id)
        if before is None or added.how != SAME:
            how = before.how if before is not None and before.how == NEW else added.how
            self._note(Added(paper=added.paper, how=how))

    def _edited(self, entry: Entry, facts: Facts) -> Paper | None:
        """The paper that had this entry before somebody corrected its title."""
        there = self.shelf.by_key(entry.key) if entry.key else None
        if there is None or there.id in self.added:
            return None
        known = facts_of(there)
        nothing_else = not (facts.doi and known.doi) and not (facts.arxiv and known.arxiv)
        same = facts.year == known.year and facts.authors[:1] == known.authors[:1] and facts.authors
        return there if nothing_else and (same or _alike(facts.title, known.title)) else None

    # ---- PDF

    def _pdf(self, source: Source) -> None:
        try:
            sha256 = file_hash(source.value)
        except OSError as error:
            raise InvalidPaper(f"{source.typed} cannot be read: {error.strerror}") from error
        there = self.to or self.shelf.find(Facts(), file=sha256)
        if there is not None and there.file == sha256 and there.text is not None:
            self._note(self.shelf.put(self._given(Facts()), on=there))
            return
        found = read_pdf(source.value, progress=self.progress)
        there = there or self.shelf.find(found.facts) or self._on_its_page(found)
        if there is not None and there.file not in (None, sha256) and self.to is None:
            raise InvalidPaper(
                f"{there.key} has another PDF already, and {source.typed} is not it",
                hint=f"To put it in its place: hunch paper add {source.typed} --to {there.key}",
            )
        self._keep(source, found, there)

    def _keep(self, source: Source, found: Extracted, there: Paper | None) -> None:
        file = keep_pdf(self.bench, source.value)
        text = keep_pages(self.bench, found.pages)
        facts = found.facts if there is None else Facts(doi=found.facts.doi, arxiv=found.facts.arxiv)
        pages = found.total or None
        added = self.shelf.put(self._given(facts, file=file, text=text, pages=pages), on=there)
        remarks = [*added.remarks, *found.faults]
        if there is None and self.wanted.said.title is None and facts.title:
            year = f" ({facts.year})" if facts.year and self.wanted.said.year is None else ""
            remarks.append(f"read off the file: {facts.title}{year}")
        self._note(msgspec.structs.replace(added, remarks=remarks))

    def _on_its_page(self, found: Extracted) -> Paper | None:
        """The one paper whose title stands at the top of the first page."""
        top = folded(found.pages[0][:3000]) if found.pages else ""
        named = [
            paper
            for paper in self.shelf.papers.values()
            if paper.file is None and len(title := folded(paper.title)) >= LEAST_TITLE and title in top
        ]
        return named[0] if len(named) == 1 else None

    # ---- arXiv ids and DOIs

    def _number(self, source: Source) -> None:
        if source.kind is Kind.ARXIV:
            url = f"https://arxiv.org/abs/{source.value}"
            facts = Facts(arxiv=source.value, year=year_of_arxiv(source.value), url=url)
        else:
            facts = Facts(doi=source.value, url=f"https://doi.org/{source.value}")
        self._note(self.shelf.put(self._given(tidied(facts)), on=self.to))


def _alike(a: str | None, b: str | None) -> bool:
    from difflib import SequenceMatcher

    return bool(a and b) and SequenceMatcher(None, folded(a)[:300], folded(b)[:300]).ratio() >= 0.8
