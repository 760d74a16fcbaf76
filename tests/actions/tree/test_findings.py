"""Findings carry what the statistics allowed to say, and are shaken when that changes."""

import pytest

from hunch.actions.questions.referring import find_finding
from hunch.entities.comparison_text import difference, evidence_difference
from hunch.entities.events import QuestionAsked, RunRemoved
from hunch.entities.question import Focus
from hunch.errors import AmbiguousName, Refused, UnknownFinding, UserError
from hunch.ids import new_id
from hunch.journal.index import Index
from hunch.journal.writer import append
from hunch.testing import start_run

from ..verdicts.judged import noisy


def test_a_finding_carries_the_verdict_of_its_runs_at_that_moment(grove):
    idea = grove.idea("wider")
    runs = grove.lab.runs("w", noisy(0.86, 6), idea=idea)
    found = grove.finding(grove.find("wider nets help", supports=runs[:2]).finding)
    assert [(each.verdict, each.direction, each.n_a, each.n_b) for each in found.evidence] == [
        ("IMPROVES", 1, 6, 6)
    ] * 2
    assert (found.question, found.idea, found.shaken) == (grove.lab.question, idea, [])
    assert found.now == found.evidence


def test_later_runs_that_change_the_verdict_shake_it_and_a_fresh_look_settles_it(grove):
    runs = grove.lab.runs("w", noisy(0.86, 6))
    name = grove.find("wider nets help", supports=runs[:1]).finding
    grove.lab.runs("w", noisy(0.72, 6), seeds=range(6, 12))
    shaken = grove.finding(name)
    assert shaken.evidence[0].verdict == "IMPROVES"
    assert shaken.now[0].verdict == "INCONCLUSIVE"
    assert len(shaken.shaken) == 1
    assert shaken.shaken[0].endswith(": IMPROVES then, INCONCLUSIVE now")
    grove.refresh(name)
    assert grove.finding(name).shaken == []
    assert grove.finding(name).evidence[0].verdict == "INCONCLUSIVE"


def test_the_same_word_the_other_way_round_shakes_it(grove):
    runs = grove.lab.runs("w", [0.81, 0.812])
    name = grove.find("a bit", supports=runs[:1]).finding
    grove.lab.runs("w", noisy(0.76, 8), seeds=range(5, 13))
    found = grove.finding(name)
    assert [each.verdict for each in (*found.evidence, *found.now)] == ["SUGGESTS", "SUGGESTS"]
    assert found.shaken[0].endswith(": SUGGESTS (ahead) then, SUGGESTS (behind) now")


def test_a_mean_that_crosses_nothing_while_nothing_is_said_shakes_nothing(grove):
    runs = grove.lab.runs("w", [0.803, 0.801, 0.799])
    name = grove.find("no idea yet", supports=runs[:1]).finding
    grove.lab.runs("w", [0.795, 0.799, 0.797], seeds=range(5, 8))
    found = grove.finding(name)
    assert {each.verdict for each in (*found.evidence, *found.now)} == {"INCONCLUSIVE"}
    assert found.shaken == []


@pytest.mark.parametrize("is_log", [False, True])
def test_what_a_finding_stands_on_reads_to_the_digit_as_the_comparison_does(grove, is_log):
    grove.lab.ask(text="on another scale?", log_scale=is_log, goal="min")
    grove.lab.runs("first", noisy(0.80, 6))
    runs = grove.lab.runs("w", noisy(0.4, 6), seeds=range(10, 16))
    evidence = grove.finding(grove.find("half as much", supports=runs[:1]).finding).evidence[0]
    compared = grove.lab.of("w")
    assert evidence_difference(evidence) == difference(compared, compared.estimate)
    assert evidence_difference(evidence).startswith("×" if is_log else "-0.39")


def test_removing_its_runs_shakes_it(grove, clock):
    (run, *_) = grove.lab.runs("w", noisy(0.86, 6), name="calm-otter")
    name = grove.find("wider nets help", supports=[run]).finding
    append(grove.folder.bench, RunRemoved(runs=[run]), clock=clock)
    (why,) = grove.finding(name).shaken
    assert why.endswith("was removed")
    grove.refresh(name)
    assert grove.finding(name).evidence[0].verdict == "IMPROVES", "there is nothing to look at again"


def test_a_run_that_is_lost_shakes_it(grove, clock):
    from hunch.journal.liveness import process_of

    gone = process_of(2**22 - 1, grove.folder.bench.surroundings.host)
    run = start_run(grove.folder, clock=clock, question=grove.lab.question, process=gone, name="sad-gull")
    name = grove.find("it will help", supports=[run]).finding
    assert grove.finding(name).evidence[0].verdict is None
    assert grove.finding(name).shaken == ["sad-gull is lost"]


def test_what_could_say_nothing_then_is_not_shaken_by_what_it_says_now(grove):
    first, *_ = grove.lab.runs("w", noisy(0.86, 6))
    base = grove.point().baseline.run
    name = grove.find("it helps", supports=[base]).finding
    assert grove.finding(name).evidence[0].verdict is None
    grove.lab.choose(first, "w")
    assert grove.finding(name).now[0].verdict is not None
    assert grove.finding(name).shaken == []


def test_a_new_baseline_changes_what_is_said_and_shakes_it(grove):
    runs = grove.lab.runs("w", noisy(0.86, 6))
    others = grove.lab.runs("v", noisy(0.90, 6))
    name = grove.find("wider nets help", supports=runs[:1]).finding
    grove.lab.choose(others[0], "v")
    assert len(grove.finding(name).shaken) == 1


def test_runs_of_no_question_are_held_against_the_current_one_and_claim_nothing(grove):
    from hunch.testing import record_variant

    loose = record_variant(grove.folder, "loose", noisy(0.9, 6), clock=grove.clock)
    found = grove.finding(grove.find("loose runs help", supports=loose[:1]).finding)
    assert (found.evidence[0].verdict, found.evidence[0].question) == ("SUGGESTS", grove.lab.question)


def test_the_same_words_link_more_runs_and_a_run_changes_its_side(grove):
    a, b, *_ = grove.lab.runs("w", noisy(0.86, 6))
    name = grove.find("wider nets help", supports=[a]).finding
    again = grove.find("Wider  nets HELP", supports=[a, b])
    assert (again.finding, again.is_new, again.linked) == (name, False, 1)
    assert grove.link(name, opposes=[a]).linked == 1
    found = grove.finding(name)
    assert (found.supports, found.opposes, len(found.evidence)) == ([b], [a], 2)
    assert [each.opposes for each in found.evidence if each.run == a] == [True]
    with Index.open(grove.folder.bench) as index:
        before = len(index.events())
    assert grove.link(name, opposes=[a]).linked == 0
    with Index.open(grove.folder.bench) as index:
        assert len(index.events()) == before


def test_what_is_withdrawn_stays_and_takes_no_more_runs(grove):
    (run, *_) = grove.lab.runs("w", noisy(0.86, 6))
    name = grove.find("wider nets help").finding
    with pytest.raises(UserError, match="say why"):
        grove.withdraw(name, " ")
    grove.withdraw(name, "the data had leaked")
    assert grove.finding(name).withdrawn == "the data had leaked"
    for forbidden in (
        lambda: grove.link(name, supports=[run]),
        lambda: grove.refresh(name),
        lambda: grove.withdraw(name, "x"),
    ):
        with pytest.raises(Refused, match="was withdrawn: the data had leaked"):
            forbidden()


def test_words_and_runs_that_nobody_here_knows_are_kept_and_told_as_they_are(grove, clock):
    from hunch.entities.events import Evidence, FindingAdded

    strange = Evidence(run="no id\n", verdict="TRANSCENDS", direction=1)
    said = FindingAdded(
        finding=new_id(clock()), text="from elsewhere", supports=["no id\n"], evidence=[strange]
    )
    append(grove.folder.bench, said, clock=clock)
    found = grove.finding(said.finding)
    assert (found.shaken, found.evidence[0].verdict) == ([], "TRANSCENDS")
    assert grove.tree().questions[-1].findings[0].id == said.finding


def test_a_run_on_both_sides_and_a_finding_without_words_are_refused(grove):
    (run,) = grove.lab.runs("w", [0.9])
    with pytest.raises(UserError, match="not both"):
        grove.find("it helps", supports=[run], opposes=[run])
    for text in ("", " \n", "x" * 1001):
        with pytest.raises(UserError):
            grove.find(text)
    with Index.open(grove.folder.bench) as index:
        assert index.told("finding.added") == []


def test_questions_that_it_opened_are_listed_under_it(grove, clock):
    name = grove.find("it diverges above 0.1").finding
    question = new_id(clock(), after=name)
    said = QuestionAsked(question=question, text="why?", metric="loss", goal="min", opened_by=name)
    append(grove.folder.bench, said, clock=clock)
    assert grove.finding(name).opened == [question]
    assert grove.point().standing.questions[question].opened_by == name


def test_a_finding_is_named_by_id_words_a_part_of_them_or_as_the_latest(grove):
    one, two = grove.find("wider nets help").finding, grove.find("deeper nets hurt").finding
    held = [grove.finding(one), grove.finding(two)]
    assert find_finding(held, "@finding", Focus()).id == two
    assert find_finding(held, "wider", Focus()).id == one
    assert find_finding(held, two[11:15], Focus()).id == two
    with pytest.raises(AmbiguousName, match="'nets' names 2 findings"):
        find_finding(held, "nets", Focus())
    with pytest.raises(UnknownFinding, match="no finding 'mixup'"):
        find_finding(held, "mixup", Focus())
    grove.withdraw(two, "no")
    assert find_finding([grove.finding(one), grove.finding(two)], "@finding", Focus()).id == one
    with pytest.raises(UnknownFinding, match="there is no finding yet"):
        find_finding([], "@finding", Focus())
