"""What narrows a search."""

import pytest

from hunch.actions.searching.narrowing import first_moment, kinds_of, moment_after, verdict_of
from hunch.entities.events import IdeaAdded, NoteAdded, PaperAdded, PaperClaimed, QuestionAsked
from hunch.entities.now import Now
from hunch.errors import UserError
from hunch.ids import microseconds

from ..verdicts.judged import Lab, noisy

NOON = Now(microseconds("2025-11-22T12:00:00.000000Z"), 0)


def test_kinds_are_named_in_one_number_or_the_other():
    assert kinds_of("code, note,HUNCHES") == ("code", "notes", "hunches")
    assert kinds_of("") == ()
    with pytest.raises(UserError, match="'cod'"):
        kinds_of("cod")


def test_times_are_days_moments_or_how_long_ago():
    assert first_moment("2025-11-20", NOON) == "2025-11-20T00:00:00.000000Z"
    assert moment_after("yesterday", NOON) == "2025-11-22T00:00:00.000000Z"
    assert first_moment("2d", NOON) == "2025-11-20T12:00:00.000000Z"
    assert first_moment("2 days ago", NOON) == moment_after("2d", NOON) == "2025-11-20T12:00:00.000000Z"
    assert first_moment("999999w", NOON) == "1970-01-01T00:00:00.000000Z"
    assert first_moment("2 days ago", NOON) == first_moment("2d", NOON)
    for odd in ("soon", "", "2025-13-01", "3 fortnights", "0999-05-05"):
        with pytest.raises(UserError, match="is no time"):
            first_moment(odd, NOON)


def test_a_verdict_is_named_by_its_beginning():
    assert verdict_of("no_diff") == "no difference"
    assert verdict_of("Obs") == "observed"
    with pytest.raises(UserError):
        verdict_of("i")
    with pytest.raises(UserError):
        verdict_of("")


def test_by_time_and_author(say, found):
    say(NoteAdded, text="loss one")  # at 16:01
    say(NoteAdded, text="loss two", by="agent:coder@2")
    later = "2025-11-22T16:01:30.000000Z"
    assert found("loss", since=later) == ["note loss two"]
    assert found("loss", until=later) == ["note loss one"]
    assert found("loss", author="coder") == ["note loss two"]
    assert found("loss", author="agent:coder") == ["note loss two"]
    assert found("loss", author="Ada") == ["note loss one"]
    with pytest.raises(UserError, match="'grace'"):
        found("loss", author="grace")


def test_by_question_and_idea_through_all_that_belongs_to_them(say, found, recorded, printed):
    question = say(QuestionAsked, question=None, text="does depth pay?", metric="acc", goal="max")
    idea = say(IdeaAdded, idea=None, text="more depth", question=question)
    say(NoteAdded, text="depth in general")
    run = recorded(name="deep", question=question, idea=idea, files={"net.py": "def depth(): pass\n"})
    printed(run, b"depth is 3\n")
    recorded(name="other", files={"net.py": "def depth_of_others(): pass\n"})
    assert sorted(found("depth", question=question)) == [
        "code depth", "console deep", "idea more depth", "question does depth pay?",
    ]  # fmt: skip
    assert sorted(found("depth", idea=idea)) == ["code depth", "console deep", "idea more depth"]
    assert found("depth", idea=idea, kinds=("code",)) == ["code depth"]


def test_code_belongs_to_the_time_and_author_of_every_run_that_ran_it(recorded, found, clock):
    recorded(name="early", files={"net.py": "def depth(): pass\n"})
    clock.on(86_400)
    recorded(name="late", files={"net.py": "def depth(): pass\n"})
    assert found("depth", since="2025-11-23T00:00:00.000000Z") == ["code depth"]
    assert found("depth", until="2025-11-23T00:00:00.000000Z") == ["code depth"]
    assert found("depth", since="2026-01-01T00:00:00.000000Z") == []


def test_by_the_verdict_on_the_variant_of_a_run(folder, clock, found, printed, say):
    lab = Lab(folder, clock)
    lab.ask(text="does it help?")
    idea = say(IdeaAdded, idea=None, text="a spark of an idea", question=lab.question)
    for variant, mean in (("base", 0.5), ("good", 0.9), ("same", 0.5)):
        runs = lab.runs(variant, noisy(mean, 6), name=variant, idea=idea if variant == "good" else None)
        printed(runs[0], b"a spark\n")
    assert found("spark", verdict="improves") == ["idea a spark of an idea", "console good"]
    assert "console good" not in found("spark", verdict="inconclusive")
    assert len(found("spark")) == 4


def test_papers_are_found_by_title_claim_and_page(say, look, found, folder):
    from hunch.actions.papers.pages import keep_pages

    text = keep_pages(folder.bench, ["Introduction", "we use rotary embeddings throughout"])
    paper = say(PaperAdded, paper=None, key="su2021", title="RoFormer", authors=["J. Su"], text=text, pages=2)
    say(PaperClaimed, claim=None, paper=paper, text="+2.0 BLEU over sinusoids", page=2)
    assert found("roformer") == ["paper RoFormer"]
    (page,) = look("rotary").matches
    assert (page.kind, page.id, page.title, page.page, page.place) == (
        "paper",
        paper,
        "RoFormer",
        2,
        "page 2",
    )
    (claim,) = look("sinusoids", kinds=("papers",)).matches
    assert (claim.title, claim.place) == ("RoFormer", "claim")
    say(PaperAdded, paper=paper, key="su2021", title="RoFormer: rotary position embedding")
    assert found("roformer") == ["paper RoFormer: rotary position embedding"]
    assert look("rotary").matches[0].more == 1
