"""Claims: read out of a sentence, looked for on a page, kept either way."""

from collections.abc import Callable
from typing import Any

import pytest

from hunch.actions.papers.claiming import Claimed, claim, withdraw
from hunch.actions.papers.known import claims
from hunch.actions.papers.meaning import Claiming
from hunch.actions.papers.referring import find_claim
from hunch.errors import Refused, UnknownIdea, UserError
from hunch.testing import add_idea

from .conftest import ATTENTION, BIB

Claim = Callable[..., Claimed]


@pytest.fixture
def said(library: Any, index: Any, here: Any, recorded: Any) -> Claim:
    """Claims something of the attention paper, whose text is there."""
    library.add(library.file("refs.bib", BIB))
    library.add(library.pdf("a.pdf", ATTENTION))

    def put(text: str, *, paper: str = "vaswani2017attention", **more: Any) -> Claimed:
        asked = Claiming(text, **more)
        return claim(library.folder.bench, index(), here(), library.paper(paper), asked, clock=library.clock)

    return put


def test_a_claim_is_understood_and_found_on_its_page(said: Claim, asked: Any) -> None:
    asked(metric="bleu", yet_to_come=True)
    made = said("+2.0 BLEU", page=2, differs=["small  data"])
    told = made.claim
    assert (told.delta, told.unit, told.metric, told.page, told.stands) == (2.0, "BLEU", "bleu", 2, True)
    assert told.differs == ["small data"]
    assert "gains +2.0 BLEU over" in made.standing.snippet


def test_a_number_that_is_not_on_that_page_is_kept_and_where_it_stands_is_said(said: Claim) -> None:
    made = said("+2.0 BLEU", page=1, metric="bleu")
    assert (made.claim.stands, made.elsewhere) == (False, [2, 3])
    nowhere = said("+7.7 BLEU", metric="bleu")
    assert (nowhere.claim.stands, nowhere.claim.page, nowhere.elsewhere) == (False, None, [])


def test_the_page_is_found_where_there_is_only_one(said: Claim) -> None:
    assert said("from 26.4 to 28.4", metric="bleu").claim.page == 2
    assert said("+2.0", metric="bleu").claim.page is None


def test_a_number_with_the_other_sign_is_another(said: Claim) -> None:
    made = said("−2.0 BLEU", page=2, metric="bleu")
    assert made.claim.stands is False
    assert made.standing.turned


def test_a_paper_without_text_leaves_it_open(said: Claim) -> None:
    assert said("+2.0", paper="lovelace1843notes", metric="x", page=900).claim.stands is None


def test_the_same_sentence_again_changes_nothing_or_adds_what_is_new(
    said: Claim, library: Any, index: Any
) -> None:
    first = said("+2.0  BLEU", page=2, metric="bleu")
    before = library.lines
    assert said("+2.0 bleu").how == "same"
    assert library.lines == before
    idea = add_idea(library.folder, "wider heads", clock=library.clock)
    again = said("+2.0 BLEU", idea="wider", differs=["8 seeds"])
    assert (again.how, again.claim.id, again.claim.idea) == ("filled", first.claim.id, idea)
    kept = claims(index())
    assert [(each.page, each.idea, each.differs) for each in kept] == [(2, idea, ["8 seeds"])]


def test_what_was_decided_once_is_not_asked_again(said: Claim, recorded: Any, asked: Any) -> None:
    recorded(curves={"acc": [0.8]})
    asked()
    said("a gain of 2.0%", unit="pp")
    assert said("a gain of 2.0%", differs=["8 seeds"]).claim.unit == "pp"
    assert said("a gain of 2.0%", unit="%").claim.unit == "%"


@pytest.mark.parametrize(
    ("text", "unit", "delta"),
    [
        ("acc rises by 2.0 points", "pp", 2.0), ("+0.02", None, 0.02), ("2.0% absolute", "pp", 2.0), ("2.0% relative", "%", 2.0),
        ("drops by 0.5 pp", "pp", -0.5), ("2.0 points", "pp", 2.0),
    ],
)  # fmt: skip
def test_of_a_fraction_points_are_points(
    said: Claim, recorded: Any, asked: Any, text: str, unit: str | None, delta: float
) -> None:
    recorded(curves={"acc": [0.8]})
    asked()
    told = said(text).claim
    assert (told.unit, told.delta, told.metric) == (unit, delta, "acc")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("acc +2.0%", "--unit pp"), ("acc +2.0", "--unit pp"), ("1.5x faster", "--unit %"), ("it helps", "--delta"),
        ("2.0 on 3 of 4", "--delta"), ("", "claim KEY"), ("+2.0 ACC", "--unit pp"),
    ],
)  # fmt: skip
def test_what_could_be_two_things_is_asked_for(
    said: Claim, recorded: Any, asked: Any, text: str, hint: str
) -> None:
    recorded(curves={"acc": [0.8]})
    asked()
    with pytest.raises(UserError) as error:
        said(text)
    assert hint in error.value.hint


def test_a_sentence_that_does_not_say_which_way_is_taken_the_way_that_is_wanted(
    said: Claim, recorded: Any, asked: Any
) -> None:
    recorded(curves={"loss": [8.0]})
    asked(metric="loss", goal="min")
    made = said("an effect of 0.3 on the loss")
    assert made.claim.delta == -0.3
    assert "taken for -0.3, a lower loss" in made.remarks[0]
    assert said("an effect of 0.3 on it", delta="+0.3").claim.delta == 0.3


def test_a_unit_names_its_metric(said: Claim, recorded: Any, asked: Any) -> None:
    recorded(curves={"acc": [0.8], "val/bleu": [20.0]})
    asked()
    assert said("+2.0 BLEU").claim.metric == "val/bleu"


def test_pages_are_those_of_the_file(said: Claim) -> None:
    for page in (0, -1, 4):
        with pytest.raises(UserError, match="it has 3 pages"):
            said("+2.0", page=page)
    with pytest.raises(UnknownIdea):
        said("+2.0", idea="nobody had it")


def test_a_claim_is_withdrawn_once_with_a_reason(said: Claim, library: Any, index: Any) -> None:
    made = said("+2.0 BLEU", metric="bleu")
    bench = library.folder.bench
    with pytest.raises(UserError, match="no reason"):
        withdraw(bench, made.claim, " ", clock=library.clock)
    withdraw(bench, made.claim, "another\nmetric", clock=library.clock)
    gone = find_claim(claims(index()), "2.0 BLEU")
    assert gone.withdrawn == "another metric"
    with pytest.raises(Refused):
        withdraw(bench, gone, "again", clock=library.clock)
    assert said("+2.0 BLEU", metric="bleu").how == "new"
