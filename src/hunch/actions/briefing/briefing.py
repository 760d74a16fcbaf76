"""Everything a colleague or a coding agent must know in one page, from the journal alone.

The same journal gives the same page, but for what runs now.
"""

from collections.abc import Sequence

from hunch.actions.hunches.awaited import awaited
from hunch.actions.papers.answering import answered
from hunch.actions.papers.known import papers
from hunch.actions.proposals.ground import Asked
from hunch.actions.proposals.ranking import proposals
from hunch.actions.questions.referring import everything, find_question, id_of
from hunch.actions.questions.standpoint import Standpoint, standpoint
from hunch.actions.questions.worked_on import worked_on
from hunch.actions.tree.deciding import decisions
from hunch.actions.tree.findings import findings
from hunch.actions.verdicts.terms import Wish, terms_at
from hunch.entities.config import Config
from hunch.entities.proposal import Proposal
from hunch.entities.question import Question
from hunch.entities.reference import short_ids
from hunch.entities.standing import TakenQuestion
from hunch.journal.index import Index
from hunch.journal.rows import LightRun
from hunch.journal.workbench import WorkingFolder

from .evidence import NOTHING, Evidence, evidence
from .facts import Brief, Facts
from .fitting import fit
from .happening import failures, folder_facts, running
from .learned import claimed, decided, held, open_ideas
from .saying import lines

DEFAULT_TOKENS, MOST_PROPOSALS = 2000, 5


def brief(
    folder: WorkingFolder,
    index: Index,
    config: Config,
    *,
    now_us: int,
    question: str | None = None,
    max_tokens: int = DEFAULT_TOKENS,
) -> Brief:
    """The facts on a question (the author's current one), and a page of at most `max_tokens`, by estimate.

    Raises:
        UnknownQuestion: no question answers to `question`.
        AmbiguousName: several do.
    """
    rows = index.light()
    at = _standpoint(folder, index, config, question)
    shorts = _shorts(index, at)
    known = _facts(folder, index, config, at, shorts, rows, now_us=now_us)
    return _fitted(known, shorts, max_tokens)


def of_nothing(root: str, *, max_tokens: int = DEFAULT_TOKENS) -> Brief:
    """The brief of a folder in which nothing is recorded yet: how to begin."""
    return _fitted(Facts(folder=root, runs=0, question=Question(), question_is="nothing"), {}, max_tokens)


def _fitted(known: Facts, shorts: dict[str, str], max_tokens: int) -> Brief:
    page = fit(lines(known, shorts), max_tokens)
    said = {name: getattr(known, name) for name in Facts.__struct_fields__}
    return Brief(
        **said, max_tokens=max_tokens, tokens=page.tokens, left_out=page.left_out, markdown=page.text
    )


def _facts(
    folder: WorkingFolder,
    index: Index,
    config: Config,
    at: Standpoint,
    shorts: dict[str, str],
    rows: Sequence[LightRun],
    *,
    now_us: int,
) -> Facts:
    decided_on = decisions(index)
    now = running(folder, index, rows, now_us=now_us)
    found = _evidence(folder, index, config, at, shorts)
    live = index.runs([run.id for run in now])
    return Facts(
        folder=folder.root,
        runs=index.count(),
        question=at.question,
        question_is=at.taken.how,
        is_current=at.question.id is not None and at.question.id == at.focus.question,
        questions=[each for each in at.standing.questions.values() if each.id != at.question.id],
        baseline=found.baseline,
        k=found.k,
        variants=found.variants,
        start_from=found.start_from,
        findings=held(findings(folder, index, config.objective, point=at, clock=lambda: now_us), at.question),
        decisions=decided(decided_on, at.standing, at.question),
        ideas=open_ideas(at.standing, rows, at.question, decided_on),
        hunches=awaited(index, at.standing, live, author=None),
        running=now,
        failures=failures(index, rows, at.question),
        claims=claimed(answered(folder, index, config.objective), papers(index)),
        proposals=_proposals(folder, index, config, at, now_us=now_us),
        here=folder_facts(folder, index),
    )


def _standpoint(folder: WorkingFolder, index: Index, config: Config, reference: str | None) -> Standpoint:
    """Where the author stands; a newcomer, who is at nothing yet, is told of the question that was worked on last."""
    at = standpoint(folder, config.objective)
    if reference is not None:
        question = find_question(at.standing, reference, at.focus)
        return at._replace(taken=TakenQuestion(question, "asked"))
    return worked_on(index, at)


def _evidence(
    folder: WorkingFolder, index: Index, config: Config, at: Standpoint, shorts: dict[str, str]
) -> Evidence:
    if at.question.metric is None:
        return NOTHING
    wish = Wish(question=at.question) if at.question.id else Wish()
    return evidence(folder, index, at, terms_at(at, config.objective, wish), shorts)


def _proposals(
    folder: WorkingFolder, index: Index, config: Config, at: Standpoint, *, now_us: int
) -> list[Proposal]:
    """What is worth trying next; nothing is written down."""
    asked = Asked(config.objective, at.question if at.question.id else None)
    return proposals(folder, index, asked, now_us=now_us, most=MOST_PROPOSALS)


def _shorts(index: Index, at: Standpoint) -> dict[str, str]:
    """The short id of every run, question and idea."""
    runs = [row[0] for row in index.named()]
    asked = [id_of(each) for each in everything(at.standing)]
    return short_ids(runs, among=runs) | short_ids(asked, among=asked)
