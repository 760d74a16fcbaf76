"""Ideas: writing them down, and being at one."""

from collections.abc import Sequence
from typing import NamedTuple

from hunch.actions.find import all_names
from hunch.entities.events import Data, IdeaAdded
from hunch.entities.question import Focus, Idea
from hunch.entities.standing import Standing
from hunch.errors import UnknownIdea, UnknownRun, UserError
from hunch.ids import Clock, new_id
from hunch.journal.index import Index
from hunch.journal.standing import focus_here
from hunch.journal.workbench import WorkingFolder
from hunch.journal.writer import append, append_many, highest_id

from .asking import moved_to
from .referring import Asked, either_or_none, find_either, find_idea, id_of, label, same_text

LONGEST_TEXT = 1000


class Added(NamedTuple):
    """An idea that is current now; `is_new` where it was not there before."""

    idea: Idea
    is_new: bool


def check_text(text: str) -> str:
    """The text of an idea, without what makes no difference.

    Raises:
        UserError: there is none, or far too much.
    """
    text = " ".join(text.split())
    if not text:
        raise UserError("an empty idea", hint='hunch idea "wider heads"')
    if len(text) > LONGEST_TEXT:
        raise UserError(
            f"an idea of {len(text):,} characters; at most {LONGEST_TEXT:,}",
            hint="Name it in a line; write the rest down: hunch note",
        )
    return text


def planned_idea(
    folder: WorkingFolder,
    index: Index,
    standing: Standing,
    text: str,
    *,
    under: str | None = None,
    inspired_by: Sequence[str] = (),
    clock: Clock,
) -> Added:
    """The idea that is meant, of the current question; nothing is written yet. One of that text that is there is it.

    Raises:
        UserError: it cannot be written down.
        UnknownIdea: what it is under, or inspired by, is not there.
        AmbiguousName: several answer to that name.
    """
    text = check_text(text)
    focus = focus_here(standing, folder)
    parent = _parent(standing, under, focus)
    sources = [_source(index, standing, reference, focus) for reference in inspired_by]
    twin = next(
        (i for i in standing.ideas.values() if i.question == focus.question and same_text(i.text, text)), None
    )
    if twin is not None:
        _must_agree(standing, twin, parent, sources)
        return Added(twin, False)
    identifier = new_id(clock(), after=highest_id(folder.bench))
    idea = Idea(
        id=identifier,
        text=text,
        parent=parent.id if parent else None,
        inspired_by=list(dict.fromkeys(sources)),
        question=focus.question,
    )
    return Added(idea, True)


def written(folder: WorkingFolder, standing: Standing, added: Added) -> list[Data]:
    """The events by which an idea is there and current; none where it is both already."""
    idea = added.idea
    said: list[Data] = []
    if added.is_new:
        said.append(
            IdeaAdded(
                idea=idea.id,
                text=idea.text,
                parent=idea.parent,
                inspired_by=idea.inspired_by,
                question=idea.question,
            )
        )
    if focus_here(standing, folder) != Focus(question=idea.question, idea=idea.id):
        said.append(moved_to(folder, question=idea.question, idea=idea.id))
    return said


def write(folder: WorkingFolder, standing: Standing, added: Added, *, clock: Clock) -> None:
    """Write an idea down and make it current, in one write."""
    said = written(folder, standing, added)
    if said:
        append_many(folder.bench, said, clock=clock)


def go_on(folder: WorkingFolder, standing: Standing, thing: Asked, *, clock: Clock) -> None:
    """Make a question, or an idea with its question, current; nothing is written where it is.

    An idea of no question leaves the current one as it is.
    """
    before = focus_here(standing, folder)
    if isinstance(thing, Idea):
        focus = Focus(question=thing.question or before.question, idea=thing.id)
    else:
        focus = Focus(question=thing.id)
    if before != focus:
        append(folder.bench, moved_to(folder, question=focus.question, idea=focus.idea), clock=clock)


def leave(folder: WorkingFolder, standing: Standing, *, clock: Clock) -> None:
    """Be at no question and no idea; nothing is written where one is."""
    if focus_here(standing, folder) != Focus():
        append(folder.bench, moved_to(folder, question=None), clock=clock)


def _parent(standing: Standing, under: str | None, focus: Focus) -> Idea | None:
    if under is None:
        return None
    parent = find_idea(standing, under, focus)
    if parent.question != focus.question:
        other = standing.questions.get(parent.question or "")
        belongs = f"belongs to {label(standing, other)}" if other else "belongs to no question"
        raise UserError(
            f"{label(standing, parent)} {belongs}, and not to the current question",
            hint="Go there first: hunch on REF. Or take it over: --inspired-by instead of --under",
        )
    return parent


def _source(index: Index, standing: Standing, reference: str, focus: Focus) -> str:
    """The id of the idea, question, finding, paper or run that inspired: the first of these that answers to it."""
    from hunch.entities.reference import resolve

    from .sources import finding_or_paper

    if reference.strip() in ("@idea", "@question"):
        return id_of(find_either(standing, reference, focus))
    if not reference.startswith("@"):
        found = either_or_none(standing, reference, focus)
        if found is not None:
            return id_of(found)
    other = finding_or_paper(index, reference, focus)
    if other is not None:
        return other
    try:
        return resolve(reference, all_names(index))
    except UnknownRun as error:
        raise UnknownIdea(
            f"--inspired-by {reference!r}: no idea, question, finding, paper or run of that name",
            hint=error.hint,
        ) from None


def _must_agree(standing: Standing, twin: Idea, parent: Idea | None, sources: Sequence[str]) -> None:
    """An idea that is there stays where it is."""
    if parent is not None and twin.parent != parent.id:
        raise UserError(
            f"{label(standing, twin)} is there already, and not under {label(standing, parent)}",
            hint="An idea stays where it is: put it in other words, or leave --under away.",
        )
    if not set(sources) <= set(twin.inspired_by):
        raise UserError(
            f"{label(standing, twin)} is there already, inspired by other things",
            hint="Put it in other words, or leave --inspired-by away.",
        )
