"""What stands when a run begins, whatever the steps in which it was heard of."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from hunch.entities.config import Objective
from hunch.entities.events import (
    BaselineSet,
    DecisionMade,
    FocusMoved,
    HunchRetracted,
    HunchSeal,
    HunchSkipped,
    IdeaAdded,
    QuestionAsked,
    RunRemoved,
)
from hunch.entities.metric import Summary
from hunch.entities.question import Focus, Question
from hunch.entities.standing import Standing, baseline_of, goal_of, the_question
from hunch.entities.standing_fold import folded, folded_on
from hunch.entities.standing_heard import End, Heard, Matter, Plan, Seal, Start

RUNS = [f"{number:020d}" for number in range(5)]
SHARED = "acc"


def heard(*data: Matter, by: str = "human:ada") -> list[Heard]:
    """Events in their order, a second apart."""
    return [
        Heard(f"1{number:019d}", f"2026-11-22T16:00:{number:02d}.000000Z", by, f"hash {number}", each)
        for number, each in enumerate(data)
    ]


def started(run: int, **more: object) -> Start:
    return Start(run=RUNS[run], folder="w:.", **more)  # type: ignore[arg-type]


def finished(run: int, *, variant: str | None = "v", status: str = "finished", **metrics: float) -> End:
    values = metrics or {SHARED: 0.5}
    summaries = {name: Summary(last=value, count=9) for name, value in values.items()}
    return End(run=RUNS[run], status=status, duration_s=60.0 + run, metrics=summaries, variant=variant)


def asked(question: str, metric: str = SHARED) -> QuestionAsked:
    return QuestionAsked(question=question, text=f"{question}?", metric=metric, goal="max")


# ---- baselines


def test_default_baseline_is_the_variant_of_the_questions_first_finished_run_that_measured_the_metric() -> (
    None
):
    stands = folded(
        heard(
            started(0), finished(0, variant="before"),
            asked("q"),
            started(1, question="q"), started(2, question="q"), started(3, question="q"),
            finished(3, variant="later"), finished(1, variant="w", other=1.0), finished(2, variant="first"),
        )
    )  # fmt: skip
    found = baseline_of(stands, stands.questions["q"])
    assert found is not None
    assert (found.variant, found.run, found.is_default) == ("first", RUNS[2], True)


def test_all_finished_runs_of_a_variant_are_the_baselines_tagged_or_not() -> None:
    stands = folded(
        heard(
            started(0), finished(0), started(4), finished(4, status="failed"),
            asked("q"), started(1, question="q"), finished(1), started(2), finished(2),
        )
    )  # fmt: skip
    assert stands.baselines["q"].runs == [RUNS[0], RUNS[1], RUNS[2]]


def test_a_baseline_that_was_set_gains_later_runs_and_loses_removed_ones() -> None:
    begin = heard(
        started(0), finished(0, variant="b"), started(1), finished(1, variant="b"),
        BaselineSet(question=None, run=RUNS[0], variant="b", baseline=RUNS[:2]),
    )  # fmt: skip
    stands = folded(begin)
    found = baseline_of(stands, Question(metric=SHARED))
    assert found is not None
    assert (found.is_default, found.since) == (False, begin[-1].id)
    all_of_it = heard(
        *[each.data for each in begin], started(2), finished(2, variant="b"), RunRemoved(runs=[RUNS[1]])
    )
    assert folded_on(stands, all_of_it[5:]) is None, "a removal takes something back"
    assert folded(all_of_it).baselines[""].runs == [RUNS[0], RUNS[2]]


def test_a_removed_first_run_leaves_the_baseline_to_the_next() -> None:
    stands = folded(
        heard(
            asked("q"), started(0, question="q"), finished(0, variant="a"),
            started(1, question="q"), finished(1, variant="b"), RunRemoved(runs=[RUNS[0]]),
        )
    )  # fmt: skip
    assert stands.baselines["q"].variant == "b"
    assert stands.runs_of("a") == []


def test_a_pattern_of_metrics_takes_in_one_for_each_task() -> None:
    stands = folded(heard(asked("q", "acc/*"), started(0, question="q"), finished(0, **{"acc/en": 0.5})))
    assert stands.baselines["q"].run == RUNS[0]


def test_a_run_without_a_variant_is_no_baseline() -> None:
    stands = folded(heard(started(0), finished(0, variant=None)))
    assert baseline_of(stands, Question(metric=SHARED)) is None


# ---- the question


def test_question_is_the_current_one_then_the_objective_then_the_metric_of_most_runs() -> None:
    stands = folded(
        heard(
            asked("q", "f1"), started(0), finished(0, loss=1.0, lr=0.1),
            started(1), finished(1, loss=2.0), started(2), finished(2, **{"system/cpu": 1.0, "loss": 3.0}),
        )
    )  # fmt: skip
    current = the_question(stands, Objective(metric="acc"), Focus(question="q"))
    assert (current.how, current.question.id, current.question.metric) == ("asked", "q", "f1")
    objective = the_question(stands, Objective(metric="err", goal="min"), Focus())
    assert (objective.how, objective.question.metric, objective.question.goal) == ("objective", "err", "min")
    shared = the_question(stands, Objective(), Focus(question="gone"))
    assert (shared.how, shared.question.id, shared.question.metric) == ("shared", None, "loss")
    assert shared.question.goal == "min", "guessed from its name"
    assert the_question(Standing(), Objective(), Focus()).how == "nothing"


def test_of_metrics_that_as_many_runs_have_a_curve_is_taken() -> None:
    metrics = {"params": Summary(last=5, count=1), "score": Summary(last=0.5, count=20)}
    end = End(run=RUNS[0], status="finished", duration_s=1.0, metrics=metrics, variant="v")
    stands = folded(heard(started(0), end))
    assert the_question(stands, Objective(), Focus()).question.metric == "score"


def test_a_metric_whose_goal_was_said_is_not_guessed_at() -> None:
    question = QuestionAsked(question="q", text="?", metric="reward_loss", goal="max")
    stands = folded(heard(question, started(0), finished(0, reward_loss=1.0)))
    assert the_question(stands, Objective(), Focus()).question.goal == "max"
    assert goal_of("reward_loss") == "min"


def test_focus_is_the_last_of_its_author_machine_and_folder() -> None:
    moves = [
        FocusMoved(folder="w:.", machine="laptop", question="q", idea="i"),
        FocusMoved(folder="w:other", machine="laptop", question="r"),
        FocusMoved(folder="w:.", machine="laptop", question="q"),
    ]
    stands = folded(heard(*moves))
    assert stands.focus_of("human:ada", "laptop", "w:.") == Focus(question="q")
    assert stands.focus_of("human:ada", "cluster", "w:.") == Focus()
    assert stands.focus_of("human:bob", "laptop", "w:.") == Focus()


# ---- predictions that wait


def test_a_hunch_on_an_idea_is_taken_by_the_next_run_and_by_no_other() -> None:
    first = heard(IdeaAdded(idea="i", text="wider"), Seal(hunch="h", idea="i"))
    stands = folded(first)
    (waiting,) = stands.open_for(run=RUNS[0], plan=None, idea="i")
    assert (waiting.id, waiting.sha256) == ("h", "hash 1")
    assert stands.open_for(run=RUNS[0], plan=None, idea="other") == []
    assert stands.open_for(run=RUNS[0], plan=None, idea=None) == []
    taken = started(0, hunches=[HunchSeal(id="h", sha256="hash 1")])
    stands = folded(heard(*[each.data for each in first], taken))
    assert stands.open_for(run=RUNS[1], plan=None, idea="i") == []


def test_a_hunch_that_a_plans_run_has_taken_is_its_siblings_too() -> None:
    named = [HunchSeal(id="h", sha256="hash 1")]
    stands = folded(heard(Plan(plan="p"), Seal(hunch="h", idea="i"), started(0, plan="p", hunches=named)))
    assert [each.id for each in stands.open_for(run=RUNS[1], plan="p", idea="i")] == ["h"]
    assert stands.open_for(run=RUNS[1], plan="other", idea="i") == []
    assert stands.open_for(run=RUNS[1], plan=None, idea="i") == []


def test_what_is_said_of_a_run_or_plan_that_has_begun_waits_for_nothing() -> None:
    stands = folded(
        heard(
            Plan(plan="p"), Plan(plan="r"), started(0, plan="p"),
            Seal(hunch="late", run=RUNS[0]), Seal(hunch="late too", plan="p"), Seal(hunch="in time", plan="r"),
            Seal(hunch="queued", run=RUNS[1]),
        )
    )  # fmt: skip
    assert [each.id for each in stands.hunches] == ["in time", "queued"]
    assert [each.id for each in stands.open_for(run=RUNS[1], plan="r", idea=None)] == ["in time", "queued"]


def test_a_hunch_taken_by_a_run_does_not_wait_again_when_that_is_removed() -> None:
    taken = started(0, hunches=[HunchSeal(id="h", sha256="hash 0")])
    stands = folded(heard(Seal(hunch="h", idea="i"), taken, finished(0), RunRemoved(runs=[RUNS[0]])))
    assert stands.hunches == []


def test_a_hunch_taken_back_waits_no_more() -> None:
    assert folded(heard(Seal(hunch="h", idea="i"), HunchRetracted(hunch="h", why="typo"))).hunches == []


def test_the_last_decision_on_an_idea_holds_with_the_first_few_of_its_runs() -> None:
    many = [f"{number:020d}" for number in range(9)]
    stands = folded(
        heard(
            DecisionMade(idea="i", decision="keep", why="it helps"),
            DecisionMade(idea="i", decision="drop", why="it diverges", runs=many),
        )
    )
    found = stands.decided["i"]
    assert (found.decision, found.why, found.count, found.runs) == ("drop", "it diverges", 9, many[:5])


def test_asking_is_counted_of_each_author() -> None:
    stands = folded(heard(HunchSkipped(run=RUNS[0]), Seal(hunch="h", run=RUNS[1], asked=True)))
    assert stands.asked_since("human:ada", "2026-11-22T16:00:01.000000Z") == 1
    assert stands.asked_since("human:ada", "2026-11-21") == 2
    assert stands.asked_since("human:bob", "2026-11-21") == 0


def test_the_run_before_is_the_latest_of_the_folder_that_has_ended() -> None:
    stands = folded(
        heard(started(0), started(1), started(2, within=RUNS[1]), finished(1), finished(2), finished(0))
    )
    assert stands.predecessor_s("w:.") == 61.0
    assert stands.predecessor_s("elsewhere") is None


# ---- all at once or on and on

runs = st.sampled_from(RUNS)
names = st.sampled_from(["q", "r"])
some_metrics = st.dictionaries(
    st.sampled_from(["acc", "acc/en", "loss", "system/cpu"]),
    st.builds(Summary, last=st.sampled_from([0.5, 1, float("inf"), None]), count=st.integers(1, 9)),
)
seals = st.lists(st.builds(HunchSeal, id=st.sampled_from("hij"), sha256=st.just("s")), max_size=2)
maybe_plan = st.none() | st.sampled_from(["p", "o"])
matters: st.SearchStrategy[Matter] = st.one_of(
    st.builds(
        Start, run=runs, folder=st.sampled_from(["w:.", "w:a"]), plan=maybe_plan,
        question=st.none() | names, hunches=seals, within=st.none() | runs,
    ),
    st.builds(
        End, run=runs, status=st.sampled_from(["finished", "failed"]), duration_s=st.floats(0, 9),
        metrics=some_metrics, variant=st.sampled_from(["v", "w", None]),
    ),
    st.builds(RunRemoved, runs=st.lists(runs, max_size=2)),
    st.builds(Plan, plan=st.sampled_from(["p", "o"])),
    st.builds(asked, names, st.sampled_from(["acc", "acc/*", "loss"])),
    st.builds(IdeaAdded, idea=st.sampled_from(["i", "k"]), text=st.sampled_from(["a", "b"])),
    st.builds(FocusMoved, folder=st.just("w:."), machine=st.just("m"), question=st.none() | names),
    st.builds(BaselineSet, question=st.none() | names, run=runs, variant=st.sampled_from(["v", "w"])),
    st.builds(
        Seal, hunch=st.sampled_from("hij"), run=st.none() | runs, plan=maybe_plan,
        idea=st.none() | st.sampled_from(["i", "k"]), asked=st.booleans(),
    ),
    st.builds(HunchRetracted, hunch=st.sampled_from("hij"), why=st.just("")),
    st.builds(HunchSkipped, run=runs),
    st.builds(
        DecisionMade, idea=st.sampled_from(["i", "k"]), decision=st.sampled_from(["keep", "drop"]), why=st.just("so"),
        runs=st.lists(runs, max_size=5),
    ),
)  # fmt: skip


@given(st.lists(matters, max_size=25), st.lists(st.integers(0, 25), max_size=5))
def test_folding_on_and_on_is_folding_at_once(data: list[Matter], cuts: list[int]) -> None:
    events = heard(*data)
    stands, done = folded([]), 0
    for cut in [*sorted(cuts), len(events)]:
        if cut > done:
            stands = folded_on(stands, events[done:cut]) or folded(events[:cut])
            done = cut
    assert msgspec.json.encode(stands) == msgspec.json.encode(folded(events)), "in the same order too"


@given(st.lists(matters, max_size=12))
def test_what_is_not_newer_must_be_folded_again(data: list[Matter]) -> None:
    events = heard(*data)
    if events:
        assert folded_on(folded(events), events[-1:]) is None
