"""Comparisons, with what they stand on; then what is not concluded, and why; then by which changes variants came about."""

from collections.abc import Iterator, Sequence

from hunch.entities.comparison import Comparison, Side
from hunch.entities.comparison_text import difference, interval_text, mean_text, spread_text, would_tell
from hunch.entities.quantities import count, number
from hunch.entities.words import BASELINE, INCONCLUSIVE, OBSERVED, SUGGESTS_UP, verdict_word

from ..blocks import Block, Heading, Items, Line, Section, Span, Table, Text, filled, joined, line, quiet
from ..said import Edge, QuestionSaid, Report
from .asked import anchor_of, text_of
from .names import Names, coded, signed_word

COMPARED, UNSETTLED, CHANGED = "Comparisons", "Not concluded, and why", "What changed"
TITLES = ["verdict", "variant", "no.", "n", "mean", "sd", "difference", "95 % interval", "interval's kind"]
NUMBERS = [False, False, True, True, True, True, True, True, False]
OPEN = (INCONCLUSIVE.text, OBSERVED.text, SUGGESTS_UP.text)
MOST = 40


def comparisons(said: Report, names: Names) -> Section | None:
    """Of every question whose variants ran; None where none did."""
    blocks = [block for one in said.questions if one.comparisons for block in _compared(one, names)]
    if not blocks:
        return None
    if said.asked > 1:
        chance = f"{1 - 0.95**said.asked:.0%}"
        asked = f"{count(said.asked, 'question')} asked (a {BASELINE} chosen anew counts as one)"
        blocks.append(
            Text([quiet(f"{asked}: a false claim in any of them has a chance of at most {chance}.")])
        )
    return Section(COMPARED, "comparisons", blocks)


def unsettled(said: Report, names: Names) -> Section | None:
    """None where everything that was compared is settled."""
    items = [_why(each, names) for one in said.questions for each in one.comparisons if each.verdict in OPEN]
    if not items:
        return None
    rest = [[quiet(f"and {len(items) - MOST} more: hunch compare --question")]] if len(items) > MOST else []
    return Section(UNSETTLED, "unsettled", [Items([*items[:MOST], *rest])])


def changes(said: Report, names: Names) -> Section | None:
    """None where no run came from another."""
    if not said.edges:
        return None
    words = {each.a: each for one in said.questions for each in one.comparisons}
    by_variant = {names.runs[a].variant: one for a, one in words.items() if a in names.runs}
    rows = [_edge(each, names, by_variant) for each in said.edges]
    titles = ["run", "came from", "what changed", "runs", "verdict"]
    blocks: list[Block] = [
        Table(
            "What changed, by the first run of each variant", titles, [False, False, False, True, False], rows
        )
    ]
    if said.more_edges:
        blocks.append(Text([quiet(f"and {count(said.more_edges, 'more variant')}: hunch runs")]))
    return Section(CHANGED, "changes", blocks)


def _compared(one: QuestionSaid, names: Names) -> Iterator[Block]:
    yield Heading(text_of(one), anchor_of(one, "compared"), [quiet(_tried(one))])
    shown = one.comparisons[:MOST]
    rows = [_base(one.baseline, names)] if one.baseline is not None else []
    rows += [_row(each, names) for each in shown]
    yield filled(Table(f"Against the {BASELINE}, by {one.question.metric}", TITLES, NUMBERS, rows))
    yield from _notes(one, names, shown)


def _tried(one: QuestionSaid) -> str:
    """`k = 7 variants tried`."""
    others = f"; {count(one.others, 'variant')} besides did not run in this time" if one.others else ""
    return f"k = {count(one.k, 'variant')} tried{others}"


def _base(side: Side, names: Names) -> list[Line]:
    figures = [_number(str(side.n)), _number(mean_text(side)), _number(spread_text(side))]
    return [[Span(BASELINE, "strong")], names.variant(side.run), [], *figures, [], [], []]


def _row(one: Comparison, names: Names) -> list[Line]:
    side = one.side_a
    return [
        [signed_word(verdict_word(one.verdict, one.direction))],
        names.variant(one.a),
        _number("" if one.number is None else str(one.number)),
        _number(str(one.n_a)),
        _number(mean_text(side)),
        _number(spread_text(side)),
        _number(difference(one, one.estimate)),
        _number(interval_text(one)),
        [Span(one.interval_kind or "")] if one.interval else [],
    ]


def _number(text: str) -> Line:
    return [Span(text, "number")] if text else []


def _notes(one: QuestionSaid, names: Names, shown: Sequence[Comparison]) -> Iterator[Block]:
    """The runs behind the numbers; what luck alone would show; what was left out."""
    told = [(BASELINE, one.baseline)] if one.baseline else []
    told += [(one.labels.get(each.a, each.a_name), each.side_a) for each in shown]
    behind = [line(f"{label}: ", *_of(side, names)) for label, side in told if side.runs or side.left_out]
    yield Text([Span("Runs. ", "strong"), *joined(behind, "; ")], small=True)
    for each in shown:
        if each.luck is not None:
            ahead = difference(each, each.luck if each.goal == "max" else -each.luck)
            text = f"Of {each.k} variants all alike, one would stand {ahead} from the {BASELINE} by luck alone, on average."
            yield Text([quiet(text)], small=True)
    if len(one.comparisons) > len(shown):
        yield Text([quiet(f"and {len(one.comparisons) - len(shown)} more: hunch compare --question")])


def _of(side: Side, names: Names) -> Line:
    left_out = [line(names.run(each.run), f" left out ({each.why})") for each in side.left_out]
    return joined([[names.run(each)] for each in side.runs] + left_out)


def _why(one: Comparison, names: Names) -> Line:
    """`~ INCONCLUSIVE calm-otter: +0.004, n 2 v 3. Why: ... 11 runs a side would tell`."""
    moved = difference(one, one.estimate)
    figures = f": {one.metric} {moved}, n {one.n_a} v {one.n_b}" if moved else f": n {one.n_a} v {one.n_b}"
    said = line(
        signed_word(verdict_word(one.verdict, one.direction)),
        " ",
        *names.variant(one.a),
        figures,
        " against ",
        names.run(one.b),
        ".",
    )
    reasons = list(one.reasons)
    if one.verdict == INCONCLUSIVE.text and not reasons:
        reasons = [f"the interval {interval_text(one)} holds zero"] if one.interval else []
    if one.verdict == SUGGESTS_UP.text and not reasons:
        reasons = ["only the ordinary interval leaves out zero: it holds for one look at one variant"]
    advice = would_tell(one)
    said += [Span(f" Why: {'; '.join(reasons)}.")] if reasons else []
    return [*said, *([Span(f" {advice}.", "strong")] if advice else [])]


def _edge(one: Edge, names: Names, compared: dict[str | None, Comparison]) -> list[Line]:
    run = names.runs.get(one.run)
    found = compared.get(run.variant) if run is not None and run.variant else None
    sentence: Line = coded(one.sentence) if one.sentence else [quiet("nothing that tells variants apart")]
    if one.sentence is None:
        sentence = [quiet("the code of one of them is not known")]
    verdict: Line = []
    if found is not None:
        verdict = line(
            signed_word(verdict_word(found.verdict, found.direction)),
            f" {difference(found, found.estimate)}".rstrip(),
        )
    return [names.variant(one.run), [names.run(one.parent)], sentence, _number(number(one.runs)), verdict]
