"""What a report tells of a period."""

import re
from datetime import date

import pytest

from hunch.entities.events import DecisionMade, ProposalMade
from hunch.entities.period import day_of, since_until, week_of, whole_question
from hunch.journal.standing import standing
from hunch.testing import finish_run, log_curve, seal_hunch, start_run

from ..actions.verdicts.judged import noisy

NEXT_WEEK = week_of("2026-W49", date.min)


def test_a_run_belongs_to_the_week_in_which_it_ended(diary):
    diary.at("2026-11-22T23:00")
    over_sunday = diary.run(ends="2026-11-23T01:00")
    diary.at("2026-11-29T23:00")
    diary.run(ends="2026-11-30T01:00")
    assert [run.id for run in diary.told().runs if run.within] == [over_sunday]


def test_a_week_that_is_over_is_told_as_it_was_known_when_it_ended(diary):
    question = diary.ask()
    diary.runs("base", noisy(0.8, 5), question=question)
    diary.runs("wide", [0.9], question=question)
    then = diary.markdown()
    assert "OBSERVED" in then
    diary.at("2026-12-01T09:00")
    diary.runs("wide", noisy(0.9, 8), question=question, seeds=range(1, 9))
    later = diary.markdown()
    assert "OBSERVED" in later
    assert "IMPROVES" not in later
    assert "▲ IMPROVES" in diary.markdown(NEXT_WEEK)


def test_what_is_written_into_a_blank_weeks_later_stands_in_the_report_of_then(diary):
    diary.runs("base", [0.8])
    assert "hunch note --report 'week 2026-W48' --field why" in diary.markdown()
    diary.at("2026-12-20T09:00")
    diary.note("it closed the gap", report="week 2026-W48", field="why")
    told = diary.markdown()
    assert "> it closed the gap" in told
    assert "— ada, 2026-12-20 09:00" in told
    assert "--field why" not in told


def test_a_later_text_takes_the_place_of_the_same_authors_and_of_nobody_elses(diary):
    for by, text in [("human:ada", "first"), ("human:ben", "another view"), ("human:ada", "second")]:
        diary.note(text, by, report="week 2026-W48", field="why")
    assert [(each.by, each.text) for each in diary.told().written] == [
        ("human:ada", "second"),
        ("human:ben", "another view"),
    ]


def test_the_plan_of_one_week_opens_the_next(diary):
    diary.note("repeat the winner", report="week 2026-W48", field="plan")
    diary.at("2026-12-01T09:00")
    diary.runs("base", [0.8])
    section = diary.markdown(NEXT_WEEK).partition("## Plan against what happened")[2].partition("## ")[0]
    assert "> repeat the winner" in section
    assert "the plan in week 2026-W48" in section


def test_a_prediction_that_was_open_on_monday_stands_with_what_came_of_it(diary):
    question = diary.at("2026-11-20T09:00").ask()
    base = diary.runs("base", [0.8], question=question)
    idea = diary.idea("wider", question)
    seal = seal_hunch(diary.folder, "70", clock=diary.clock, idea=idea, question=question, baseline=base)
    diary.at("2026-11-24T09:00").runs("wide", [0.9], question=question, idea=idea, hunches=[seal])
    told = diary.told()
    assert [hunch.text for hunch in told.before.hunches] == ["70"]
    assert [hunch.outcome for hunch in told.surprises] == [True]


def test_failures_carry_the_last_line_of_their_traceback_and_what_was_not_finite(diary):
    diary.run(status="failed", exit_code=1, traceback="Traceback\n  File x\nValueError: no | data\n\n")
    diary.run(curve=[0.5, float("nan"), float("nan")])
    start_run(diary.folder, clock=diary.clock)
    told = diary.told()
    assert [each.what for each in told.failures] == ["failed", "NaN", "no end"]
    assert told.failures[0].last_line == "ValueError: no | data"
    assert "2 of 3 values not finite, the last one NaN" in told.failures[1].how
    assert "`ValueError: no \\| data`" in diary.markdown()


def test_what_nothing_measured_is_none_and_said_so(diary):
    diary.runs("base", [0.8])
    told = diary.told()
    assert (told.spending[0].cpu_s, told.spending[0].energy_j) == (None, None)
    assert "nothing measured energy" in diary.markdown()


def test_energy_of_one_sample_is_no_energy(diary):
    for energies in ([0.0], [0.0, 1800.0]):
        run = start_run(diary.folder, clock=diary.clock)
        log_curve(diary.folder, run, {"system/gpu0/energy_j": energies}, clock=diary.clock, source="system")
        finish_run(diary.folder, run, clock=diary.clock)
    told = diary.told()
    assert (told.spending[0].energy_j, told.spending[0].energy_of) == (1800.0, 1)
    assert "0.5 Wh" in diary.markdown()


def test_a_note_on_nothing_lands_beside_the_run_that_was_going_on(diary):
    diary.at("2026-11-24T09:00")
    run = start_run(diary.folder, clock=diary.clock, name="slow-snail")
    diary.at("2026-11-24T10:00").note("it hums")
    diary.at("2026-11-24T11:00")
    finish_run(diary.folder, run, clock=diary.clock)
    diary.at("2026-11-24T12:00").note("it is quiet")
    assert [(each.beside, each.going) for each in diary.told().notes] == [(run, True), (run, False)]
    assert "while slow-snail" in diary.markdown()


def test_a_report_on_a_question_holds_all_of_it_and_nothing_else(diary):
    mine, other = diary.ask("mine?"), diary.ask("other?")
    diary.at("2026-10-01T09:00").runs("a", [0.8], question=mine)
    diary.runs("b", [0.7], question=other)
    idea = diary.idea("wider", mine)
    diary.say(DecisionMade(idea=idea, decision="drop", why="too slow"))
    diary.note("it is the width", report="week 2026-W48", field="belief", on=[mine])
    told = diary.told(whole_question(diary_question(diary, mine)))
    assert [each.question.id for each in told.questions] == [mine]
    assert [run.variant for run in told.runs if run.within] == ["a"]
    assert [each.why for each in told.decisions] == ["too slow"]
    assert [each.text for each in told.questions[0].beliefs] == ["it is the width"]


def diary_question(diary, identifier):
    return standing(diary.folder.bench).questions[identifier]


@pytest.mark.parametrize(
    "period", [day_of("2026-11-24", date.min), NEXT_WEEK, since_until("2026-11-01", None, date.min)]
)
def test_an_empty_workbench_has_a_report_too(diary, period):
    told = diary.markdown(period)
    assert told.startswith("# ")
    assert "0 runs" in told
    assert "There were no predictions, comparisons, failures" in told
    assert "<main>" in diary.html(period)


def test_every_comparison_stands_with_n_k_its_interval_and_its_runs(diary):
    question = diary.ask(min_effect=0.01)
    base = diary.runs("base", noisy(0.8, 4), question=question)
    wide = diary.runs("wide", noisy(0.81, 3), question=question)
    html = diary.html()
    for run in [*base, *wide]:
        assert f'href="#run-{run}"' in html
        assert f'id="run-{run}"' in html
    told = diary.markdown()
    assert "k = 1 variant tried" in told
    assert "runs a side would tell" in told.partition("## Not concluded, and why")[2].partition("## ")[0]


def test_what_is_kept_is_as_good_as_new(diary):
    question = diary.ask()
    diary.runs("base", noisy(0.8, 4), question=question)
    first = diary.told()
    assert diary.told() == first
    diary.runs("wide", noisy(0.9, 4), question=question)
    assert diary.told() != first


def test_a_run_that_was_lost_forbids_claims_in_the_report_of_its_week_for_ever(diary):
    question = diary.ask()
    diary.runs("base", noisy(0.8, 5), question=question)
    diary.runs("wide", noisy(0.9, 8), question=question)
    start_run(diary.folder, clock=diary.clock, question=question, seed=77)
    diary.at("2026-12-01T09:00").note("time goes on")
    assert "IMPROVES" not in diary.markdown().partition("## Comparisons")[2]
    assert "lost" in diary.markdown()


def test_links_lead_to_something_and_no_id_is_given_twice(diary):
    question = diary.ask()
    diary.ask("another?", metric="acc")
    diary.runs("base", noisy(0.8, 4), question=question)
    diary.run(question=question, curve=[0.1, 0.5, 0.7], variant="long", status="failed", exit_code=1)
    html = diary.html()
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)
    assert set(re.findall(r'aria-labelledby="([^"]+)"', html)) <= {
        *ids,
        *(f"{each[:-1]}t {each[:-1]}d" for each in ids),
    }


def test_what_was_written_always_has_a_place(diary):
    untouched = diary.at("2026-10-01T09:00").ask("an old one?", metric="old")
    diary.at("2026-11-24T09:00").runs("base", [0.8])
    diary.at("2026-12-02T09:00")
    later = diary.ask("a later one?", metric="new")
    for text, on in (("still true", untouched), ("who knew", later)):
        diary.note(text, report="week 2026-W48", field="belief", on=[on])
    diary.note("from the future", report="week 2026-W48", field="mood")
    told = diary.markdown()
    assert "> still true" in told.partition("### an old one?")[2]
    words = told.partition("## In your own words")[2].partition("## Questions")[0]
    assert "> who knew" in words
    assert "belief, on a later one?" in words
    assert "> from the future" in words


def test_runs_of_no_question_are_held_against_nothing_where_something_was_asked(diary):
    diary.runs("base", noisy(0.8, 3))
    question = diary.ask()
    diary.runs("base", noisy(0.8, 3), question=question, seeds=range(3, 6))
    diary.runs("wide", noisy(0.9, 3), question=question)
    asked, apart = diary.told().questions
    assert (asked.question.id, len(asked.comparisons)) == (question, 1)
    assert (apart.question.id, apart.runs, apart.comparisons, apart.figures) == (None, 3, [], [])
    told = diary.markdown()
    assert "### What was run for no question" in told
    assert "where nothing is asked" not in told


def test_proposals_are_told_in_the_words_in_which_they_were_made(diary):
    question = diary.ask()
    (run,) = diary.runs("base", [0.8], question=question, name="calm-otter")
    idea = diary.idea("wider", question)
    for at, (action, about) in enumerate(
        [
            ("baseline", {"runs": [run]}),
            ("baseline", {}),
            ("repeat", {"runs": [run], "ideas": [idea]}),
            ("stop", {}),
        ]
    ):
        diary.say(ProposalMade(proposal=f"p{at}", action=action, question=question, **about))
    told = diary.markdown()
    for said in (
        "repeat the baseline, calm-otter (",
        "run the baseline (",
        "repeat calm-otter (",
        "stop here (",
    ):
        assert f"**open:** {said}" in told
    assert ") (wider)" in told


def test_what_a_run_measured_is_told_apart_from_its_params(diary):
    diary.runs("base", [0.8], params={"lr": 0.1})
    told = diary.markdown()
    assert "| metrics; params |" in told
    assert "acc 0.8; lr=0.1" in told
