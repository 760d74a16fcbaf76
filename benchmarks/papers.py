"""Papers: reading BibTeX and PDFs beside the bare libraries, and looking words up in all pages."""

import os
import random
from collections.abc import Iterator

import bibtexparser
import processes
from bibtexparser.middlewares import LatexDecodingMiddleware
from figures import Row, Sheet, at_most
from peers import HUNCH
from pypdf import PdfReader
from setting import Setting, interleaved, seconds

from hunch.actions.demo_paper import pdf_of
from hunch.papers.bibtex import read_bibtex
from hunch.papers.facts import facts_of_entry
from hunch.papers.pdf import read_pdf

ENTRY = """\
@article{{k{0},
  title = {{The {{B}}ERT of {{\\"O}}zel and $O(n^{{2}})$ number {0}}},
  author = {{M{{\\"u}}ller, J{{\\"o}}rg and Ada Lovelace and {{The Group}}}},
  year = 2019, journal = {{Journal of {{X}}}}, doi = {{10.1000/{0}}},
}}
"""
WORDS = [
    "the",
    "of",
    "model",
    "loss",
    "gain",
    "BLEU",
    "attention",
    "layer",
    "head",
    "seed",
    "training",
    "baseline",
    "result",
    "table",
    "figure",
    "we",
    "our",
]

sheet = Sheet("papers")


def measure(setting: Setting) -> Iterator[Row]:
    """In one process, side by side; then the command."""
    entries = setting.sized(2_000, 300)
    text = "".join(map(ENTRY.format, range(entries)))
    took = interleaved(
        {
            "hunch": lambda: seconds(lambda: [facts_of_entry(entry) for entry in read_bibtex(text).entries]),
            "bibtexparser": lambda: seconds(
                lambda: bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
            ),
        },
        setting.repeats,
    )
    what = f"{entries:,} BibTeX entries read, LaTeX decoded"
    yield sheet.ratio(
        what, ("hunch", took["hunch"]), ("bibtexparser", took["bibtexparser"]), "s", limit=at_most(1, "x")
    )
    with setting.folder("papers") as root:
        yield _pdf(setting, root)
        yield from _commands(setting, root, text, entries)


def _pages(many: int) -> list[str]:
    source = random.Random(0)
    return [" ".join(source.choices(WORDS, k=500)) for _ in range(many)]


def _pdf(setting: Setting, root: str) -> Row:
    pages = setting.sized(300, 150)
    path = os.path.join(root, "paper.pdf")
    with open(path, "wb") as file:
        file.write(pdf_of(_pages(pages)))

    def bare() -> list[str]:
        return [page.extract_text() for page in PdfReader(path).pages]

    took = interleaved(
        {"hunch": lambda: seconds(lambda: read_pdf(path)), "pypdf": lambda: seconds(bare)}, setting.repeats
    )
    what = f"a PDF of {pages} pages read in a process with limits"
    return sheet.ratio(
        what, ("hunch", took["hunch"]), ("pypdf in this one", took["pypdf"]), "s", limit=at_most(2, "x")
    )


def _commands(setting: Setting, root: str, text: str, entries: int) -> Iterator[Row]:
    """New processes, over a workbench of many papers and a hundred PDFs."""
    pdfs = setting.sized(100, 10)
    names = ["refs.bib"]
    with open(os.path.join(root, "refs.bib"), "w", encoding="utf-8") as file:
        file.write(text)
    for number in range(pdfs):
        names.append(f"{number}.pdf")
        with open(os.path.join(root, names[-1]), "wb") as file_:
            file_.write(pdf_of([f"Paper {number} about everything\n", *_pages(9)]))
    env = setting.environment(COLUMNS="100", HUNCH_AUTHOR="human:ada", HUNCH_OFFLINE="1")
    processes.run([HUNCH, "paper", "add", *names], cwd=root, env=env)

    def ms(*more: str) -> list[float]:
        return [
            processes.wall_s([HUNCH, "paper", *more], cwd=root, env=env) * 1e3 for _ in range(setting.repeats)
        ]

    again = ms("add", "refs.bib")
    yield sheet.value(f"`hunch paper add` of {entries:,} entries that are there", again, "ms")
    found = ms("search", "attention baseline")
    yield sheet.value(
        f"`hunch paper search` in {pdfs * 10:,} pages of {pdfs} PDFs", found, "ms", limit=at_most(1500, "ms")
    )
    listed = ms("list")
    yield sheet.value(
        f"`hunch paper list` of {entries + pdfs:,} papers", listed, "ms", limit=at_most(1500, "ms")
    )
