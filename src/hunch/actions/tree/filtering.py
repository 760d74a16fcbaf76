"""Parts of the tree: what hangs on one question or idea, or answers to a verdict, a decision, an author, a time."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from hunch.entities.author import goes_by
from hunch.entities.finding import Finding
from hunch.entities.tree import IdeaNode, QuestionNode, Tree, VariantNode

UNDECIDED = "none"


class Wanted(NamedTuple):
    """What a tree should hold; what is left empty asks for nothing. Of several words one is enough."""

    question: str | None = None
    """Whatever hangs on this one."""
    idea: str | None = None
    """This one, and what is under it."""
    verdicts: Collection[str] = ()
    """Printed capitals."""
    decisions: Collection[str] = ()
    """keep, drop, park, none."""
    author: str | None = None
    """Who wrote the idea or the finding down, decided, or ran; `ada` is `human:ada` too."""
    since: str | None = None
    """Nothing has happened to the rest since this moment."""
    shaken: bool = False
    """Shaken findings, and where they hang."""

    @property
    def is_choosy(self) -> bool:
        """Whether it asks for more than a place."""
        return bool(self.verdicts or self.decisions or self.author or self.since or self.shaken)


def filtered(tree: Tree, wanted: Wanted, authors: Mapping[str, str]) -> Tree:
    """What of the tree was asked for; ideas above what is found stay, without their variants.

    Args:
        authors: who started each run, where `wanted` asks for an author.
    """
    asked = _Asked(wanted, authors)
    questions = [node for node in tree.questions if wanted.question in (None, node.question.id)]
    if wanted.idea is not None:
        found = (_below(node, wanted.idea) for node in questions)
        questions = [node for node in found if node is not None]
    if wanted.is_choosy:
        questions = [node for node in map(asked.question, questions) if node is not None]
    return replace(tree, questions=questions)


def _below(node: QuestionNode, idea: str) -> QuestionNode | None:
    """A question with one of its ideas and what is under it."""
    at = next((at for at, each in enumerate(node.ideas) if each.idea.id == idea), None)
    if at is None:
        return None
    top = node.ideas[at]
    after = next(
        (n for n, each in enumerate(node.ideas[at + 1 :], at + 1) if each.depth <= top.depth), len(node.ideas)
    )
    ideas = [replace(each, depth=each.depth - top.depth) for each in node.ideas[at:after]]
    return replace(node, ideas=[replace(ideas[0], under=None), *ideas[1:]], variants=[], findings=[])


class _Asked(NamedTuple):
    wanted: Wanted
    authors: Mapping[str, str]

    def question(self, node: QuestionNode) -> QuestionNode | None:
        """None where nothing of it was asked for."""
        found = {each.idea.id: kept for each in node.ideas if (kept := self.idea(each)) is not None}
        above = _above(node.ideas, found)
        ideas = [
            found.get(each.idea.id) or replace(each, variants=[], findings=[], expectations=[])
            for each in node.ideas
            if each.idea.id in found or each.idea.id in above
        ]
        loose = not self.wanted.decisions
        variants = self.variants(node.variants) if loose else []
        findings = self.findings(node.findings) if loose else []
        if not (ideas or variants or findings):
            return None
        return replace(node, ideas=ideas, variants=variants, findings=findings)

    def idea(self, node: IdeaNode) -> IdeaNode | None:
        decision = node.decision.decision if node.decision else UNDECIDED
        if self.wanted.decisions and decision not in self.wanted.decisions:
            return None
        variants, findings = self.variants(node.variants), self.findings(node.findings)
        if variants or findings or self._itself(node):
            return replace(node, variants=variants, findings=findings)
        return None

    def variants(self, nodes: Sequence[VariantNode]) -> list[VariantNode]:
        wanted = self.wanted
        return [
            node
            for node in nodes
            if not wanted.shaken
            and (not wanted.verdicts or node.verdict in wanted.verdicts)
            and (not wanted.since or node.last_at >= wanted.since)
            and (not wanted.author or any(self._is_author(self.authors.get(run)) for run in node.runs))
        ]

    def findings(self, nodes: Sequence[Finding]) -> list[Finding]:
        wanted = self.wanted
        return [
            node
            for node in nodes
            if (not wanted.shaken or node.shaken)
            and (not wanted.verdicts or any(each.verdict in wanted.verdicts for each in node.now))
            and (not wanted.since or node.at >= wanted.since)
            and (not wanted.author or self._is_author(node.by))
        ]

    def _itself(self, node: IdeaNode) -> bool:
        """Whether the idea was asked for, whatever of its variants was not."""
        wanted, decision = self.wanted, node.decision
        if wanted.verdicts or wanted.shaken:
            return False
        touched = max(node.idea.added_at or "", decision.at if decision else "")
        by = (node.idea.by, decision.by if decision else None)
        return (not wanted.since or touched >= wanted.since) and (
            not wanted.author or any(map(self._is_author, by))
        )

    def _is_author(self, by: str | None) -> bool:
        return by is not None and goes_by(self.wanted.author or "", by)


def _above(ideas: Sequence[IdeaNode], found: Collection[str]) -> set[str]:
    """The ideas above those that were found."""
    under = {each.idea.id: each.under for each in ideas}
    above: set[str] = set()
    for idea in found:
        at = under[idea]
        while at is not None and at not in above:
            above.add(at)
            at = under[at]
    return above
