"""Ideas, and being at one."""

import pytest

from hunch.actions.questions.ideas import go_on, leave, planned_idea, write
from hunch.entities.question import Focus
from hunch.errors import AmbiguousName, UnknownIdea, UserError


@pytest.fixture
def thought(folder, index, clock, here):
    """Writes an idea down as the command does."""

    def think(text, **more):
        standing = here().standing
        added = planned_idea(folder, index(), standing, text, clock=clock, **more)
        write(folder, standing, added, clock=clock)
        return here().standing.ideas[added.idea.id]

    return think


def test_an_idea_is_of_the_current_question_and_current(thought, asked, here, index):
    loose = thought("before any question")
    assert (loose.question, here().focus) == (None, Focus(idea=loose.id))
    question = asked().question
    wider = thought("wider   heads")
    assert (wider.text, wider.question, wider.by) == ("wider heads", question.id, "human:ada")
    assert here().focus == Focus(question=question.id, idea=wider.id)
    assert here().idea == wider
    before = len(index().events())
    assert thought("Wider heads").id == wider.id
    assert len(index().events()) == before


def test_an_idea_goes_on_from_one_and_is_inspired_by_many(thought, asked, recorded):
    question = asked().question
    run = recorded(name="calm-otter")
    wider = thought("wider heads")
    bias = thought("no bias", under="@idea", inspired_by=["calm-otter", "does it", "@", "wider"])
    assert bias.parent == wider.id
    assert bias.inspired_by == [run, question.id, wider.id]


def test_what_an_idea_refers_to_must_be_there(thought, asked, recorded, index):
    asked()
    thought("wider heads")
    thought("wider bodies")
    events = len(index().events())
    with pytest.raises(UnknownIdea, match="no idea 'deeper'"):
        thought("new", under="deeper")
    with pytest.raises(
        UnknownIdea, match="--inspired-by 'odd-gull': no idea, question, finding, paper or run"
    ):
        thought("new", inspired_by=["odd-gull"])
    with pytest.raises(AmbiguousName, match="'wider' names 2 ideas"):
        thought("new", under="wider")
    with pytest.raises(UserError, match="an empty idea"):
        thought("\n ")
    assert len(index().events()) == events


def test_an_idea_stays_where_it_is(thought, asked):
    asked()
    thought("wider heads")
    thought("deeper")
    with pytest.raises(UserError, match=r"deeper \(\w+\) is there already, and not under wider heads"):
        thought("deeper", under="wider")
    with pytest.raises(UserError, match="inspired by other things"):
        thought("deeper", inspired_by=["wider"])


def test_an_idea_of_another_question_can_only_inspire(thought, asked):
    asked("does it help?")
    wider = thought("wider heads")
    asked("is it as fast?", metric="step_s", goal="min")
    with pytest.raises(UserError, match=r"belongs to does it help\?") as caught:
        thought("narrower", under="wider")
    assert "--inspired-by instead of --under" in caught.value.hint
    assert thought("narrower", inspired_by=["wider"]).inspired_by == [wider.id]


def test_going_on_brings_an_ideas_question_with_it(thought, asked, here, folder, clock, index):
    loose = thought("loose")
    first = asked("does it help?").question
    wider = thought("wider heads")
    second = asked("is it as fast?", metric="step_s", goal="min").question
    assert here().focus == Focus(question=second.id)
    go_on(folder, here().standing, wider, clock=clock)
    assert here().focus == Focus(question=first.id, idea=wider.id)
    go_on(folder, here().standing, first, clock=clock)
    assert here().focus == Focus(question=first.id)
    go_on(folder, here().standing, loose, clock=clock)
    assert here().focus == Focus(question=first.id, idea=loose.id)
    leave(folder, here().standing, clock=clock)
    events = len(index().events())
    leave(folder, here().standing, clock=clock)
    assert (here().focus, len(index().events())) == (Focus(), events)


def test_the_focus_is_each_authors_own(thought, asked, folder, here):
    from hunch.journal.standing import focus_here

    asked()
    wider = thought("wider heads")
    surroundings = folder.bench.surroundings._replace(author="agent:claude@1")
    agent = folder._replace(bench=folder.bench._replace(surroundings=surroundings))
    assert focus_here(here().standing, folder).idea == wider.id
    assert focus_here(here().standing, agent) == Focus()


def test_an_idea_is_inspired_by_findings_and_papers_too(thought, asked, folder, clock):
    from hunch.entities.events import FindingAdded, FindingWithdrawn, PaperAdded
    from hunch.ids import new_id
    from hunch.journal.writer import append

    asked()
    finding, old, paper, other = (new_id(clock()) for _ in range(4))
    for said in (
        FindingAdded(finding=old, text="depth helps"),
        FindingAdded(finding=finding, text="width helps below 64"),
        PaperAdded(paper=paper, key="vaswani2017", title="Attention Is All You Need"),
        PaperAdded(paper=other, key="bahdanau2014", title="Attention by Alignment"),
        FindingWithdrawn(finding=old, why="luck"),
    ):
        append(folder.bench, said, clock=clock)
    idea = thought("wider", inspired_by=["@finding", "Vaswani2017", "below 64", "all you need"])
    assert idea.inspired_by == [finding, paper]
    assert thought("less", inspired_by=[paper[11:15]]).inspired_by == [paper]
    with pytest.raises(AmbiguousName, match="'attention' names 2 papers: "):
        thought("another", inspired_by=["attention"])
    with pytest.raises(UnknownIdea):
        thought("another", inspired_by=["depth helps"])
