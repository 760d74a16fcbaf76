"""A report as one HTML file that needs nothing else: no request to anywhere, no script; it says so to the browser, too."""

import re
from collections.abc import Iterator, Sequence

from . import dotted, svg
from .blocks import Blank, Block, Dots, Drawn, Heading, Items, Page, Quote, Section, Span, Table, Text
from .escaping import html
from .laying import names
from .picture import word_class
from .prose import as_html
from .said import RunSaid, Written
from .style import sheet

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
MANY = 5
"""So many columns are scrolled on a phone and not squeezed."""
RULES = 3
"""Empty lines of a blank."""
_SMALL = ' class="small"'
_NUMBER = re.compile(r"[-+×~]?[\d,]+(?:\.(\d+))?(?:[ ]?[%A-Za-z]+)?")


def rendered(page: Page, runs: Sequence[RunSaid]) -> str:
    """The page; what is known of each run that it speaks of stands at its end."""
    pen = _Pen({run.id: run for run in runs}, {ref for each in page.sections for ref in _anchors(each)})
    about = "\n".join(f"<p>{pen.line(each)}</p>" for each in page.about)
    sections = "\n".join(pen.section(each) for each in page.sections)
    return f"""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{html(page.title)}</title>
<style>
{sheet()}
</style>
</head>
<body>
<div class="page">
<header>
<h1>{html(page.title)}</h1>
{about}
</header>
<nav aria-labelledby="contents">
<b id="contents">Contents</b>
{_contents(page.sections)}
</nav>
<main>
{sections}
</main>
</div>
</body>
</html>
"""


def _contents(sections: Sequence[Section]) -> str:
    """The sections, and what stands below them."""
    made = []
    for section in sections:
        below = [block for block in section.blocks if isinstance(block, Heading)]
        inner = "".join(f'<li><a href="#{html(each.anchor)}">{html(each.text)}</a></li>' for each in below)
        inner = f"<ol>{inner}</ol>" if inner else ""
        made.append(f'<li><a href="#{html(section.anchor)}">{html(section.title)}</a>{inner}</li>')
    return f"<ol>{''.join(made)}</ol>"


def _anchors(section: Section) -> Iterator[str]:
    """The runs that links may lead to."""
    for block in section.blocks:
        if isinstance(block, Table):
            yield from block.anchors


class _Pen:
    """Writes blocks down."""

    def __init__(self, runs: dict[str, RunSaid], anchors: set[str]) -> None:
        self._runs, self._anchors = runs, anchors
        self._pictures = 0

    def section(self, section: Section) -> str:
        blocks = "\n".join(self._block(block) for block in section.blocks)
        name = html(section.anchor)
        return f'<section aria-labelledby="{name}">\n<h2 id="{name}">{html(section.title)}</h2>\n{blocks}\n</section>'

    def line(self, spans: Sequence[Span]) -> str:
        return "".join(map(self._span, spans))

    def _span(self, span: Span) -> str:
        text = html(span.text)
        match span.kind:
            case "run" if span.ref in self._anchors:
                short = html(self._runs[span.ref].short) if span.ref in self._runs else ""
                return f'<a href="#run-{html(span.ref)}" title="run {short}">{text}</a>'
            case "word" if span.word is not None:
                sign = f'<i class="{word_class(span.word)}" aria-hidden="true">{html(span.word.sign)}</i>'
                return f'<span class="word">{sign} {text}</span>'
            case "strong":
                return f"<strong>{text}</strong>"
            case "code":
                return f"<code>{text}</code>"
            case "quiet":
                return f'<span class="quiet">{text}</span>'
        return text

    def _block(self, block: Block) -> str:
        match block:
            case Text(line, small):
                return f"<p{_SMALL if small else ''}>{self.line(line)}</p>"
            case Items(lines):
                return f"<ul>{''.join(f'<li>{self.line(each)}</li>' for each in lines)}</ul>"
            case Table():
                return self._table(block)
            case Quote():
                return self._quote(block.text, f"{block.by}, {block.at}", block.beside)
            case Blank():
                return self._blank(block)
            case Drawn():
                return self._picture(block.title, svg.curves(block.figure, self._name()))
            case Dots():
                return self._picture(block.title, dotted.dots(block, self._name()))
            case Heading():
                name = html(block.anchor)
                after = f'\n<p class="after">{self.line(block.line)}</p>' if block.line else ""
                return f'<h3 id="{name}">{html(block.text)}</h3>{after}'

    def _name(self) -> str:
        self._pictures += 1
        return f"p{self._pictures}-"

    def _picture(self, title: str, made: str) -> str:
        return f"<figure><figcaption>{html(title)}</figcaption>{made}</figure>"

    def _table(self, table: Table) -> str:
        heads = "".join(
            f'<th scope="col"{_right(right)}>{html(title)}</th>'
            for title, right in zip(table.titles, table.numbers, strict=True)
        )
        widths = [_decimals(table.rows, at) if right else 0 for at, right in enumerate(table.numbers)]
        rows = "\n".join(self._row(table, at, widths) for at in range(len(table.rows)))
        caption, many = html(table.caption), ' class="many"' if len(table.titles) >= MANY else ""
        return (
            f'<div class="scroll" role="region" aria-label="{caption}" tabindex="0"><table{many}><caption class="sr">{caption}</caption>'
            f"\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody></table></div>"
        )

    def _row(self, table: Table, at: int, widths: Sequence[int]) -> str:
        cells = []
        for column, cell in enumerate(table.rows[at]):
            padding = _padding(cell, widths[column])
            tag, scope = ("th", ' scope="row"') if column == 0 and table.anchors else ("td", "")
            cells.append(f"<{tag}{scope}{_right(table.numbers[column])}>{self.line(cell)}{padding}</{tag}>")
        anchor = f' id="run-{html(table.anchors[at])}"' if table.anchors else ""
        return f"<tr{anchor}>{''.join(cells)}</tr>"

    def _quote(self, text: str, who: str, beside: Sequence[Span]) -> str:
        more = f", {self.line(beside)}" if beside else ""
        return f'<blockquote>{as_html(text)}<p class="who">{html(who)}{more}</p></blockquote>'

    def _blank(self, blank: Blank) -> str:
        asks = f"<p>{html(blank.asks)}</p>"
        if blank.written:
            return f'<div class="blank">{asks}{"".join(map(self._written, blank.written))}</div>'
        rules = '<div class="rule"></div>' * RULES
        return f'<div class="blank">{asks}{rules}<p class="fill">Fill it in: <code>{html(blank.command)}</code></p></div>'

    def _written(self, one: Written) -> str:
        return self._quote(one.text, f"{names.author(one.by)}, {names.at(one.at)}", [])


def _right(is_number: bool) -> str:
    return ' class="r"' if is_number else ""


def _decimals(rows: Sequence[Sequence[Sequence[Span]]], column: int) -> int:
    """The most digits behind the point that a column has."""
    return max((_behind(row[column]) or 0 for row in rows), default=0)


def _behind(cell: Sequence[Span]) -> int | None:
    """How many digits a number has behind its point; None where it is no number alone."""
    text = "".join(span.text for span in cell)
    found = _NUMBER.fullmatch(text)
    return None if found is None else len(found[1] or "")


def _padding(cell: Sequence[Span], most: int) -> str:
    """What is missing for the points to stand below each other: unseen digits."""
    behind = _behind(cell)
    if behind is None or behind >= most:
        return ""
    return f'<span class="pad" aria-hidden="true">{"" if behind else "."}{"0" * (most - behind)}</span>'
