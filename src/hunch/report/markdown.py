"""A report as Markdown: what GitHub, editors and people's eyes read alike."""

from collections.abc import Iterator, Sequence

from hunch.entities.quantities import count, number
from hunch.entities.words import BASELINE, Word

from .blocks import Blank, Block, Dots, Drawn, Heading, Items, Page, Quote, Section, Span, Table, Text
from .escaping import markdown, markdown_code, markdown_line
from .laying import names
from .prose import as_markdown
from .said import Figure, RunSaid, Series, Written

BARS, ASCII_BARS = "▁▂▃▄▅▆▇█", "_.-=+*#@"
BAR_COUNT = 24


def rendered(page: Page, runs: Sequence[RunSaid], *, unicode: bool = True) -> str:
    """The page; runs are called by name and short id. Without `unicode` signs have their ASCII twins."""
    pen = _Pen({run.id: run.short for run in runs}, unicode)
    lines = [f"# {markdown(page.title)}", ""]
    lines += [f"{pen.line(each)}  " for each in page.about]
    for section in page.sections:
        lines += ["", f"## {markdown(section.title)}", *pen.section(section)]
    return "\n".join(line.rstrip() if not line.endswith("  ") else line for line in lines).rstrip() + "\n"


class _Pen:
    """Writes blocks down."""

    def __init__(self, shorts: dict[str, str], unicode: bool) -> None:
        self._shorts, self._unicode = shorts, unicode

    def section(self, section: Section) -> Iterator[str]:
        for block in section.blocks:
            yield ""
            yield from self._block(block)

    def line(self, spans: Sequence[Span], *, in_table: bool = False) -> str:
        return "".join(self._span(span, in_table) for span in spans)

    def sign(self, word: Word) -> str:
        return markdown(word.sign if self._unicode else word.ascii)

    def _span(self, span: Span, in_table: bool) -> str:
        text = markdown(span.text)
        match span.kind:
            case "run":
                return f"{text} ({self._shorts[span.ref]})" if span.ref in self._shorts else text
            case "word" if span.word is not None:
                return f"{self.sign(span.word)} {text}"
            case "strong":
                return _wrapped(text, "**")
            case "code":
                return markdown_code(span.text, in_table=in_table)
        return text

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Text(line, _):
                yield markdown_line(self.line(line))
            case Items(lines):
                yield from (f"- {markdown_line(self.line(each))}" for each in lines)
            case Table():
                yield from self._table(block)
            case Quote():
                yield from self._quote(block.text, f"{block.by}, {block.at}", block.beside)
            case Blank():
                yield from self._blank(block)
            case Drawn():
                yield from self._curves(block.figure)
            case Dots():
                yield from self._dots(block)
            case Heading():
                yield f"### {markdown(block.text)}"
                if block.line:
                    yield from ("", self.line(block.line))

    def _table(self, table: Table) -> Iterator[str]:
        yield f"| {' | '.join(map(markdown, table.titles))} |"
        yield f"|{'|'.join('--:' if right else ':--' for right in table.numbers)}|"
        for row in table.rows:
            yield f"| {' | '.join(self.line(cell, in_table=True) for cell in row)} |"

    def _quote(self, text: str, who: str, beside: Sequence[Span]) -> Iterator[str]:
        yield from (f"> {line}".rstrip() for line in as_markdown(text))
        yield ">"
        dash = "—" if self._unicode else "--"
        yield f"> {dash} {markdown(who)}" + (f", {self.line(beside)}" if beside else "")

    def _blank(self, blank: Blank) -> Iterator[str]:
        mark = "✎" if self._unicode else "[ ]"
        yield f"**{mark} {markdown(blank.asks)}**"
        yield ""
        for at, each in enumerate(blank.written):
            yield from [""] * (at > 0)
            yield from self._written(each)
        if not blank.written:
            yield f"`{'_' * 40}`"
            yield ""
            yield f"Fill it in: {markdown_code(blank.command)}"

    def _written(self, one: Written) -> Iterator[str]:
        yield from self._quote(one.text, f"{names.author(one.by)}, {names.at(one.at)}", [])

    def _curves(self, figure: Figure) -> Iterator[str]:
        log = " (a log scale)" if figure.is_log else ""
        yield f"{markdown(figure.metric)} over steps{log}:"
        yield ""
        for each in figure.series:
            points = each.mean or each.curves[0].points
            seeds = count(len(each.curves), "run")
            base = f", the {BASELINE}" if each.is_baseline else ""
            label = f"{markdown(each.label)} ({self._shorts.get(each.run, '')}{base}, {seeds})"
            yield f"- {markdown_code(self._bars(points))} {label}: {ends(points)}"

    def _bars(self, points: Sequence[tuple[float, float | None]]) -> str:
        bars = BARS if self._unicode else ASCII_BARS
        there = [value for _, value in points if value is not None]
        if not there:
            return ""
        low, high = min(there), max(there)
        made = []
        for at in range(min(BAR_COUNT, len(points))):
            value = points[at * (len(points) - 1) // max(min(BAR_COUNT, len(points)) - 1, 1)][1]
            if value is None:
                made.append(" ")
            else:
                share = (value - low) / (high - low) if high > low else 0.5
                made.append(bars[min(int(share * len(bars)), len(bars) - 1)])
        return "".join(made)

    def _dots(self, dots: Dots) -> Iterator[str]:
        yield f"{markdown(dots.title)}:"
        yield ""
        for row in dots.rows:
            word = f"{self.sign(row.word)} {row.word.text} " if row.word is not None else ""
            yield f"- {word}{markdown(row.label)}: {', '.join(number(value) for value in row.values)}"


def ends(points: Sequence[tuple[float, float | None]]) -> str:
    """`0.71 at step 0 to 0.93 at step 199`."""
    there = [(step, value) for step, value in points if value is not None]
    if not there:
        return "not finite"
    (first, a), (last, b) = there[0], there[-1]
    gaps = ", with gaps where it was not finite" if len(there) < len(points) else ""
    return f"{number(a)} at step {_step(first)} to {number(b)} at step {_step(last)}{gaps}"


def series_text(series: Series) -> str:
    """A series in words, for who cannot see it."""
    points = series.mean or series.curves[0].points
    base = f", the {BASELINE}" if series.is_baseline else ""
    mean = ", their mean" if series.mean else ""
    return f"{series.label}{base}: {count(len(series.curves), 'run')}{mean} from {ends(points)}"


def _step(step: float) -> str:
    return number(int(step)) if step == int(step) and abs(step) < 1e9 else number(step)


def _wrapped(text: str, mark: str) -> str:
    """Marks close to the text: spaces between would make them no marks."""
    inner = text.strip()
    if not inner:
        return text
    at = text.index(inner)
    return f"{text[:at]}{mark}{inner}{mark}{text[at + len(inner) :]}"
