"""The tree, put together: rows of runs become variants, ideas get theirs, questions get their ideas."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, final

from msgspec.structs import replace

from hunch.actions.hunches.resolving import ledger
from hunch.actions.questions.standpoint import Standpoint
from hunch.entities.comparison import Comparison, Judgement
from hunch.entities.config import Objective
from hunch.entities.decision import Decision
from hunch.entities.finding import Finding
from hunch.entities.hunch import Hunch
from hunch.entities.question import Focus, Idea, Question
from hunch.entities.standing import the_question
from hunch.entities.tree import Expectation, IdeaNode, QuestionNode, Tree, VariantNode, word_of
from hunch.entities.words import HOPES, STRENGTH, verdict_word
from hunch.ids import Clock, moment, time_part
from hunch.journal.index import Index
from hunch.journal.rows import LightRun
from hunch.journal.workbench import WorkingFolder

from .deciding import decisions
from .evidence import Bench
from .findings import findings
from .foretold import foretold

LOST = "lost"
_RANK = {word: at for at, word in enumerate(STRENGTH)}


def planted(
    folder: WorkingFolder,
    index: Index,
    point: Standpoint,
    objective: Objective,
    *,
    lost: Collection[str],
    clock: Clock,
) -> Tree:
    """The whole tree, worked out."""
    held = findings(folder, index, objective, point=point, clock=clock)
    bench = Bench(folder.bench, index, point, objective)
    planter = _Planter(index, point, bench, lost, ledger(folder, index), decisions(index), held)
    asked = [planter.question(each) for each in point.standing.questions.values()]
    loose = planter.loose(objective)
    questions = [*asked, *([loose] if loose.ideas or loose.variants or loose.findings else [])]
    rows = [row for row in index.light() if not row.removed]
    return Tree(
        questions=questions, runs=len(rows), ideas=len(point.standing.ideas), findings=len(held)
    )  # fmt: skip


class _Soil(NamedTuple):
    """What the variants of a question are held against."""

    compared: Mapping[str, Comparison]
    baseline: str | None
    mean: float | None = None
    n: int = 0
    name: tuple[str, str] | None = None
    """The run that the baseline is called by everywhere, and its name."""
    error: float | None = None
    """Of the baseline's mean."""
    path: str | None = None
    """The variant at the end of the best path."""


_BARE = _Soil({}, None)


@final
class _Planter:
    def __init__(
        self,
        index: Index,
        point: Standpoint,
        bench: Bench,
        lost: Collection[str],
        hunches: Sequence[Hunch],
        decided: Mapping[str, Decision],
        held: Sequence[Finding],
    ) -> None:
        self.index, self.bench, self.lost = index, bench, lost
        self.standing = point.standing
        self.decided = decided
        self.of_idea, self.of_none = self._rows()
        self.children: dict[str, list[Idea]] = defaultdict(list)
        self.roots: dict[str | None, list[Idea]] = defaultdict(list)
        for idea in self.standing.ideas.values():
            self._place(idea)
        self.foretold, self.waiting = foretold(hunches)
        self.found_of_idea = _by(held, lambda each: each.idea if each.idea in self.standing.ideas else None)
        self.found_of_none = _by(
            [each for each in held if each.idea not in self.standing.ideas],
            lambda each: each.question if each.question in self.standing.questions else None,
        )

    def question(self, question: Question) -> QuestionNode:
        """A question and all that hangs on it."""
        judged = self._judged(question.id)
        soil = _soil(judged)
        ideas = self._ideas(question.id, soil)
        variants = self._variants(self.of_none[question.id], soil)
        base = judged.base if judged else None
        return QuestionNode(
            question=question,
            baseline=judged.baseline if judged else None,
            baseline_name=base.name if base else None,
            scale="log" if question.log_scale else "linear",
            k=judged.k if judged else 0,
            runs=len(self.of_none[question.id]) + sum(each.runs for each in ideas),
            has_best_path=soil.path is not None,
            ideas=ideas,
            variants=variants,
            findings=self.found_of_none[question.id],
        )

    def loose(self, objective: Objective) -> QuestionNode:
        """What hangs on no question. Where nothing at all is asked, it is held against what is taken instead."""
        taken = the_question(self.standing, objective, Focus())
        if not self.standing.questions and taken.question.metric is not None:
            return self.question(taken.question)
        return replace(self.question(Question()), baseline=None)

    def _judged(self, question: str | None) -> Judgement | None:
        if question is None and self.standing.questions:
            return None
        found = self.bench.judged(question)
        return found[1] if found else None

    def _rows(self) -> tuple[dict[str, list[LightRun]], dict[str | None, list[LightRun]]]:
        of_idea: dict[str, list[LightRun]] = defaultdict(list)
        of_none: dict[str | None, list[LightRun]] = defaultdict(list)
        for row in self.index.light():
            if row.removed:
                continue
            if row.idea is not None and row.idea in self.standing.ideas:
                of_idea[row.idea].append(row)
            else:
                of_none[row.question if row.question in self.standing.questions else None].append(row)
        return of_idea, of_none

    def _place(self, idea: Idea) -> None:
        """Under its parent, where that is of the same question; a ring of parents begins at its first idea."""
        parent = self.standing.ideas.get(idea.parent or "")
        question = idea.question if idea.question in self.standing.questions else None
        if parent is None or parent.question != idea.question or self._is_above(idea, parent):
            self.roots[question].append(idea)
        else:
            self.children[parent.id].append(idea)

    def _is_above(self, idea: Idea, other: Idea | None) -> bool:
        """Whether going up from `other` leads to an idea that came no earlier than it should have."""
        seen: set[str] = set()
        while other is not None and other.id not in seen:
            if other.id == idea.id:
                return True
            seen.add(other.id)
            other = self.standing.ideas.get(other.parent or "")
        return False

    def _ideas(self, question: str | None, soil: _Soil) -> list[IdeaNode]:
        """All ideas of a question, each before those under it."""
        found: list[IdeaNode] = []
        waiting: list[tuple[Idea, str | None, int]] = [
            (idea, None, 0) for idea in reversed(self.roots[question])
        ]
        while waiting:
            idea, under, depth = waiting.pop()
            found.append(self._idea(idea, soil, under, depth))
            waiting += [(each, idea.id, depth + 1) for each in reversed(self.children[idea.id])]
        return _on_best_path(found)

    def _idea(self, idea: Idea, soil: _Soil, under: str | None, depth: int) -> IdeaNode:
        variants = self._variants(self.of_idea[idea.id], soil)
        first = strongest(variants)
        return IdeaNode(
            idea=idea,
            under=under,
            depth=depth,
            decision=self.decided.get(idea.id),
            verdict=first.verdict if first else None,
            direction=first.direction if first else 0,
            estimate=first.estimate if first else None,
            error=first.error if first else None,
            by=first.run if first else None,
            runs=len(self.of_idea[idea.id]),
            variants=variants,
            findings=self.found_of_idea[idea.id],
            expectations=self.waiting[idea.id],
        )

    def _variants(self, rows: Sequence[LightRun], soil: _Soil) -> list[VariantNode]:
        by_variant: dict[str, list[LightRun]] = {}
        for row in rows:
            by_variant.setdefault(row.variant or row.id, []).append(row)
        return [self._variant(key, some, soil) for key, some in by_variant.items()]

    def _variant(self, key: str, rows: Sequence[LightRun], soil: _Soil) -> VariantNode:
        one = soil.compared.get(key)
        is_baseline = key == soil.baseline
        statuses: dict[str, int] = {}
        for row in rows:
            status = LOST if row.id in self.lost else row.status
            statuses[status] = statuses.get(status, 0) + 1
        stands = next((row for row in rows if one is not None and row.id == one.a), rows[0])
        run, name = soil.name if is_baseline and soil.name else (stands.id, stands.name)
        return VariantNode(
            run=run,
            name=name,
            variant=rows[0].variant,
            runs=[row.id for row in rows],
            statuses=statuses,
            first_at=moment(time_part(rows[0].start_id)),
            last_at=moment(time_part(rows[-1].start_id)),
            is_baseline=is_baseline,
            n=one.n_a if one else soil.n if is_baseline else 0,
            mean=one.side_a.mean if one else soil.mean if is_baseline else None,
            verdict=one.verdict if one else None,
            direction=one.direction if one else 0,
            estimate=one.estimate if one else None,
            error=one.error if one else soil.error if is_baseline else None,
            interval=one.interval if one else None,
            on_best_path=key == soil.path,
            expectations=_once([each for row in rows for each in self.foretold.get(row.id, ())]),
        )


def _on_best_path(ideas: Sequence[IdeaNode]) -> list[IdeaNode]:
    """`ideas`, marked from those whose variant the best path ends in up to their question."""
    by_id = {each.idea.id: each for each in ideas}
    marked: set[str] = set()
    for each in ideas:
        at = each.idea.id if any(variant.on_best_path for variant in each.variants) else None
        while at is not None and at not in marked:
            marked.add(at)
            at = by_id[at].under
    return [replace(each, on_best_path=True) if each.idea.id in marked else each for each in ideas]


def strongest(variants: Iterable[VariantNode]) -> VariantNode | None:
    """The variant whose verdict says most for the idea; of equals the one that is furthest ahead; None without verdicts."""
    judged = [(word, each) for each in variants if (word := word_of(each)) is not None]
    best = min(judged, key=lambda pair: (_RANK[pair[0]], -_ahead(pair[1])), default=None)
    return best[1] if best else None


def _ahead(node: VariantNode) -> float:
    return abs(node.estimate or 0.0) * node.direction


def _soil(judged: Judgement | None) -> _Soil:
    if judged is None or judged.base is None or judged.baseline is None:
        return _BARE
    compared = {each.side_a.variant or each.a: each for each in judged.comparisons}
    hopeful = [
        (_RANK[word], -abs(each.estimate or 0.0), key)
        for key, each in compared.items()
        if (word := verdict_word(each.verdict, each.direction)) in HOPES
    ]
    path = min(hopeful)[2] if hopeful else None
    base = judged.base
    error = base.sd / base.n**0.5 if base.sd else None
    return _Soil(
        compared, judged.baseline.variant, base.mean, base.n,
        name=(base.run, base.name), error=error, path=path,
    )  # fmt: skip


def _once(expectations: Sequence[Expectation]) -> list[Expectation]:
    return list({each.hunch: each for each in expectations}.values())


def _by(findings: Iterable[Finding], key: Callable[[Finding], str | None]) -> dict[str | None, list[Finding]]:
    found: dict[str | None, list[Finding]] = defaultdict(list)
    for each in findings:
        found[key(each)].append(each)
    return found
