"""A workbench to which papers are added."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, final

import pytest

from hunch.actions.demo_paper import pdf_of
from hunch.actions.papers.adder import Wanted
from hunch.actions.papers.adding import Adding, add
from hunch.actions.papers.known import papers
from hunch.entities.paper import Paper
from hunch.journal.index import Index
from hunch.journal.workbench import WorkingFolder
from hunch.testing import ToldClock

BIB = """\
@string{neurips = "NeurIPS"}
@inproceedings{vaswani2017attention, title={Attention Is All You Need}, author={Vaswani, Ashish and Shazeer, Noam},
  booktitle=neurips, year=2017, eprint={1706.03762}, archiveprefix={arXiv}}
@article{lovelace1843notes, title={Notes on the {A}nalytical {E}ngine}, author={Lovelace, Ada}, year=1843, doi={10.1000/notes}}
"""
ATTENTION = [
    "Attention Is All You Need\nAshish Vaswani, Noam Shazeer\narXiv:1706.03762v5 [cs.CL]\nThe dominant sequence models",
    "Our model gains +2.0 BLEU over the state of the art, from 26.4 to 28.4.",
    "Wider heads: acc rises by 2.0 points. See Section 3.",
]


@final
class Library:
    """Papers of a workbench, by what a person does with them."""

    def __init__(self, folder: WorkingFolder, clock: ToldClock, desk: Path) -> None:
        self.folder, self.clock, self.desk = folder, clock, desk

    def file(self, name: str, content: str | bytes) -> str:
        """A file that somebody has."""
        path = self.desk / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    def pdf(self, name: str, pages: Sequence[str], **about: Any) -> str:
        return self.file(name, pdf_of(pages, **about))

    def add(self, *sources: str, **more: Any) -> Adding:
        with Index.open(self.folder.bench) as index:
            return add(self.folder.bench, index, Wanted(sources, **more), clock=self.clock)

    @property
    def papers(self) -> list[Paper]:
        with Index.open(self.folder.bench) as index:
            return papers(index)

    def paper(self, key: str) -> Paper:
        return next(paper for paper in self.papers if paper.key == key)

    @property
    def lines(self) -> int:
        """How many lines the journal has."""
        with Index.open(self.folder.bench) as index:
            return len(index.events())


@pytest.fixture
def library(folder: WorkingFolder, clock: ToldClock, tmp_path: Path) -> Library:
    """Where Ada keeps her papers."""
    desk = tmp_path / "a desk"
    desk.mkdir()
    return Library(folder, clock, desk)
