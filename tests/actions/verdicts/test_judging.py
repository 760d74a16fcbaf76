"""From recorded runs to what may be said of them."""

import math
import os

import msgspec
import pytest

from hunch.errors import UserError
from hunch.journal.index import Index
from hunch.stats.multiplicity import level

from .judged import Lab, noisy


@pytest.fixture
def lab(folder, clock):
    return Lab(folder, clock)


@pytest.fixture
def asked(lab):
    """A question with a baseline of five runs."""
    lab.ask()
    lab.runs("base", noisy(0.8, 5))
    return lab


def test_one_run_against_five_is_observed_and_nothing_else(asked):
    asked.runs("new", [0.99])
    told = asked.of("new")
    assert told.verdict == "OBSERVED"
    assert told.interval is None
    assert told.estimate == pytest.approx(0.19, abs=0.02)
    assert told.reasons == ["a verdict needs 2 finished runs a side: there are 1 and 5"]


def test_a_large_gain_improves_and_with_the_goal_turned_worsens(folder, clock):
    words = []
    for goal in ("max", "min"):
        lab = Lab(folder, clock)
        lab.ask(metric=f"m{goal}", goal=goal)
        lab.runs(f"base{goal}", noisy(0.8, 5), metric=f"m{goal}")
        lab.runs(f"new{goal}", noisy(0.9, 5), metric=f"m{goal}")
        told = lab.of(f"new{goal}")
        words.append((told.verdict, told.direction))
        assert told.estimate == pytest.approx(0.1, abs=0.02)
        assert told.interval_kind == "anytime 95 %"
        assert told.interval[0] > 0
    assert words == [("IMPROVES", 1), ("WORSENS", -1)]


def test_noise_is_inconclusive_and_says_what_it_would_take(asked):
    asked.runs("new", [0.8, 0.81, 0.79], seeds=[10, 11, 12], duration_s=120.0)
    told = asked.of("new")
    assert told.verdict == "INCONCLUSIVE"
    assert told.interval_kind == "ordinary 95 %"
    assert told.more_runs == (told.needed_runs - 3) + (told.needed_runs - 5)
    assert told.minutes == pytest.approx((told.needed_runs - 3) * 2 + (told.needed_runs - 5) * 1)


def test_what_lies_within_the_min_effect_is_no_difference(lab):
    lab.ask(min_effect=0.5)
    lab.runs("base", noisy(0.8, 6))
    lab.runs("new", noisy(0.82, 6))
    assert lab.of("new").verdict == "NO DIFFERENCE"


def test_every_variant_that_was_tried_counts_failed_removed_and_unended_ones_too(asked):
    from hunch.entities.events import RunRemoved
    from hunch.journal.writer import append
    from hunch.testing import start_run

    asked.runs("crashed", [0.1], status="failed")
    gone = asked.runs("gone", [0.5])
    append(asked.folder.bench, RunRemoved(runs=gone), clock=asked.clock)
    start_run(asked.folder, clock=asked.clock, question=asked.question)
    asked.runs("new", noisy(0.8, 3))
    told = asked.of("new")
    assert (told.number, told.k, told.level) == (4, 4, level(4))
    found = asked.judgement()
    assert (found.unended, found.removed) == (1, 1)
    assert [each.side_a.variant for each in found.comparisons] == ["crashed", "new"]


def test_runs_of_a_variant_count_whether_or_not_they_were_for_the_question(asked):
    asked.runs("new", noisy(0.8, 2))
    asked.runs("new", [0.7], question=None, seeds=[7])
    asked.runs("elsewhere", noisy(0.9, 5), question=None)
    assert asked.of("new").n_a == 3
    assert [each.side_a.variant for each in asked.judgement().comparisons] == ["new"]


def test_a_failed_run_is_named_and_forbids_a_claim(asked):
    asked.runs("new", noisy(0.9, 5))
    asked.runs("new", [0.0], status="failed", seeds=[9], name="sad-newt")
    told = asked.of("new")
    assert told.verdict == "SUGGESTS"
    assert told.side_a.left_out[0].why == "failed"
    assert told.reasons[0].endswith("left out sad-newt (failed): no more than SUGGESTS")
    assert told.needed_runs is None


def test_a_failed_run_counts_where_the_question_says_as_what(lab):
    lab.ask(failure_value=0.0)
    lab.runs("base", noisy(0.8, 5))
    lab.runs("new", [0.9, 0.91, 0.92])
    lab.runs("new", [0.5], status="failed", seeds=[9])
    lab.runs("new", [math.nan], seeds=[10])
    told = lab.of("new")
    assert (told.n_a, told.side_a.left_out) == (5, [])
    assert told.side_a.mean == pytest.approx((0.9 + 0.91 + 0.92) / 5)


@pytest.mark.parametrize(("value", "why"), [(math.nan, "NaN"), (math.inf, "Infinity")])
def test_a_reading_that_is_not_finite_is_left_out_by_name(asked, value, why):
    asked.runs("new", noisy(0.9, 5))
    asked.runs("new", [value], seeds=[9])
    told = asked.of("new")
    assert (told.verdict, told.n_a, told.side_a.left_out[0].why) == ("SUGGESTS", 5, why)


def test_a_finished_run_without_the_metric_is_left_out_by_name(asked):
    asked.runs("new", noisy(0.9, 5))
    asked.runs("new", [1.0], metric="other", seeds=[9])
    told = asked.of("new")
    assert (told.verdict, told.side_a.left_out[0].why) == ("SUGGESTS", "has no acc")


def test_a_killed_run_forbids_a_claim_whatever_it_had_measured_by_then(asked):
    """Somebody may have seen enough by another metric."""
    asked.runs("new", noisy(0.9, 5))
    assert asked.of("new").verdict == "IMPROVES"
    asked.runs("new", [1.0], metric="other", status="killed", seeds=[8])
    told = asked.of("new")
    assert told.verdict == "SUGGESTS"
    assert "(killed before acc was measured): no more than SUGGESTS" in told.reasons[0]
    asked.runs("other", noisy(0.9, 5))
    asked.runs("other", [0.2], status="killed", seeds=[9])
    assert asked.of("other").verdict == "SUGGESTS"


def lose(lab, *, started="1", **about):
    """A run without an end, whose process is gone unless `started` says when it began."""
    from hunch.journal.liveness import process_of
    from hunch.testing import start_run

    here = process_of(os.getpid(), "laptop")
    process = msgspec.structs.replace(here, started=started or here.started)
    lab.clock.on(60)
    return start_run(lab.folder, clock=lab.clock, question=lab.question, process=process, **about)


WIDE = ("python", "train.py", "--wide", "--seed")


def test_a_lost_run_forbids_a_claim_of_the_variant_of_its_plan(asked):
    plan = "1k0w49mhfn3sdegp3vzm"
    asked.runs("other", noisy(0.9, 5, seed=1))
    asked.runs("new", noisy(0.9, 5), plan=plan)
    lose(asked, plan=plan, name="gone-gull")
    told = asked.of("new")
    assert (told.verdict, told.n_a) == ("SUGGESTS", 5)
    assert told.reasons[0].endswith(": left out gone-gull (lost): no more than SUGGESTS")
    assert asked.of("other").verdict == "IMPROVES"
    assert words(asked) == {"new": "SUGGESTS", "other": "IMPROVES"}


def words(lab):
    from hunch.actions.verdicts.at_hand import words_at_hand

    with Index.open(lab.folder.bench) as index:
        found = words_at_hand(lab.folder.bench, index, lab.terms(), ["new", "other"])
    return {name: word.verdict for name, word in found.items()}


def test_without_a_plan_a_lost_run_is_of_the_variant_with_its_command(asked):
    asked.runs("new", noisy(0.9, 5), command=(*WIDE, "1"))
    asked.runs("other", noisy(0.9, 5, seed=1), command=("python", "train.py", "--deep"))
    lose(asked, command=(*WIDE, "7"), name="gone-gull")
    assert asked.of("new").verdict == "SUGGESTS"
    assert "gone-gull (lost)" in asked.of("new").reasons[0]
    assert asked.of("other").verdict == "IMPROVES"


def test_a_lost_run_that_may_be_of_several_variants_forbids_a_claim_of_all_of_them(asked):
    asked.runs("new", noisy(0.9, 5), command=("python", "sweep.py"))
    asked.runs("other", noisy(0.9, 5, seed=1), command=("python", "sweep.py"))
    lose(asked, command=("python", "sweep.py"), name="gone-gull")
    for variant in ("new", "other"):
        told = asked.of(variant)
        assert told.verdict == "SUGGESTS"
        assert "gone-gull (lost, and by its command perhaps one of these)" in told.reasons[0]


def test_what_a_lost_run_had_reported_tells_which_variant_it_was(asked):
    from hunch.entities.observed import Params

    for variant, lr in (("new", 0.1), ("other", 0.2)):
        asked.runs(variant, noisy(0.9, 5, seed=lr), command=("python", "sweep.py"), params={"lr": lr})
    run = lose(asked, command=("python", "sweep.py"))
    said = Params(t=1, origin="init", params={"lr": 0.2, "seed": 7}, main=f"{asked.folder.root}/sweep.py")
    with open(asked.folder.bench.paths.observed(run), "wb") as file:
        file.write(msgspec.json.encode(said) + b"\n")
    assert (asked.of("new").verdict, asked.of("other").verdict) == ("IMPROVES", "SUGGESTS")


def test_a_lost_run_of_the_baseline_forbids_every_claim_and_one_of_something_else_none(lab):
    lab.ask()
    lab.runs("base", noisy(0.8, 5), command=("python", "plain.py"))
    lab.runs("new", noisy(0.9, 5), command=("python", "wide.py"))
    lose(lab, command=("python", "never_ended.py"))
    assert lab.of("new").verdict == "IMPROVES"
    lose(lab, command=("python", "plain.py"))
    assert lab.of("new").verdict == "SUGGESTS"


def test_a_living_run_forbids_nothing_until_its_process_is_gone(asked, monkeypatch):
    asked.runs("new", noisy(0.9, 5), command=(*WIDE, "1"))
    lose(asked, started=None, command=(*WIDE, "2"))
    assert (asked.of("new").verdict, asked.judgement().unended) == ("IMPROVES", 1)
    monkeypatch.setattr("hunch.actions.live.is_alive", lambda *_, **__: False)
    assert asked.of("new").verdict == "SUGGESTS"  # and not what was kept


def test_removing_a_lost_run_does_not_help(asked):
    from hunch.entities.events import RunRemoved
    from hunch.journal.writer import append

    asked.runs("new", noisy(0.9, 5), command=(*WIDE, "1"))
    run = lose(asked, command=(*WIDE, "2"))
    append(asked.folder.bench, RunRemoved(runs=[run]), clock=asked.clock)
    assert asked.of("new").verdict == "SUGGESTS"


def test_runs_under_one_seed_are_one_independent_run(asked):
    """What is repeated under one seed scatters as the machine does, not as seeds do."""
    asked.runs("new", [0.9, 0.9001, 0.9002], seeds=[0, 0, 0])
    told = asked.of("new")
    assert (told.verdict, told.n_a, told.side_a.n) == ("OBSERVED", 1, 1)
    assert told.side_a.mean == pytest.approx(0.9001)
    assert told.side_a.remarks == ["3 runs under seed 0 count as one: their mean"]
    asked.runs("new", noisy(0.9, 4), seeds=[1, 2, 3, 4])
    told = asked.of("new")
    assert (told.n_a, len(told.side_a.runs), told.pairing) == (5, 7, "paired")


def test_runs_whose_seed_nobody_knows_stand_for_themselves(asked):
    asked.runs("new", noisy(0.9, 5), seeds=[None] * 5)
    assert asked.of("new").n_a == 5


def test_a_side_that_shows_no_noise_supports_no_claim(asked):
    """Values that are equal by luck, by rounding or by a stuck program: none of them tells how far seeds scatter."""
    asked.runs("new", [{"acc": 0.9, "loss": 1.0 + at / 10} for at in range(5)])
    told = asked.of("new")
    assert (told.verdict, told.n_a) == ("SUGGESTS", 5)
    assert told.reasons[0].endswith("no noise was seen, its 5 runs read the same: no more than SUGGESTS")


def test_what_only_failed_shows_no_noise_either(lab):
    lab.ask(failure_value=0.0)
    lab.runs("base", noisy(0.8, 5))
    lab.runs("new", [0.5, 0.6, 0.7, 0.8], status="failed", seeds=[9, 10, 11, 12])
    assert (lab.of("new").verdict, lab.of("new").n_a) == ("SUGGESTS", 4)


def test_a_number_beyond_what_can_be_compared_is_left_out_like_an_infinity(lab):
    lab.ask(metric="loss", goal="min")
    lab.runs("base", noisy(0.8, 5), metric="loss")
    lab.runs("new", [0.5, 0.51, 1e301], metric="loss")
    assert words(lab) in ({"new": "SUGGESTS"}, {})
    told = lab.of("new")
    assert (told.verdict, told.n_a) == ("SUGGESTS", 2)
    assert told.side_a.left_out[0].why == "1e+301, too large to compare"


def test_numbers_that_no_judgement_can_be_made_of_are_no_word_at_hand(lab):
    lab.ask(failure_value=1e305)
    lab.runs("base", noisy(0.8, 5))
    lab.runs("new", [0.5, 0.6], status="failed")
    lab.runs("new", [0.5, 0.6])
    assert words(lab) == {}


def test_removing_an_unlucky_run_does_not_help(asked):
    from hunch.entities.events import RunRemoved
    from hunch.journal.writer import append

    runs = asked.runs("new", [*noisy(0.9, 5), 0.1], name="sad-newt")
    append(asked.folder.bench, RunRemoved(runs=runs[-1:]), clock=asked.clock)
    told = asked.of("new")
    assert (told.verdict, told.n_a) == ("SUGGESTS", 5)
    assert told.reasons[0] == "sad-newt: left out sad-newt (removed): no more than SUGGESTS"


def test_a_crash_does_not_drag_the_common_step_down(lab):
    lab.ask()
    for seed in range(3):
        curve(lab, "base", [0.1, 0.2 + seed / 100, 0.8 + seed / 100], seed=seed)
    curve(lab, "base", [0.1], seed=9, status="failed")
    assert lab.judgement(common_step=True).at_step == 2


def curve(lab, variant, values, **more):
    from hunch.testing import finish_run, log_curve, start_run

    lab.clock.on(60)
    run = start_run(lab.folder, clock=lab.clock, question=lab.question, seed=more.pop("seed"))
    log_curve(lab.folder, run, {"acc": values}, clock=lab.clock)
    finish_run(lab.folder, run, clock=lab.clock, variant=variant, **more)
    return run


def test_at_a_common_step_killed_runs_count_and_nothing_is_claimed(lab):
    lab.ask()
    for seed in range(4):
        curve(lab, "base", [0.1, 0.2 + seed / 100, 0.8 + seed / 100], seed=seed)
        curve(lab, "new", [0.1, 0.7 + seed / 90, 0.9 + seed / 90], seed=seed)
    curve(lab, "new", [0.1, 0.72], seed=9, status="killed")
    told = lab.of("new", common_step=True)
    assert (told.n_a, told.n_b) == (5, 4)
    assert told.side_b.mean == pytest.approx(0.215)
    assert told.verdict == "SUGGESTS"
    assert lab.judgement(common_step=True).at_step == 1
    assert lab.of("new").n_a == 4


def test_the_reading_is_what_the_question_takes(lab):
    lab.ask(take="mean:2")
    for seed in range(3):
        curve(lab, "base", [0.1, 0.2, 0.4 + seed / 100], seed=seed)
        curve(lab, "new", [0.1, 0.4, 0.4 + seed / 100], seed=seed)
    assert lab.of("new").estimate == pytest.approx(0.1)
    best = lab.of("new", take="best")
    assert best.estimate == pytest.approx(0.0)
    assert best.reasons[0] == "the question takes mean:2, not best: no more than SUGGESTS"


def test_the_same_seed_with_the_same_value_counts_once(asked):
    asked.runs("new", [0.9, 0.91, 0.9, 0.9], seeds=[1, 2, 1, 3], metric="acc")
    told = asked.of("new")
    assert told.n_a == 2  # seed 3 gave the same in every metric as seed 1
    assert sorted(told.side_a.remarks) == [
        "1 run equal to another in every metric: counted once (the seed changed nothing)",
        "1 run with the seed and value of another: counted once",
    ]


def test_equal_accuracies_of_different_losses_are_two_runs(asked):
    asked.runs("new", [{"acc": 0.9, "loss": 1.0}, {"acc": 0.9, "loss": 1.1}, {"acc": 0.8, "loss": 1.0}])
    assert asked.of("new").n_a == 3


def test_where_the_seed_changes_nothing_there_is_no_noise_to_judge_by(lab):
    lab.ask()
    lab.runs("base", [0.8, 0.8, 0.8])
    lab.runs("new", [0.9, 0.9, 0.9])
    told = lab.of("new")
    assert (told.verdict, told.n_a, told.n_b) == ("OBSERVED", 1, 1)
    assert any("the seed changed nothing" in reason for reason in told.reasons)


def test_on_a_log_scale_the_estimate_is_a_difference_of_logarithms(lab):
    lab.ask(metric="loss", goal="min", log_scale=True, min_effect=0.05)
    lab.runs("base", [1.0, 1.1, 0.9, 1.05], metric="loss")
    lab.runs("new", [0.1, 0.11, 0.09, 0.105], metric="loss")
    told = lab.of("new")
    assert (told.verdict, told.scale) == ("IMPROVES", "log")
    assert told.estimate == pytest.approx(math.log(0.1))
    assert told.side_a.mean == pytest.approx(told.side_b.mean / 10)


def test_on_a_log_scale_what_has_no_logarithm_is_left_out(lab):
    lab.ask(metric="loss", goal="min", log_scale=True)
    lab.runs("base", [1.0, 1.1, 0.9], metric="loss")
    lab.runs("new", [0.1, 0.11, 0.0], metric="loss")
    told = lab.of("new")
    assert told.n_a == 2
    assert told.side_a.left_out[0].why == "0, which has no logarithm"


def test_variants_that_share_all_seeds_are_judged_by_what_the_seed_leaves(lab):
    lab.ask()
    of_seed = [0.0, 0.1, -0.1, 0.2, -0.2]
    for variant, mean in (("base", 0.5), ("new", 0.6), ("third", 0.5)):
        lab.runs(
            variant,
            [
                mean + each + jitter
                for each, jitter in zip(of_seed, noisy(0, 5, sd=0.01, seed=int(mean * 10)), strict=True)
            ],
        )
    told = lab.of("new")
    assert (told.pairing, told.verdict) == ("blocked", "IMPROVES")
    lab.runs("new", [0.6], seeds=[77])  # a seed that the others lack
    assert lab.of("new").pairing == "unpaired"


def test_runs_without_seeds_are_compared_without_pairs(lab):
    lab.ask()
    for variant, mean in (("base", 0.5), ("new", 0.6), ("third", 0.5)):
        lab.runs(variant, noisy(mean, 5), seeds=[None] * 5)
    assert lab.of("new").pairing == "unpaired"


def test_variants_of_one_plan_share_alike(lab):
    lab.ask()
    lab.runs("base", noisy(0.8, 3))
    for seed in (0, 1):
        for variant in ("a", "b", "c"):
            lab.runs(variant, noisy(0.8, 1, seed=seed), seeds=[seed], plan="1k0w49mhfn3sdegp3vzm")
    assert [each.level for each in lab.judgement().comparisons] == [level(1, 3)] * 3


def test_a_new_baseline_numbers_anew_what_runs_from_then_on(asked):
    asked.runs("old", noisy(0.9, 5))
    chosen = asked.runs("better", noisy(0.9, 5, seed=1))
    asked.choose(chosen[0], "better")
    assert asked.of("old").number is None
    assert (
        asked.of("old")
        .reasons[0]
        .endswith("has not run since the baseline was chosen: no more than SUGGESTS")
    )
    asked.runs("next", noisy(0.95, 5))
    asked.runs("old", noisy(0.9, 1, seed=3), seeds=[9])
    assert [(each.side_a.variant, each.number) for each in asked.judgement().comparisons] == [
        ("next", 1),
        ("old", 2),
        ("base", None),
    ]
    assert asked.of("next").level == level(1)


def test_no_finished_run_means_no_baseline_and_nothing_to_compare(lab):
    lab.ask()
    lab.runs("new", [0.5], status="failed")
    found = lab.judgement()
    assert (found.base, found.comparisons, found.k) == (None, [], 1)


def test_another_metric_than_the_questions_is_shown_and_not_claimed(asked):
    for variant, mean in (("base", 0.1), ("new", 0.9)):
        asked.runs(variant, [{"acc": 0.8, "loss": value} for value in noisy(mean, 5)], seeds=range(10, 15))
    told = asked.of("new", metric="loss")
    assert (told.verdict, told.goal) == ("SUGGESTS", "min")
    assert told.reasons[0] == "loss is not the question's metric (acc): no more than SUGGESTS"


def test_a_metric_nobody_measured_and_a_goal_that_contradicts_are_mistakes(asked):
    with pytest.raises(UserError, match="no run has measured 'acx'") as caught:
        asked.of("new", metric="acx")
    assert caught.value.hint == "Did you mean acc?"
    with pytest.raises(UserError, match="two goals for one metric"):
        asked.of("new", goal="min")


def test_what_was_measured_otherwise_is_observed_with_the_reason(asked):
    asked.runs("new", noisy(0.9, 5))
    for seed in range(3):
        curve(asked, "longer", [0.1, 0.95 + seed / 100], seed=seed)
    told = asked.of("longer")
    assert (told.verdict, told.interval, told.needed_runs) == ("OBSERVED", None, None)
    assert told.reasons[0].startswith("not the same last step of acc (")
    assert asked.of("new").verdict == "IMPROVES"


def test_nothing_asked_takes_the_metric_that_most_runs_share(lab):
    lab.runs("base", [{"loss": value, "rare": 1.0} for value in noisy(0.8, 3)])
    lab.runs("new", noisy(0.3, 3), metric="loss")
    told = lab.judgement()
    assert (told.how, told.question.metric, told.question.goal) == ("shared", "loss", "min")
    assert told.comparisons[0].verdict == "SUGGESTS"


def test_the_furthest_mean_is_marked_with_what_luck_would_show(asked):
    for number in range(4):
        asked.runs(f"v{number}", noisy(0.8 + number / 1000, 4, seed=number))
    first = [each for each in asked.judgement().comparisons if each.leads]
    assert len(first) == 1
    assert first[0].estimate == max(each.estimate for each in asked.judgement().comparisons)
    assert first[0].luck == pytest.approx(1.0293753730039641 * first[0].noise_sd / 2)


# --- several tasks ---


@pytest.fixture
def tasks(lab):
    """A question about three tasks, with a baseline."""
    lab.ask(metric="acc/*")
    lab.runs("base", [of_tasks(0.5, seed) for seed in range(4)])
    return lab


def of_tasks(mean, seed, names="abc"):
    return {
        f"acc/{name}": value for name, value in zip(names, noisy(mean, len(names), seed=seed), strict=True)
    }


def test_over_several_tasks_nothing_is_claimed_and_the_middle_is_shown(tasks):
    tasks.runs("new", [of_tasks(0.9, seed) for seed in range(4)])
    told = tasks.of("new")
    assert (told.verdict, told.interval_kind, told.tasks) == (
        "OBSERVED",
        "bootstrap 95 %",
        ["acc/a", "acc/b", "acc/c"],
    )
    assert told.estimate == pytest.approx(0.4, abs=0.02)
    assert told.interval[0] < told.estimate < told.interval[1]
    assert told.chance == 1.0
    assert tasks.judgement() == tasks.judgement()


def test_a_run_that_lacks_a_task_is_left_out_by_name(tasks):
    tasks.runs("new", [of_tasks(0.9, 1), of_tasks(0.9, 2), of_tasks(0.9, 3, names="ab")])
    told = tasks.of("new")
    assert told.n_a == 2
    assert told.side_a.left_out[0].why == "has no acc/c"


def test_a_task_that_the_baseline_never_did_does_not_count(tasks):
    tasks.runs("new", [of_tasks(0.9, seed, names="abcd") for seed in range(2)])
    assert tasks.of("new").tasks == ["acc/a", "acc/b", "acc/c"]


def test_one_run_a_side_has_no_interval(tasks):
    tasks.runs("new", [of_tasks(0.9, 1)])
    told = tasks.of("new")
    assert (told.interval, told.chance) == (None, None)
    assert told.reasons == ["an interval needs 2 finished runs a side: there are 1 and 4"]


# --- two runs ---


def test_two_variants_of_which_neither_is_the_baseline_at_most_suggest(asked):
    (a, *_), (b, *_) = asked.runs("one", noisy(0.7, 5)), asked.runs("two", noisy(0.9, 5))
    told = asked.two(b, a)
    assert (told.verdict, told.baseline, told.number) == ("SUGGESTS", None, None)
    assert told.reasons == ["neither is the baseline: no more than SUGGESTS"]


def test_the_baseline_on_the_left_is_judged_at_the_others_level(asked):
    base = asked.judgement().base
    (run, *_) = asked.runs("new", noisy(0.9, 5))
    there, back = asked.two(run, base.run), asked.two(base.run, run)
    assert (there.verdict, there.baseline, there.number) == ("IMPROVES", "b", 1)
    assert (back.verdict, back.baseline, back.level) == ("WORSENS", "a", there.level)
    assert back.estimate == pytest.approx(-there.estimate)


def test_a_comparison_bears_the_names_of_the_runs_that_were_named(asked):
    runs = asked.runs("new", noisy(0.9, 5))
    told = asked.two(runs[3], asked.judgement().base.run)
    assert told.a == runs[3]
    assert told.a_runs == runs


def test_two_runs_of_one_variant_stand_for_themselves(asked):
    a, b, *_ = asked.runs("new", noisy(0.9, 5))
    told = asked.two(a, b)
    assert (told.verdict, told.n_a, told.n_b) == ("OBSERVED", 1, 1)
    assert told.reasons == ["two runs of one variant: what differs is the seed"]
    with pytest.raises(UserError, match="on both sides"):
        asked.two(a, a)


def test_a_run_that_has_not_ended_has_nothing_to_compare_yet(asked):
    from hunch.testing import start_run

    going_on = start_run(asked.folder, clock=asked.clock, question=asked.question, name="slow-snail")
    told = asked.two(going_on, asked.judgement().base.run)
    assert (told.verdict, told.n_a, told.estimate, told.a_name) == ("OBSERVED", 0, None, "slow-snail")


def test_a_variant_from_elsewhere_has_no_number_and_no_claim(asked):
    (run, *_) = asked.runs("elsewhere", noisy(0.9, 5), question=None)
    told = asked.two(run, asked.judgement().base.run)
    assert told.verdict == "SUGGESTS"
    assert told.reasons[0].endswith("was not run for this question: no more than SUGGESTS")


# --- what is kept ---


def test_what_was_worked_out_is_kept_as_long_as_the_runs_stay_as_they_are(asked, monkeypatch):
    asked.runs("new", noisy(0.9, 5))
    first = asked.judgement()
    calls = []
    from hunch.actions.verdicts import working_out

    whole = working_out.judgement
    monkeypatch.setattr(
        working_out, "judgement", lambda *given, **more: calls.append(1) or whole(*given, **more)
    )
    assert asked.judgement() == first
    assert calls == []
    asked.runs("new", [0.91], seeds=[9])
    assert asked.judgement().comparisons[0].n_a == 6
    assert calls == [1]


def test_what_is_kept_may_be_damaged(asked):
    from hunch.actions.verdicts.judgements import KIND, about_of

    asked.runs("new", noisy(0.9, 5))
    first = asked.judgement()
    with Index.open(asked.folder.bench) as index:
        index.cache(KIND, about_of(asked.terms()), b"{")
    assert asked.judgement() == first


def test_a_comparison_is_json_and_back(asked):
    asked.runs("new", noisy(0.9, 5))
    told = asked.of("new")
    from hunch.entities.comparison import Comparison

    assert msgspec.json.decode(msgspec.json.encode(told), type=Comparison) == told
    assert set(msgspec.to_builtins(told)) >= {
        "a", "b", "metric", "goal", "estimate", "interval", "interval_kind", "n_a", "n_b", "k", "verdict",
        "needed_runs", "reasons",
    }  # fmt: skip
