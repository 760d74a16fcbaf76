"""What is said before a run: held against what stands, sealed, and named by the start that it counts for."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from hunch.actions.hunches.cause import Face, Said, WrongCallError, folder_for
from hunch.actions.hunches.prompting import drawn, is_due
from hunch.actions.hunches.sealing import Considered, consider, seal_plan
from hunch.actions.hunches.understood import lines
from hunch.actions.lifecycle import Begun, Program, begin_in, config_of
from hunch.actions.plans import make_plan
from hunch.actions.questions.asking import moved_to
from hunch.entities.config import Config, Hunches, Objective
from hunch.entities.events import HunchSeal, HunchSealed, HunchSkipped, IdeaAdded, RunStarted
from hunch.errors import HunchError, InvalidHunch, UnknownIdea, UnknownRun, UserError
from hunch.ids import ALPHABET
from hunch.journal.index import Index
from hunch.journal.standing import standing
from hunch.journal.workbench import Surroundings, WorkingFolder
from hunch.journal.writer import append
from hunch.testing import add_idea, ask_question, record_variant, seal_hunch

Started = Callable[..., Begun]


@pytest.fixture
def begun(folder: WorkingFolder, clock) -> Started:
    """Begins a run for real, up to its start: `begun(hunch="+")`."""

    def begin(*, config: Config = Config(), face: Face = Face(), **said: object) -> Begun:  # noqa: B008 - frozen
        program = Program(command=["true"], **said)  # type: ignore[arg-type]
        return begin_in(folder, config, program, [], clock=clock, face=face)

    return begin


def told(folder: WorkingFolder, kind: str) -> list:
    with Index.open(folder.bench) as index:
        return [each.data for each in index.told(kind)]


def current(folder: WorkingFolder, clock, *, question: str | None = None, idea: str | None = None) -> None:
    """Be at something in this folder."""
    append(folder.bench, moved_to(folder, question=question, idea=idea), clock=clock)


def considered(folder: WorkingFolder, *said: object, config: Config = Config()) -> Considered:  # noqa: B008 - frozen
    return consider(folder, Said(*said), config=config, standing=standing(folder.bench))


def lines_of(folder: WorkingFolder) -> int:
    folder_ = Path(folder.bench.paths.journal)
    return sum(path.read_bytes().count(b"\n") for path in folder_.iterdir())


# ---- sealing


def test_hunch_is_sealed_before_the_start_that_names_it_by_its_hash(folder, clock, begun) -> None:
    baseline = record_variant(folder, "v", [0.8, 0.81, 0.82], clock=clock)
    run = begun(hunch="acc +2pp @70 # wider heads").event
    with Index.open(folder.bench) as index:
        (seal,) = index.events("hunch.sealed")
        (start,) = index.events("run.started", run=run.run)
    assert run.hunches == [HunchSeal(id=told(folder, "hunch.sealed")[0].hunch, sha256=seal.sha256)]
    assert seal.id < start.id
    (said,) = told(folder, "hunch.sealed")
    assert (said.text, said.why, said.run, said.planned) == (
        "acc +2pp @70 # wider heads",
        "wider heads",
        run.run,
        1,
    )
    assert (said.metric, said.goal, said.baseline, said.idea) == ("acc", "max", baseline, None)


def test_a_run_carries_the_current_question_idea_and_baseline(folder, clock, begun) -> None:
    question = ask_question(folder, clock=clock, metric="acc", take="best")
    idea = add_idea(folder, "wider heads", clock=clock, question=question)
    baseline = record_variant(folder, "v", [0.8, 0.81], clock=clock, question=question)
    current(folder, clock, question=question, idea=idea)
    event = begun(hunch="+").event
    assert (event.question, event.idea, event.baseline) == (question, idea, baseline)
    (said,) = told(folder, "hunch.sealed")
    assert (said.question, said.idea, said.take, said.baseline) == (question, idea, "best", baseline)


def test_where_nothing_is_current_a_start_names_nothing(folder, clock, begun) -> None:
    ask_question(folder, clock=clock, metric="acc")
    record_variant(folder, "v", [0.8], clock=clock)
    event = begun().event
    assert (event.question, event.idea, event.baseline, event.hunches) == (None, None, [], [])


@pytest.mark.parametrize("by", ["id", "text", "part", "@idea"])
def test_idea_is_found_by_what_it_answers_to(folder, clock, begun, by: str) -> None:
    question = ask_question(folder, clock=clock, metric="acc")
    idea = add_idea(folder, "wider heads", clock=clock, question=question)
    current(folder, clock, question=question, idea=idea)
    references = {"id": idea, "text": "Wider  heads", "part": "wider", "@idea": "@idea"}
    assert begun(idea=references[by]).event.idea == idea
    assert len(told(folder, "idea.added")) == 1


def test_an_idea_brings_its_question_with_it(folder, clock, begun) -> None:
    asked, other = (ask_question(folder, clock=clock, metric=name, text=name) for name in ("acc", "loss"))
    idea = add_idea(folder, "wider heads", clock=clock, question=other)
    current(folder, clock, question=asked)
    event = begun(idea=idea, hunch="+").event
    assert (event.question, event.idea) == (other, idea)
    assert told(folder, "hunch.sealed")[0].metric == "loss"
    assert lines(considered(folder, None, idea[11:15])) == [
        "the idea: wider heads",
        "under the question of that idea: loss",
    ]


def test_a_text_names_an_idea_of_the_current_question_and_no_other(folder, clock, begun) -> None:
    asked, other = (ask_question(folder, clock=clock, metric=name, text=name) for name in ("acc", "loss"))
    idea = add_idea(folder, "wider heads", clock=clock, question=other)
    current(folder, clock, question=asked)
    event = begun(idea="wider heads").event
    assert event.idea != idea
    assert event.question == asked


def test_an_idea_that_is_none_yet_becomes_one_of_the_current_question(folder, clock, begun) -> None:
    question = ask_question(folder, clock=clock, metric="acc")
    current(folder, clock, question=question)
    event = begun(idea="  deeper\n heads ").event
    (idea,) = told(folder, "idea.added")
    assert idea == IdeaAdded(idea=event.idea, text="deeper heads", question=question)


def test_open_hunches_on_the_idea_are_named_by_its_next_run_only(folder, clock, begun) -> None:
    idea = add_idea(folder, "wider heads", clock=clock)
    on_idea = seal_hunch(folder, "+", clock=clock, idea=idea)
    assert begun(idea="other idea").event.hunches == []
    first = begun(idea="wider", hunch="60").event
    assert [each.id for each in first.hunches] == [on_idea.id, told(folder, "hunch.sealed")[-1].hunch]
    assert begun(idea="wider").event.hunches == []


def test_runs_of_a_plan_name_what_is_open_on_the_idea_and_what_was_sealed_for_the_plan(
    folder, clock, begun
) -> None:
    idea = add_idea(folder, "wider heads", clock=clock)
    on_idea = seal_hunch(folder, "+", clock=clock, idea=idea)
    plan = make_plan(folder.bench, [0, 1], clock=clock)
    sealed = seal_plan(folder, considered(folder, "60", idea), plan=plan, planned=2, clock=clock)
    assert told(folder, "hunch.sealed")[-1].planned == 2
    runs = [begun(plan=plan, seed=seed, idea=idea, sealed=sealed.seals).event for seed in (0, 1)]
    wanted = {on_idea.id, *(each.id for each in sealed.seals)}
    assert [{each.id for each in run.hunches} for run in runs] == [wanted, wanted]
    assert begun(idea=idea).event.hunches == []


def test_a_queued_run_keeps_its_id_and_names_what_was_said_of_it(folder, clock, begun) -> None:
    run = "1" + "0" * 19
    seal = seal_hunch(folder, "+", clock=clock, run=run)
    event = begun(run=run).event
    assert (event.run, event.hunches) == (run, [seal])


def test_a_run_that_is_named_with_vs_is_the_baseline_of_this_hunch_only(folder, clock, begun) -> None:
    question = ask_question(folder, clock=clock, metric="acc")
    first = record_variant(folder, "v", [0.8], clock=clock, question=question)
    other = record_variant(folder, "w", [0.8, 0.9], clock=clock, name="other")
    current(folder, clock, question=question)
    said = considered(folder, "+", None, other[0])
    assert said.baseline is not None
    assert (said.baseline.runs, lines(said)[-1].split(":")[0]) == (
        other,
        f"held against other ({other[0][11:15]})",
    )
    assert begun(hunch="+", vs=other[0]).event.baseline == first
    sealed = told(folder, "hunch.sealed")[-1]
    assert (sealed.baseline, sealed.against) == (other, other[0])
    begun(hunch="+", vs=first[0])
    assert told(folder, "hunch.sealed")[-1].against is None


def test_the_rules_of_the_project_are_sealed_with_it(folder, begun) -> None:
    rules = Config(hunches=Hunches(crash_is_loss=True), objective=Objective(evaluation=["eval.py"]))
    begun(hunch="+", config=rules)
    sealed = told(folder, "hunch.sealed")[-1]
    assert (sealed.crash_is_loss, sealed.evaluation) == (True, ["eval.py"])


# ---- what cannot be meant


@pytest.mark.parametrize(
    ("said", "error", "word"),
    [
        ({"hunch": "acc +2pp @40"}, InvalidHunch, "50 %"),
        ({"hunch": "no-such-metric +2 @70"}, InvalidHunch, "no-such-metric"),
        ({"hunch": ""}, InvalidHunch, ""),
        ({"hunch": "wider:60 deeper:40"}, UserError, ""),
        ({"vs": "@"}, UserError, "held against"),
        ({"hunch": "+", "vs": "nobody"}, UnknownRun, "nobody"),
        ({"hunch": "+", "vs": "failing"}, UserError, "failing"),
        ({"hunch": "+", "vs": "elsewhere"}, UserError, "did not measure acc"),
        ({"idea": "@idea"}, UnknownIdea, ""),
        ({"idea": "0" * 20}, UnknownIdea, ""),
        ({"idea": " "}, UserError, ""),
    ],
)
def test_what_cannot_be_meant_writes_nothing(folder, clock, begun, said, error, word: str) -> None:
    record_variant(folder, "v", [0.8], clock=clock)
    record_variant(folder, "v", [0.8], clock=clock)
    record_variant(folder, "f", [0.8], clock=clock, name="failing", status="failed")
    record_variant(folder, "e", [0.8], clock=clock, name="elsewhere", metric="loss")
    before, runs = lines_of(folder), os.listdir(folder.bench.paths.runs)
    with pytest.raises(WrongCallError) as caught:
        begun(**said)
    assert isinstance(caught.value.error, error)
    assert word in str(caught.value.error)
    assert (lines_of(folder), os.listdir(folder.bench.paths.runs)) == (before, runs)


def test_what_cannot_be_meant_makes_no_workbench(surroundings: Surroundings, project: Path) -> None:
    for said in (Said(hunch="+++"), Said(hunch="+", vs="@"), Said(idea="@idea")):
        with pytest.raises(WrongCallError):
            folder_for(surroundings, said, lambda root: config_of(root, []))
    assert list(project.iterdir()) == []
    (project / "hunch.toml").write_text('[objective]\nmetric = "loss"\ngoal = "min"\n')
    with pytest.raises(WrongCallError, match="50 %"):
        folder_for(surroundings, Said(hunch="loss +2 @70"), lambda root: config_of(root, []))
    assert folder_for(surroundings, Said(hunch="loss -2 @70"), lambda root: config_of(root, [])).bench


def test_what_stands_cannot_be_read_and_the_run_is_recorded_all_the_same(folder, clock, begun) -> None:
    seal = seal_hunch(folder, "+", clock=clock, run="1" + "0" * 19)
    line = next(Path(folder.bench.paths.journal).iterdir()).read_bytes()
    newer = Path(folder.bench.paths.journal) / "someone@cluster.jsonl"
    newer.write_bytes(line.replace(b'{"v":1', b'{"v":99') + b"x")
    run = begun(hunch="+", sealed=[seal])
    assert run.event.hunches == [seal]
    assert "NOT SEALED" in run.faults[0]
    assert "format 99" in run.faults[0]


def test_a_fault_of_ours_while_sealing_is_kept_with_the_run(folder, clock, begun) -> None:
    def fail(said: Considered) -> None:
        raise RuntimeError("a bug")

    run = begun(hunch="+", face=Face(fail))
    assert "could not be said: RuntimeError: a bug" in run.faults[0]
    assert len(run.event.hunches) == 1


# ---- what is said of what was understood


def test_nothing_to_compare_with_is_said(folder) -> None:
    assert lines(considered(folder, "+"))[-1] == (
        "no baseline yet: this run will be it, so the hunch cannot be scored"
    )
    assert "what compares with it cannot be scored" in lines(considered(folder, "+; t=40m"))[-1]
    assert not any("baseline yet" in line for line in lines(considered(folder, "t=40m; crash@5")))


def test_which_metric_was_taken_is_said_where_nobody_asked(folder, clock) -> None:
    record_variant(folder, "v", [0.8], clock=clock, metric="val/loss")
    assert "took val/loss, lower is better (most runs share it)" in lines(considered(folder, "+"))[-1]
    config = Config(objective=Objective(metric="val/loss"))
    assert "higher is better (hunch.toml says so)" in lines(considered(folder, "+", config=config))[-1]
    question = ask_question(folder, clock=clock, metric="val/loss", goal="min")
    record_variant(folder, "w", [0.8], clock=clock, metric="val/loss", question=question)
    current(folder, clock, question=question)
    assert lines(considered(folder, "+")) == ["val/loss: 70 % to beat the baseline (lower is better)"]


def test_a_new_idea_is_said_and_a_known_one_is_not(folder, clock) -> None:
    add_idea(folder, "wider heads", clock=clock)
    assert lines(considered(folder, None, "wider heads")) == []
    assert lines(considered(folder, None, "wider")) == ["the idea: wider heads"]
    assert lines(considered(folder, None, "deeper")) == ["a new idea: deeper"]


# ---- asking for it

SURE, NEVER = "0" * 20, "0" * 11 + ALPHABET[-1] * 9
ASKING = Config(hunches=Hunches(ask=True))


@pytest.fixture
def asks(folder, clock, begun) -> Callable[..., str]:
    """Begins a run that the face may ask about: `asks("+")` answers; what it was answered with comes back."""

    def ask(answer: str, run: str = SURE[:-1] + "1", config: Config = ASKING) -> str:
        seen = []

        def face(occasion) -> str | None:
            seen.append(is_due(occasion, now_us=clock()))
            return answer if seen[-1] else None

        begun(run=run, config=config, face=Face(ask=face))
        return "asked" if seen == [True] else "not due" if seen else "never"

    return ask


def test_asked_for_hunch_is_sealed_as_such_and_a_skip_is_recorded(folder, clock, asks) -> None:
    record_variant(folder, "v", [0.8], clock=clock, duration_s=121.0)
    assert asks("+") == "asked"
    (said,) = told(folder, "hunch.sealed")
    assert (said.asked, said.text) == (True, "+")
    assert asks("", SURE[:-1] + "2") == "asked"
    assert told(folder, "hunch.skipped") == [HunchSkipped(run=SURE[:-1] + "2")]
    with Index.open(folder.bench) as index:
        start: RunStarted = index.told("run.started", run=SURE[:-1] + "2")[0].data  # type: ignore[assignment]
    assert start.hunches == []


def test_it_is_asked_for_rarely_and_only_where_there_is_something_to_beat(folder, clock, asks) -> None:
    ids = iter(SURE[:-1] + digit for digit in ALPHABET)
    assert asks("+", next(ids), Config()) == "never", "it is opt-in"
    assert asks("+", next(ids)) == "not due", "there is no baseline"
    record_variant(folder, "v", [0.8], clock=clock, duration_s=119.0)
    assert asks("+", next(ids)) == "not due", "the run before was short"
    record_variant(folder, "v", [0.8], clock=clock, duration_s=121.0)
    assert asks("+", NEVER) == "not due", "the draw says no"
    assert [asks("", next(ids)) for _ in range(6)] == ["asked"] * 5 + ["not due"], "five a day"
    clock.on(25 * 3600)
    assert asks("", next(ids)) == "asked"


def test_a_fault_of_ours_while_asking_is_kept_with_the_run(folder, begun) -> None:
    def fail(occasion: object) -> str | None:
        raise RuntimeError("no terminal")

    run = begun(config=ASKING, face=Face(ask=fail))
    assert run.faults == ["Hunch could not ask for a prediction: RuntimeError: no terminal"]


def test_draws_are_spread_evenly() -> None:
    draws = [drawn(SURE[:11] + ALPHABET[number] + "0" * 8) for number in range(32)]
    assert draws == [number / 32 for number in range(32)]


def test_nothing_is_written_that_says_nothing(folder, clock) -> None:
    sealed = seal_plan(folder, considered(folder), plan="p", planned=2, clock=clock)
    assert (sealed.seals, lines_of(folder) if os.listdir(folder.bench.paths.journal) else 0) == ([], 0)


def test_a_read_only_journal_takes_no_hunch(folder, clock) -> None:
    Path(folder.bench.paths.journal).rmdir()
    Path(folder.bench.paths.journal).write_text("in the way")
    with pytest.raises(HunchError):
        seal_plan(folder, considered_of_nothing(folder), plan="p", planned=1, clock=clock)


def considered_of_nothing(folder: WorkingFolder) -> Considered:
    from hunch.entities.standing import Standing

    return consider(folder, Said("+"), config=Config(), standing=Standing())


def test_sealed_lines_read_back_as_they_were_typed(folder, clock, begun) -> None:
    text = '++ # it\'s "wider", naïve-Δ-测试 $(touch x)'
    begun(hunch=text)
    (said,) = told(folder, "hunch.sealed")
    assert isinstance(said, HunchSealed)
    assert (said.text, said.why) == (text, text[5:])
