"""The pages of questions, ideas, findings and hunches: each with everything that hangs on it."""

from collections.abc import Iterator, Sequence

from hunch.actions.questions.referring import Asked, label, short_of
from hunch.actions.tree.about import About, AboutFinding, AboutHunch, AboutIdea, AboutQuestion
from hunch.actions.tree.folding import drawn
from hunch.entities.hunch import Hunch
from hunch.entities.quantities import ago, count
from hunch.entities.question import Focus
from hunch.entities.reference import short_id
from hunch.entities.run import Note
from hunch.entities.standing import Standing
from hunch.entities.tree import QuestionNode, Tree
from hunch.entities.words import FINDING

from .decide import decision_line
from .finding_page import lines_of_finding
from .hunch_lines import lines as hunch_lines
from .opened import Opened
from .render import Terminal, paint, plain, sign
from .standing_text import question_text
from .tree_page import page
from .tree_rows import Facts
from .wrapping import wrapped

MOST_LINES = 60
MOST_HUNCHES = 20


class Shown:
    """How a page is shown, and what it takes to name things on it."""

    def __init__(self, bench: Opened, standing: Standing, focus: Focus, terminal: Terminal) -> None:
        self.bench, self.standing, self.focus, self.terminal = bench, standing, focus, terminal

    def page(self, about: About) -> list[str]:
        """The lines of the page."""
        match about:
            case AboutQuestion():
                return list(self._question(about))
            case AboutIdea():
                return list(self._idea(about))
            case AboutFinding():
                return list(self._finding(about))
            case AboutHunch():
                return list(self._hunch(about))

    def _question(self, about: AboutQuestion) -> Iterator[str]:
        question = about.question
        yield from self._title(question.text, short_of(self.standing, question), "question")
        yield from self._facts(
            ("measures", question_text(question)),
            ("asked", self._when(question.asked_at, question.by)),
            ("baseline", about.node.baseline_name),
            (
                "opened by",
                f"{about.opened_by.text} ({short_id(about.opened_by.id)})" if about.opened_by else None,
            ),
            ("id", question.id),
        )
        node = about.node
        if node.ideas or node.variants or node.findings:
            yield from ["", *self._tree(node)]
        yield from self._hunches(about.hunches)
        yield from self._notes(about.notes)

    def _idea(self, about: AboutIdea) -> Iterator[str]:
        idea, node = about.idea, about.node
        runs = sum(len(each.runs) for each in node.variants)
        yield from self._title(idea.text, short_of(self.standing, idea), "idea")
        yield from self._facts(
            ("of", label(self.standing, about.question) if about.question else "no question"),
            ("under", self._label(about.parent)),
            ("inspired by", ", ".join(map(self._named, idea.inspired_by))),
            ("inspired", ", ".join(label(self.standing, each) for each in about.inspired)),
            ("added", self._when(idea.added_at, idea.by)),
            (
                "runs",
                f"{count(runs, 'run')} in {count(len(node.variants), 'variant')}" if runs else "not tried",
            ),
            ("id", idea.id),
        )
        if about.decisions:
            lines = [decision_line(self.bench, self.standing, each) for each in about.decisions]
            yield from self._section("decided", lines)
        inner = self._part(about)
        if inner:
            yield from ["", *inner]
        yield from self._hunches(about.hunches)
        yield from self._notes(about.notes)

    def _finding(self, about: AboutFinding) -> Iterator[str]:
        yield from lines_of_finding(self.bench, self.bench.index, about.finding, self.terminal)
        yield from self._facts(
            ("of", self._label(about.question)),
            ("idea", self._label(about.idea)),
            ("inspired", ", ".join(label(self.standing, each) for each in about.inspired)),
            ("id", about.finding.id),
        )
        yield from self._notes(about.notes)

    def _hunch(self, about: AboutHunch) -> Iterator[str]:
        hunch = about.hunch
        yield from self._title(hunch.text, short_id(hunch.id), f"hunch, {hunch.status}")
        names = [run.name for run in self.bench.index.runs(hunch.runs)]
        yield from self._facts(
            ("about", self._label(about.idea)),
            ("of", self._label(about.question)),
            ("sealed", self._when(hunch.sealed_at, hunch.author)),
            ("runs", ", ".join(names)),
            ("open", hunch.waits),
            ("why", hunch.why),
            ("void", hunch.void),
            ("flags", ", ".join(hunch.flags)),
            ("id", hunch.id),
        )
        yield from ["", *hunch_lines([hunch], self.terminal, indent="  ")]
        yield from self._notes(about.notes)

    def _part(self, about: AboutIdea) -> list[str]:
        """The part of the tree below an idea."""
        from hunch.actions.tree.filtering import Wanted, filtered
        from hunch.actions.tree.growing import grow
        from hunch.ids import system_clock

        bench = self.bench
        tree = grow(bench.folder, bench.index, bench.config.objective, clock=system_clock).tree
        node = next(iter(filtered(tree, Wanted(idea=about.idea.id), {}).questions), None)
        if node is None or not (about.node.variants or about.node.findings or about.under):
            return []
        return self._tree(node)

    def _tree(self, node: QuestionNode) -> list[str]:
        lines = drawn(Tree(questions=[node]), self.focus, most=MOST_LINES)
        shorts = {each.idea.id: short_id(each.idea.id) for each in node.ideas}
        return page(lines, Facts(self.focus, shorts, {}), self.terminal)

    def _title(self, text: str, short: str, what: str) -> Iterator[str]:
        for line in wrapped(plain(text), self.terminal.width):
            yield paint(line, None, self.terminal, bold=True)
        yield f"  {plain(what)}  {short}"

    def _facts(self, *facts: tuple[str, str | None]) -> Iterator[str]:
        said = [(name, value) for name, value in facts if value]
        wide = max((len(name) for name, _ in said), default=0)
        for name, value in said:
            yield f"  {name:{wide}}  {plain(value or '')}"

    def _section(self, title: str, lines: Sequence[str]) -> Iterator[str]:
        if lines:
            yield from ["", paint(title, None, self.terminal, bold=True), *(f"  {line}" for line in lines)]

    def _hunches(self, hunches: Sequence[Hunch]) -> Iterator[str]:
        width = self.terminal.width - 2 if self.terminal.width else None
        lines = hunch_lines(hunches[-MOST_HUNCHES:], self.terminal._replace(width=width))
        yield from self._section("hunches", lines)

    def _notes(self, notes: Sequence[Note]) -> Iterator[str]:
        lines = [f"{each.at[:16].replace('T', ' ')}  {plain(each.by)}: {plain(each.text)}" for each in notes]
        yield from self._section("notes", lines)

    def _when(self, at: str | None, by: str | None) -> str | None:
        if at is None:
            return None
        return f"{ago(at, now_us=self.bench.now.us)} by {(by or '').removeprefix('human:')} ({at[:16].replace('T', ' ')})"

    def _label(self, thing: Asked | None) -> str | None:
        return label(self.standing, thing) if thing is not None else None

    def _named(self, source: str) -> str:
        """An idea, question, finding, paper or run that inspired."""
        known = self.standing.ideas.get(source) or self.standing.questions.get(source)
        if known is not None:
            return label(self.standing, known)
        run = self.bench.index.run(source)
        if run is not None:
            return f"{run.name} ({short_id(run.id)})"
        from hunch.actions.tree.findings import written

        found = next((each for each in written(self.bench.index) if each.id == source), None)
        if found is not None:
            return f"{sign(FINDING, self.terminal)} {found.text} ({short_id(found.id)})"
        return self._paper(source)

    def _paper(self, source: str) -> str:
        from hunch.entities.events import PaperAdded

        told = [each.data for each in self.bench.index.told("paper.added")]
        keys = [data.key for data in told if isinstance(data, PaperAdded) and data.paper == source]
        return keys[-1] if keys else source
