"""Questions, ideas and findings by what people call them: id, short id, text, a part of it that no other has, `@question`."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from hunch.entities.finding import Finding
from hunch.entities.question import Focus, Idea, Question
from hunch.entities.reference import ambiguous, folded, is_short_for, short_ids
from hunch.entities.standing import Standing
from hunch.errors import UnknownFinding, UnknownIdea, UnknownQuestion, UserError

Asked = Question | Idea
Said = Question | Idea | Finding
"""What has an id and a text."""
Thing = TypeVar("Thing", Question, Idea, Finding, Asked)
LONGEST_SHOWN = 60
CURRENT_QUESTION, CURRENT_IDEA, LATEST_FINDING = "@question", "@idea", "@finding"


def find_question(standing: Standing, reference: str, focus: Focus) -> Question:
    """The question that `reference` names.

    Raises:
        UnknownQuestion: no question answers to it, or none is current.
        AmbiguousName: several do.
    """
    if reference.strip() == CURRENT_QUESTION:
        return current_question(standing, focus)
    found = _named(reference, list(standing.questions.values()), focus)
    if found is not None:
        return found
    texts = [question.text for question in standing.questions.values()]
    hint = _near(reference, texts) or 'Ask it: hunch ask "..." --metric val/acc --goal max'
    raise UnknownQuestion(f"no question {reference!r}", hint=hint)


def find_idea(standing: Standing, reference: str, focus: Focus) -> Idea:
    """The idea that `reference` names.

    Raises:
        UnknownIdea: no idea answers to it, or none is current.
        AmbiguousName: several do.
    """
    if reference.strip() == CURRENT_IDEA:
        return current_idea(standing, focus)
    found = _named(reference, list(standing.ideas.values()), focus)
    if found is not None:
        return found
    texts = [idea.text for idea in standing.ideas.values()]
    hint = _near(reference, texts) or f'Write it down: hunch idea "{reference}"'
    raise UnknownIdea(f"no idea {reference!r}", hint=hint)


def find_either(standing: Standing, reference: str, focus: Focus) -> Asked:
    """The question or idea that `reference` names.

    Raises:
        UnknownIdea: neither answers to it.
        UnknownQuestion: `@question`, and none is current.
        AmbiguousName: several do.
    """
    if reference.strip() == CURRENT_QUESTION:
        return current_question(standing, focus)
    if reference.strip() == CURRENT_IDEA:
        return current_idea(standing, focus)
    found = either_or_none(standing, reference, focus)
    if found is not None:
        return found
    texts = [each.text for each in everything(standing)]
    hint = _near(reference, texts) or "See what there is: hunch on"
    raise UnknownIdea(f"no question or idea {reference!r}", hint=hint)


def either_or_none(standing: Standing, reference: str, focus: Focus) -> Asked | None:
    """As `find_either`, None where nothing answers to it.

    Raises:
        AmbiguousName: several do.
    """
    return _named(reference, everything(standing), focus)


def find_finding(findings: Sequence[Finding], reference: str, focus: Focus) -> Finding:
    """The finding that `reference` names; `@finding` is the latest that still is held.

    Raises:
        UnknownFinding: none answers to it.
        AmbiguousName: several do.
    """
    if reference.strip() == LATEST_FINDING:
        held = [each for each in findings if each.withdrawn is None]
        if not held:
            raise UnknownFinding(
                "there is no finding yet", hint='hunch finding "it holds above 0.1" --supports @'
            )
        return latest(held)
    found = finding_or_none(findings, reference, focus)
    if found is not None:
        return found
    hint = _near(reference, [each.text for each in findings]) or "See what there is: hunch finding"
    raise UnknownFinding(f"no finding {reference!r}", hint=hint)


def finding_or_none(
    findings: Sequence[Finding], reference: str, focus: Focus, *, parts: bool = True
) -> Finding | None:
    """As `find_finding`, None where nothing answers to it.

    Args:
        parts: whether a part of its text names a finding.

    Raises:
        AmbiguousName: several answer to it.
    """
    return _named(reference, findings, focus, parts=parts)


def current_question(standing: Standing, focus: Focus) -> Question:
    """The question that the author is at.

    Raises:
        UnknownQuestion: there is none.
    """
    found = standing.questions.get(focus.question or "")
    if found is None:
        hint = 'Ask one: hunch ask "..." --metric val/acc --goal max'
        if standing.questions:
            hint = f"Make one current: hunch on {short_of(standing, latest(standing.questions.values()))}"
        raise UnknownQuestion("no question is current here", hint=hint)
    return found


def current_idea(standing: Standing, focus: Focus) -> Idea:
    """The idea that the author is at.

    Raises:
        UnknownIdea: there is none.
    """
    found = standing.ideas.get(focus.idea or "")
    if found is None:
        hint = 'Write one down: hunch idea "..."'
        if standing.ideas:
            hint = f"Make one current: hunch on {short_of(standing, latest(standing.ideas.values()))}"
        raise UnknownIdea("no idea is current here", hint=hint)
    return found


def everything(standing: Standing) -> list[Asked]:
    """All questions, then all ideas, each in the order in which they came."""
    return [*standing.questions.values(), *standing.ideas.values()]


def short_of(standing: Standing, thing: Asked) -> str:
    """The shortest text, of 4 characters or more, that names no other question or idea."""
    identifier = id_of(thing)
    return short_ids([identifier], among=map(id_of, everything(standing)))[identifier]


def label(standing: Standing, thing: Asked) -> str:
    """How a question or idea is written: `does wider help? (k7fq)`."""
    return f"{clipped(thing.text)} ({short_of(standing, thing)})"


def clipped(text: str, most: int = LONGEST_SHOWN) -> str:
    """`text` on one line, its end left out where it is long.

    >>> clipped("a  long\\nstory", 10)
    'a long ...'
    """
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 3].rstrip() + " ..."


def id_of(thing: Said) -> str:
    """The id of something that was asked, written down or found (a question that nobody asked has none)."""
    assert thing.id is not None
    return thing.id


def latest(things: Iterable[Thing]) -> Thing:
    """The one that came last."""
    return max(things, key=id_of)


def same_text(a: str, b: str) -> bool:
    """Whether two texts say the same, but for spaces and capitals.

    >>> same_text("Wider  heads", "wider heads ")
    True
    """
    return folded(a) == folded(b)


def _named(reference: str, things: Sequence[Thing], focus: Focus, *, parts: bool = True) -> Thing | None:
    """What answers to `reference` most exactly: by id, by its whole text, by short id, by a part of its text."""
    text = folded(reference)
    if not text:
        raise UserError("an empty name", hint="See what there is: hunch on")
    for answers in _WAYS if parts else _WAYS[:-1]:
        found = [thing for thing in things if answers(thing, text)]
        if answers is _by_text and len(found) > 1:
            found = [thing for thing in found if _may_be_meant(thing, focus)] or found
        if len(found) > 1:
            raise _ambiguous(reference, found)
        if found:
            return found[0]
    return None


def _by_id(thing: Said, text: str) -> bool:
    return thing.id == text


def _by_text(thing: Said, text: str) -> bool:
    return folded(thing.text) == text


def _by_short_id(thing: Said, text: str) -> bool:
    return is_short_for(text, id_of(thing))


def _by_part(thing: Said, text: str) -> bool:
    return text in folded(thing.text)


_WAYS: tuple[Callable[[Said, str], bool], ...] = (_by_id, _by_text, _by_short_id, _by_part)


def _may_be_meant(thing: Said, focus: Focus) -> bool:
    """Ideas of one text under several questions: the current question's is meant. Questions of one text (two people
    asked it) are told apart by their ids only.
    """
    return isinstance(thing, Question) or thing.question == focus.question


def _ambiguous(reference: str, found: Sequence[Said]) -> UserError:
    kinds = {Question: "questions", Idea: "ideas", Finding: "findings"}
    what = " and ".join(noun for kind, noun in kinds.items() if any(isinstance(each, kind) for each in found))
    newest = sorted(found, key=id_of, reverse=True)
    return ambiguous(reference, what, [(id_of(each), clipped(each.text)) for each in newest])


def _near(reference: str, texts: Sequence[str]) -> str | None:
    from difflib import get_close_matches

    by_words = {folded(text): text for text in texts}
    near = get_close_matches(folded(reference), by_words, n=3, cutoff=0.5)
    return f"Did you mean {' or '.join(repr(clipped(by_words[each])) for each in near)}?" if near else None
