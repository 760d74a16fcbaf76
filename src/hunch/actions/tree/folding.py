"""Which of a tree's lines are shown where there are too many: the most telling ones, each below what it hangs on.

Lines are taken one by one, the one that tells most first, until there is no room; what is left is folded where it
hangs. So a tree of ten ideas is shown whole, and one of ten thousand runs on a screen.
"""

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from hunch.entities.finding import Finding
from hunch.entities.question import Focus
from hunch.entities.tree import IdeaNode, QuestionNode, Tree, VariantNode, variants_of, word_of
from hunch.entities.words import INCONCLUSIVE, OBSERVED, Word

FOREMOST = 12
"""So many questions, those that were touched last, come before all ideas; what is older must tell more than they do."""


class Group(NamedTuple):
    """The variants of runs that try no idea."""

    variants: Sequence[VariantNode]


Item = QuestionNode | IdeaNode | VariantNode | Finding | Group


class Branch(NamedTuple):
    """Something that has a line, and what hangs on it."""

    item: Item
    score: float
    children: list["Branch"]


class Fold(NamedTuple):
    """What hangs in a place and is not shown; all that is below counts."""

    ideas: int
    variants: int
    findings: int
    questions: int
    words: Mapping[Word, int]
    """How many ideas have which verdict, and how many were dropped."""


class Line(NamedTuple):
    """A line of the drawing. `lasts`: for each step from the root, whether nothing follows on that level."""

    lasts: tuple[bool, ...]
    item: Item | Fold


def drawn(tree: Tree, focus: Focus, *, most: int | None) -> list[Line]:
    """The lines of a tree, at most about so many; None: all."""
    roots = branches(tree, focus)
    shown = None if most is None else _most_telling(roots, most)
    return list(_lines(roots, shown))


def branches(tree: Tree, focus: Focus) -> list[Branch]:
    """The tree as what hangs on what, each with how much it tells."""
    latest = sorted({each.last_at for node in tree.questions for each in variants_of(node)})
    age = {moment: at / len(latest) for at, moment in enumerate(latest, 1)}
    rank = {id(node): at for at, node in enumerate(sorted(tree.questions, key=_touched_at, reverse=True))}
    return [_question(node, focus, age, rank[id(node)]) for node in tree.questions]


def is_merged(node: IdeaNode) -> bool:
    """Whether an idea's only variant is told on its own line."""
    return len(node.variants) == 1


def _touched_at(node: QuestionNode) -> str:
    """When something happened to a question for the last time."""
    moments = (each.idea.added_at or "" for each in node.ideas)
    return max(node.question.asked_at or "", *moments, *(each.last_at for each in variants_of(node)), "")


def _question(node: QuestionNode, focus: Focus, age: Mapping[str, float], rank: int) -> Branch:
    """
    Args:
        rank: how many questions were touched after it.
    """
    current = node.question.id is not None and node.question.id == focus.question
    top = Branch(node, (200 if rank < FOREMOST else 8) + 100 * current - rank / 1000, [])
    base = [each for each in node.variants if each.is_baseline]
    others = [each for each in node.variants if not each.is_baseline]
    top.children.extend(Branch(each, 75, []) for each in base)
    at: dict[str | None, Branch] = {None: top}
    current_path = _path_to(node.ideas, focus.idea)
    for idea in node.ideas:
        branch = _idea(idea, age, current=idea.idea.id in current_path)
        at[idea.idea.id] = branch
        at.get(idea.under, top).children.append(branch)
    _favour_the_first(top)
    top.children.extend(_finding(each, 0.5) for each in node.findings)
    if others:
        some = [Branch(each, 10 + _strength(each) + 5 * age[each.last_at], []) for each in others]
        top.children.append(Branch(Group(others), 60, some))
    return top


def _favour_the_first(top: Branch) -> None:
    """Of each question the most telling idea is shown before others have many."""
    ideas = [(each.score, at) for at, each in enumerate(top.children) if isinstance(each.item, IdeaNode)]
    if ideas:
        _, at = max(ideas)
        top.children[at] = top.children[at]._replace(score=top.children[at].score + 60)


def _idea(node: IdeaNode, age: Mapping[str, float], *, current: bool) -> Branch:
    score = 40 + _strength(node) + 15 * _youth(node.variants, age) - 4 * min(node.depth, 8)
    score += 60 * node.on_best_path + 50 * current + 5 * (node.decision is not None)
    score += 30 * any(each.shaken for each in node.findings)
    children = [_finding(each, _youth(node.variants, age)) for each in node.findings]
    if not is_merged(node):
        children += [
            Branch(each, score - 45 + _strength(each) / 2 + 15 * each.on_best_path, [])
            for each in node.variants
        ]
    return Branch(node, score, children)


def _finding(finding: Finding, youth: float) -> Branch:
    weight = -40 if finding.withdrawn is not None else 30 * bool(finding.shaken)
    return Branch(finding, 65 + weight + 5 * youth, [])


def _strength(node: IdeaNode | VariantNode) -> float:
    """What is known of it tells more than what is not."""
    word = word_of(node)
    if word is None:
        return 0
    return {INCONCLUSIVE: 8, OBSERVED: 4}.get(word, 14 if word.text == "SUGGESTS" else 20)


def _youth(variants: Sequence[VariantNode], age: Mapping[str, float]) -> float:
    return max((age[each.last_at] for each in variants), default=0.5)


def _path_to(ideas: Sequence[IdeaNode], current: str | None) -> set[str]:
    """An idea and those above it."""
    under = {each.idea.id: each.under for each in ideas}
    path: set[str] = set()
    while current is not None and current in under and current not in path:
        path.add(current)
        current = under[current]
    return path


def _most_telling(roots: Sequence[Branch], most: int) -> set[int]:
    """The ids (in memory) of the branches to show. What folds the rest takes a line too."""
    hidden = {0: len(roots)}
    heap = [(-each.score, order, 0, each) for order, each in enumerate(roots)]
    heapq.heapify(heap)
    shown: set[int] = set()
    used, order = 1 if roots else 0, len(roots)
    while heap:
        _, _, above, branch = heapq.heappop(heap)
        cost = (hidden[above] > 1) + (1 if branch.children else 0)
        if used + cost > most and shown:
            continue
        used += cost
        hidden[above] -= 1
        shown.add(id(branch))
        hidden[id(branch)] = len(branch.children)
        for each in branch.children:
            heapq.heappush(heap, (-each.score, order, id(branch), each))
            order += 1
    return shown


def _lines(roots: Sequence[Branch], shown: set[int] | None) -> Iterator[Line]:
    """The drawing, from above; what hangs deep is walked without recursion."""
    waiting: list[tuple[Branch | Fold, tuple[bool, ...]]] = []

    def push(children: Sequence[Branch], lasts: tuple[bool, ...], *, root: bool = False) -> None:
        kept = [each for each in children if shown is None or id(each) in shown]
        left = [each for each in children if shown is not None and id(each) not in shown]
        entries: list[Branch | Fold] = [*kept, *([_fold(left)] if left else [])]
        for at, entry in reversed(list(enumerate(entries))):
            waiting.append((entry, lasts if root else (*lasts, at == len(entries) - 1)))

    push(roots, (), root=True)
    while waiting:
        entry, lasts = waiting.pop()
        if isinstance(entry, Fold):
            yield Line(lasts, entry)
            continue
        yield Line(lasts, entry.item)
        push(entry.children, lasts)


def _fold(hidden: Sequence[Branch]) -> Fold:
    counts: Counter[type] = Counter()
    words: Counter[Word] = Counter()
    waiting = list(hidden)
    while waiting:
        branch = waiting.pop()
        counts[type(branch.item)] += 1
        if isinstance(branch.item, IdeaNode):
            word = word_of(branch.item)
            if word is not None:
                words[word] += 1
        waiting += branch.children
    if not words:
        words.update(word for each in hidden for word in _words_of(each.item))
    return Fold(
        counts[IdeaNode], counts[VariantNode], counts[Finding], counts[QuestionNode], words
    )  # fmt: skip


def _words_of(item: Item) -> Iterator[Word]:
    if isinstance(item, VariantNode) and (word := word_of(item)) is not None:
        yield word
