"""The lines of the tree, in pieces: what stands in front of a name, beside it and behind it."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, final

from hunch.actions.questions.referring import clipped
from hunch.actions.tree.folding import Fold, Group, Line, is_merged
from hunch.entities.finding import Finding
from hunch.entities.quantities import by_noise, count
from hunch.entities.question import Focus, Question
from hunch.entities.reference import short_id
from hunch.entities.run import Status
from hunch.entities.tree import Expectation, IdeaNode, QuestionNode, VariantNode, word_of
from hunch.entities.words import (
    BASELINE,
    BEST,
    DECISIONS,
    DROPPED,
    FINDING,
    PARKED,
    SHAKEN,
    STATUSES,
    STRENGTH,
    Colour,
    Word,
)

from .hunch_lines import signed
from .render import Terminal, plain, sign
from .standing_text import question_text

INDENT = 3
DEEPEST_SHARE = 0.3
"""Of the terminal's width, for branch lines: what hangs deeper is drawn at this depth."""
NO_QUESTION, NO_WIDTH = "of no question", 10_000
_CURRENT = "@"


class Facts(NamedTuple):
    """What the page needs beside the tree."""

    focus: Focus
    shorts: Mapping[str, str]
    """How questions, ideas and findings are named in short."""
    changes: Mapping[str, str]
    """What runs changed, by run."""


class Row(NamedTuple):
    """A line, in pieces."""

    branch: str
    marks: str
    """Two columns."""
    colour: Colour | None
    text: str
    estimate: str = ""
    n: str = ""
    notes: Sequence[str] = ()
    bold: bool = False
    dim: bool = False
    whole: bool = False
    """Whether its text has the line for itself."""


@final
class Rows:
    """The rows of a tree, one after the other; a question's scale holds for what is below it."""

    def __init__(self, facts: Facts, shown: Terminal) -> None:
        self.facts, self.shown = facts, shown
        self.deepest = max(2, int((shown.width or NO_WIDTH) * DEEPEST_SHARE) // INDENT)
        self.node = QuestionNode(question=Question())

    def rows(self, lines: Sequence[Line]) -> Iterator[Row]:
        """A row for each line of the drawing."""
        for line in lines:
            branch = self._branch(line.lasts)
            match line.item:
                case QuestionNode() as node:
                    self.node = node
                    yield self._question(node)
                case IdeaNode() as idea:
                    yield self._idea(branch, idea)
                case VariantNode() as variant:
                    yield self._variant(branch, variant)
                case Finding() as finding:
                    yield self._finding(branch, finding)
                case Group() as group:
                    yield self._group(branch, group)
                case Fold() as fold:
                    yield self._fold(branch, fold)

    def _branch(self, lasts: tuple[bool, ...]) -> str:
        if not lasts:
            return ""
        bar, tee, corner, more = (
            ("│", "├─ ", "└─ ", "… ") if self.shown.unicode else ("|", "|- ", "`- ", ".. ")
        )
        above, deep = lasts[:-1], ""
        if len(lasts) > self.deepest:
            above, deep = lasts[: self.deepest - 1], more
        said = "".join(" " * INDENT if last else f"{bar}  " for last in above)
        return said + (corner if lasts[-1] else tee) + deep

    def _question(self, node: QuestionNode) -> Row:
        question = node.question
        if question.id is None:
            metric = f": {question_text(question)}" if question.metric else ""
            return Row("", "", None, plain(f"({NO_QUESTION}{metric})"), bold=True, whole=True)
        said = f"{clipped(question.text)} ({self.facts.shorts.get(question.id, short_id(question.id))})"
        said += f" {_CURRENT}" if question.id == self.facts.focus.question else ""
        facts = [question_text(question), count(node.k, "variant"), count(node.runs, "run")]
        if question.opened_by:
            facts.append(f"opened by a finding ({short_id(question.opened_by)})")
        return Row("", "", None, plain(f"{said}  {'; '.join(facts)}"), bold=True, whole=True)

    def _idea(self, branch: str, node: IdeaNode) -> Row:
        word, decision = word_of(node), node.decision
        chosen = DECISIONS.get(decision.decision) if decision else None
        only = node.variants[0] if is_merged(node) else None
        of = only or next((each for each in node.variants if each.run == node.by), None)
        mark = f"{sign(chosen, self.shown)} " if chosen and node.on_best_path else ""
        notes = [f"{mark}{chosen.text}: {plain(decision.why)}"] if chosen and decision else []
        notes += [BASELINE] if only is not None and only.is_baseline else []
        notes += [*self._expected(node.expectations), *(self._came(of) if of else [])]
        notes += _statuses(node.variants, self.shown)
        if not node.variants:
            notes += [] if node.runs else ["not tried"]
        elif only is None:
            notes.append(count(len(node.variants), "variant"))
        else:
            notes += self._change(only)
        here = f" {_CURRENT}" if node.idea.id == self.facts.focus.idea else ""
        first = BEST if node.on_best_path else chosen
        return Row(
            branch, self._marks(first, word, node.variants), word.colour if word else None,
            plain(clipped(node.idea.text)) + here, self._moved(of), _n(of), notes,
            dim=chosen in (DROPPED, PARKED),
        )  # fmt: skip

    def _variant(self, branch: str, node: VariantNode) -> Row:
        word = word_of(node)
        notes = [BASELINE] if node.is_baseline else []
        notes += [*self._came(node), *_statuses([node], self.shown), *self._change(node)]
        first = BEST if node.on_best_path else None
        return Row(
            branch, self._marks(first, word, [node]), word.colour if word else None, plain(node.name),
            self._moved(node), _n(node), notes,
        )  # fmt: skip

    def _finding(self, branch: str, node: Finding) -> Row:
        is_held, is_shaken = node.withdrawn is None, bool(node.shaken) and node.withdrawn is None
        marks = sign(FINDING, self.shown) + (sign(SHAKEN, self.shown) if is_shaken else " ")
        notes = [f"{SHAKEN.text}: {plain(node.shaken[0])}"] if is_shaken else []
        if not is_held:
            notes = [f"withdrawn: {plain(node.withdrawn or '')}"]
        notes += _stands_on(node)
        if node.opened:
            named = ", ".join(self.facts.shorts.get(each, short_id(each)) for each in node.opened)
            notes.append(f"opened {named}")
        colour = SHAKEN.colour if is_shaken else FINDING.colour
        return Row(branch, marks, colour, plain(clipped(node.text)), notes=notes, dim=not is_held)

    def _group(self, branch: str, group: Group) -> Row:
        runs = sum(len(each.runs) for each in group.variants)
        words = [word for each in group.variants if (word := word_of(each)) is not None]
        tally = _tally({word: words.count(word) for word in words}, self.shown)
        text = f"{count(runs, 'run')} of no idea, {count(len(group.variants), 'variant')}"
        return Row(branch, "", None, f"{text}{tally}", dim=True, whole=True)

    def _fold(self, branch: str, fold: Fold) -> Row:
        kinds = (
            ("question", fold.questions),
            ("idea", fold.ideas),
            ("variant", fold.variants),
            ("finding", fold.findings),
        )
        parts = [count(many, noun) for noun, many in kinds if many]
        text = f"+{' and '.join(', '.join(parts).rsplit(', ', 1))}"
        first, _, rest = text.partition(" ")
        more = f"{first} more {rest}{_tally(fold.words, self.shown)}"
        return Row(branch, "", None, more, dim=True, whole=True)

    def _marks(self, first: Word | None, word: Word | None, variants: Sequence[VariantNode]) -> str:
        second = sign(word, self.shown) if word else _status_sign(variants, self.shown)
        return (sign(first, self.shown) if first else " ") + second

    def _moved(self, node: VariantNode | None) -> str:
        """A difference in the metric's own unit; of the baseline its mean."""
        if node is None:
            return ""
        if node.estimate is None:
            return by_noise(node.mean, node.error) if node.mean is not None and node.is_baseline else ""
        if self.node.scale == "log":
            ratio = math.exp(min(node.estimate, 700))
            return f"{'×' if self.shown.unicode else 'x'}{by_noise(ratio, ratio * node.error if node.error else None)}"
        unit = {"%": "pp", None: ""}.get(self.node.question.unit, plain(self.node.question.unit or ""))
        return f"{by_noise(node.estimate, node.error, signed=True)} {unit}".rstrip()

    def _expected(self, waiting: Sequence[Expectation]) -> list[str]:
        return [f"said {_said(each)}, not run yet" for each in waiting[:1]]

    def _came(self, node: VariantNode) -> list[str]:
        told = next((each for each in node.expectations if each.status != "retracted"), None)
        if told is None:
            return []
        return [f"said {_said(told)}, {_outcome(told)}"]

    def _change(self, node: VariantNode) -> list[str]:
        change = self.facts.changes.get(node.run)
        return [plain(change)] if change else []


def _said(told: Expectation) -> str:
    """`70 %`, or what was typed."""
    if told.probability is not None and len(told.text) > 12:
        return f"{100 * told.probability:.0f} %"
    text = plain(clipped(told.text, 24))
    return f"{text} %" if text.isdecimal() else text


def _outcome(told: Expectation) -> str:
    if told.change is not None:
        return f"came {signed(told.change)}{f' {plain(told.unit)}' if told.unit else ''}"
    if told.happened is not None:
        return "came so" if told.happened else "came otherwise"
    return told.status


def _stands_on(node: Finding) -> list[str]:
    """`4 runs for, 1 against`."""
    sides = (("for", len(node.supports)), ("against", len(node.opposes)))
    parts = [f"{count(many, 'run')} {side}" for side, many in sides if many]
    return [", ".join(parts) if parts else "no runs"]


def _n(node: VariantNode | None) -> str:
    return f"n {node.n}" if node is not None and node.n else ""


def _statuses(variants: Sequence[VariantNode], shown: Terminal) -> list[str]:
    """`● 1 running`: all that has not simply finished."""
    counted: dict[str, int] = {}
    for each in variants:
        for status, many in each.statuses.items():
            counted[status] = counted.get(status, 0) + many
    return [
        f"{sign(word, shown)} {counted[status]} {word.text}"
        for status, word in STATUSES.items()
        if status in counted and status != Status.FINISHED
    ]


def _status_sign(variants: Sequence[VariantNode], shown: Terminal) -> str:
    """Of what has no verdict: what is under way, else how it ended where it did not finish."""
    there = {status for each in variants for status in each.statuses}
    for status in (Status.RUNNING, Status.QUEUED, Status.FINISHED, Status.FAILED, Status.KILLED, Status.LOST):
        if status in there:
            return " " if status == Status.FINISHED else sign(STATUSES[status], shown)
    return " "


def _tally(words: Mapping[Word, int], shown: Terminal) -> str:
    """`  ▲ 1  ~ 4`."""
    return "".join(f"  {sign(word, shown)} {words[word]}" for word in STRENGTH if word in words)
