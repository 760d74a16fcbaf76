"""What runs say of claims: from recorded runs to one of five words."""

from typing import Any

import pytest

from hunch.actions.papers.answering import answered
from hunch.actions.papers.claiming import claim
from hunch.actions.papers.known import claims
from hunch.actions.papers.meaning import Claiming
from hunch.actions.questions.standpoint import standpoint
from hunch.entities.config import Objective
from hunch.entities.events import RunsAttached
from hunch.entities.paper import Answer
from hunch.entities.words import CONFIRMED, CONTRADICTED, NOT_REPRODUCED, SMALLER, UNDETERMINED
from hunch.journal.index import Index
from hunch.journal.writer import append
from hunch.testing import add_idea

from ..verdicts.judged import Lab, noisy
from .conftest import BIB


@pytest.fixture
def lab(folder: Any, library: Any) -> Lab:
    library.add(library.file("refs.bib", BIB))
    return Lab(folder, library.clock)


@pytest.fixture
def says(lab: Lab, library: Any) -> Any:
    """Claims something for an idea, and says what runs answer."""

    def put(text: str, idea: str | None, **more: Any) -> Answer:
        with Index.open(lab.folder.bench) as index:
            at = standpoint(lab.folder, Objective())
            paper = library.paper("vaswani2017attention")
            made = claim(
                lab.folder.bench, index, at, paper, Claiming(text, idea=idea, **more), clock=lab.clock
            )
        with Index.open(lab.folder.bench) as index:
            every = answered(lab.folder, index, Objective())
        found = next(each for each in every if each.id == made.claim.id).answer
        assert found is not None
        return found

    return put


def tried(lab: Lab, effect: float, *, n: int = 12, sd: float = 0.01, **about: Any) -> str:
    """A question about acc, twelve runs of its baseline, and twelve of an idea."""
    lab.ask(**about)
    lab.runs("base", noisy(0.8, n, sd=sd, seed=1))
    idea = add_idea(lab.folder, "wider heads", clock=lab.clock, question=lab.question)
    lab.runs("wide", noisy(0.8 + effect, n, sd=sd, seed=2), seeds=range(100, 100 + n), idea=idea)
    return idea


@pytest.mark.parametrize(
    ("effect", "text", "word"),
    [
        (0.03, "+3.0 pp", CONFIRMED), (0.05, "+3.0 pp", CONFIRMED), (0.03, "+9 pp", SMALLER), (0.0, "+5.0 pp", NOT_REPRODUCED),
        (-0.04, "+3.0 pp", CONTRADICTED), (0.0, "+0.5 pp", UNDETERMINED), (-0.04, "-4.0 pp", CONFIRMED),
    ],
)  # fmt: skip
def test_each_answer_comes_from_its_runs(lab: Lab, says: Any, effect: float, text: str, word: Any) -> None:
    tried(lab, effect)
    told = says(text, "wider heads")
    assert told.word == word.text
    assert (told.unit, told.n_a, told.n_b, told.variants) == ("pp", 12, 12, 1)
    low, high = told.interval
    assert low < 100 * effect < high
    assert low < told.estimate < high


def test_a_claim_in_percent_is_relative_to_the_baseline(lab: Lab, says: Any) -> None:
    tried(lab, 0.04)
    told = says("5.0% relative", "wider heads")
    assert told.word == CONFIRMED.text
    assert told.estimate == pytest.approx(5.0, abs=1.0)


def test_on_a_log_scale_percent_are_ratios(lab: Lab, says: Any) -> None:
    lab.ask(metric="step_s", goal="min", log_scale=True)
    lab.runs("base", [{"step_s": 10 * x} for x in noisy(1.0, 12, seed=3)])
    idea = add_idea(lab.folder, "fused", clock=lab.clock, question=lab.question)
    lab.runs("fused", [{"step_s": 5 * x} for x in noisy(1.0, 12, seed=4)], seeds=range(50, 62), idea=idea)
    assert says("twice as fast", "fused", delta="-50", unit="%").word == CONFIRMED.text
    assert says("-5.0 s a step", "fused", unit="s").estimate == pytest.approx(-5.0, abs=0.3)
    assert says("-90% relative", "fused").word == SMALLER.text


def test_what_would_tell_is_counted_for_the_claim_and_not_for_what_was_seen(lab: Lab, says: Any) -> None:
    tried(lab, 0.01, n=4)
    large, small = says("+3.0 pp", "wider heads"), says("+1.0 pp", "wider heads")
    assert large.word == small.word == UNDETERMINED.text
    assert 4 < large.needed_runs < small.needed_runs
    assert small.more_runs == 2 * (small.needed_runs - 4)
    assert small.minutes is not None


def test_one_variant_of_the_idea_that_bears_it_out_is_enough(lab: Lab, says: Any) -> None:
    idea = tried(lab, -0.04)
    assert says("+3.0 pp", "wider heads").word == CONTRADICTED.text
    lab.runs("wide, warmed up", noisy(0.83, 12, seed=5), seeds=range(200, 212), idea=idea)
    told = says("+3.0 pp", "wider heads")
    assert (told.word, told.variants) == (CONFIRMED.text, 2)
    assert "of 2 variants of its idea" in told.reasons[0]


def test_runs_that_are_attached_later_answer_too(lab: Lab, says: Any) -> None:
    lab.ask()
    lab.runs("base", noisy(0.8, 12, seed=1))
    runs = lab.runs("wide", noisy(0.83, 12, seed=2), seeds=range(100, 112))
    idea = add_idea(lab.folder, "wider heads", clock=lab.clock, question=lab.question)
    assert says("+3.0 pp", "wider heads").reasons == ["no run has tried its idea yet"]
    append(lab.folder.bench, RunsAttached(runs=runs, idea=idea), clock=lab.clock)
    told = says("+3.0 pp", "wider heads")
    assert told.word == CONFIRMED.text
    assert "12 runs put under the idea once what came of that was known" in told.reasons


def test_nothing_is_answered_where_nothing_may_be_claimed(lab: Lab, says: Any) -> None:
    idea = tried(lab, 0.05)
    assert says("+3.0 pp", "wider heads").word == CONFIRMED.text
    lab.runs("wide", [0.1], status="failed", seeds=[999], idea=idea)
    told = says("+3.0 pp", "wider heads")
    assert (told.word, told.verdict) == (UNDETERMINED.text, "SUGGESTS")
    assert any("failed" in reason for reason in told.reasons)


def test_another_metric_than_the_questions_answers_nothing(lab: Lab, says: Any) -> None:
    lab.ask()
    both = [{"acc": a, "f1": a} for a in noisy(0.8, 12, seed=1)]
    lab.runs("base", both)
    idea = add_idea(lab.folder, "wider heads", clock=lab.clock, question=lab.question)
    lab.runs("wide", [{"acc": a, "f1": a} for a in noisy(0.9, 12, seed=2)], seeds=range(50, 62), idea=idea)
    assert says("acc by +10 pp", "wider heads").word == CONFIRMED.text
    told = says("f1 by +10 pp", "wider heads", metric="f1")
    assert (told.word, told.verdict) == (UNDETERMINED.text, "SUGGESTS")
    assert any("is not the question's metric" in reason for reason in told.reasons)


def test_runs_from_before_the_question_answer_nothing(lab: Lab, says: Any) -> None:
    old = add_idea(lab.folder, "wider heads", clock=lab.clock)
    lab.runs("base", noisy(0.8, 12, seed=1))
    lab.runs("wide", noisy(0.9, 12, seed=2), seeds=range(100, 112), idea=old)
    lab.ask()
    lab.runs("base", noisy(0.8, 12, seed=6), seeds=range(300, 312))
    lab.runs("wide", noisy(0.9, 3, seed=7), seeds=range(400, 403), idea=old)
    told = says("+10 pp", "wider heads")
    assert told.interval_kind == "anytime 95 %"
    assert told.interval[1] - told.interval[0] > 2.0, "by the fresh runs alone"
    assert says("+40 pp", "wider heads").word in (SMALLER.text, NOT_REPRODUCED.text)


@pytest.mark.parametrize("few", [0, 1])
def test_without_runs_enough_it_is_open(lab: Lab, says: Any, few: int) -> None:
    lab.ask()
    lab.runs("base", noisy(0.8, 3, seed=1))
    idea = add_idea(lab.folder, "wider heads", clock=lab.clock, question=lab.question)
    lab.runs("wide", noisy(0.9, few, seed=1), seeds=range(9, 9 + few), idea=idea)
    told = says("+3.0 pp", "wider heads")
    assert told.word == UNDETERMINED.text
    assert told.reasons


def test_what_cannot_be_answered_says_why(lab: Lab, says: Any) -> None:
    tried(lab, 0.02)
    assert "no idea is tied to it" in says("+1.0 pp", None).reasons[0]
    assert "no run has measured 'bleu'" in says("+2.0 BLEU", "wider heads", metric="bleu").reasons[0]
    lonely = add_idea(lab.folder, "lonely", clock=lab.clock, question=lab.question)
    lab.runs("base", [0.8], seeds=[77], idea=lonely)
    assert "tried by the baseline alone" in says("+1.0 pp once more", "lonely").reasons[0]


def test_claims_that_were_withdrawn_are_not_answered(lab: Lab, says: Any, library: Any) -> None:
    from hunch.actions.papers.claiming import withdraw

    tried(lab, 0.03)
    says("+3.0 pp", "wider heads")
    with Index.open(lab.folder.bench) as index:
        withdraw(lab.folder.bench, claims(index)[0], "no", clock=lab.clock)
    with Index.open(lab.folder.bench) as index:
        assert answered(lab.folder, index, Objective()) == []
        told = answered(lab.folder, index, Objective(), claims(index))[0].answer
    assert told is not None
    assert told.reasons == ["it was withdrawn: no"]


def test_an_interval_of_later_runs_never_stands_beside_the_number_of_all(lab: Lab, says: Any) -> None:
    """Twelve runs a side that were there before the question, and three of each from after it."""
    lab.runs("base", noisy(0.8, 12, seed=1), question=None)
    lab.runs("wide", noisy(0.8, 12, seed=2), seeds=range(100, 112), question=None)
    lab.ask()
    idea = add_idea(lab.folder, "wider heads", clock=lab.clock, question=lab.question)
    lab.runs("base", noisy(0.8, 3, seed=3), seeds=range(50, 53))
    lab.runs("wide", noisy(0.8, 3, seed=4), seeds=range(150, 153), idea=idea)

    small, large = says("+1.0 pp", "wider heads"), says("+90 pp", "wider heads")

    assert (small.word, small.n_a, small.interval_kind) == (UNDETERMINED.text, 15, "ordinary 95 %")
    assert small.interval[1] - small.interval[0] < 3
    assert (large.word, large.interval_kind) == (NOT_REPRODUCED.text, "anytime 95 %")
    assert "the estimate is of all these runs, the interval of those from after it alone" in large.reasons
