"""What keeps two variants from being compared, and what is only said."""

import pytest

from hunch.actions.verdicts.comparable import Compared, Traits, reasons, traits_of
from hunch.entities.metric import Summary
from hunch.entities.run import Run
from hunch.journal.index import Index
from hunch.journal.runfolder import write_environment
from hunch.testing import finish_run, log_curve, start_run, write_files

SAME = Traits(source="the program", data="1a2b", hardware="1 x H100", evaluation="e")


def run(name: str, *, step: int | None = 10) -> Run:
    """A run that measured acc up to a step."""
    from hunch.entities.events import Process

    return Run(
        id=name, name=name, status="finished", command=[], cwd="", author="", folder="", started_at="",
        process=Process(host="", machine="", pid=1), metrics={"acc": Summary(last=1.0, count=1, step=step)},
    )  # fmt: skip


def told(a: list[Run], b: list[Run], *, of_b: Traits = SAME, steps: bool = True):
    traits = {each.id: SAME for each in a} | {each.id: of_b for each in b}
    return reasons(Compared("new", a), Compared("old", b), traits, ["acc"], steps=steps)


def test_what_is_the_same_is_not_mentioned():
    assert told([run("a")], [run("b")]) == []


@pytest.mark.parametrize(
    ("other", "text", "forbids"),
    [
        (
            {"source": "its console"},
            "not the same source of the metric (new: the program; old: its console)",
            True,
        ),
        ({"data": "3c4d"}, "not the same data (new: 1a2b; old: 3c4d)", True),
        ({"evaluation": "f"}, "not the same evaluation files (new: e; old: f)", True),
        ({"hardware": "64 x CPU"}, "not the same hardware (new: 1 x H100; old: 64 x CPU)", False),
        ({"data": None}, "the data of old: not known", False),
    ],
)
def test_what_differs_is_named_and_hardware_forbids_nothing(other, text, forbids):
    from msgspec.structs import replace

    (reason,) = told([run("a")], [run("b")], of_b=replace(SAME, **other))
    assert (reason.text, reason.forbids) == (text, forbids)


def test_runs_of_one_side_that_were_measured_on_two_data_sets_forbid_it_too():
    a, b = [run("a"), run("b")], [run("c")]
    traits = {
        "a": SAME,
        "b": Traits(source="the program", data="3c4d", hardware="1 x H100", evaluation="e"),
        "c": SAME,
    }
    (reason,) = reasons(Compared("new", a), Compared("old", b), traits, ["acc"])
    assert reason.forbids
    assert reason.text == "not the same data (new: 1 x 1a2b, 1 x 3c4d; old: 1a2b)"


def test_a_longer_budget_forbids_it_and_stopping_early_does_not():
    (longer,) = told([run("a", step=100)], [run("b", step=50)])
    assert (longer.text, longer.forbids) == ("not the same last step of acc (new: 100; old: 50)", True)
    (early,) = told([run("a", step=100), run("b", step=40)], [run("c", step=100)])
    assert (early.text, early.forbids) == ("not the same last step of acc (new: 40 to 100; old: 100)", False)


def test_where_all_are_read_at_one_step_the_last_does_not_matter():
    assert told([run("a", step=100)], [run("b", step=50)], steps=False) == []


@pytest.fixture
def recorded_with(folder, clock):
    """Records a run with these sources of `acc`, and this environment."""

    def record(sources=("0",), said=None, files=None):
        write_files(folder.root, files or {})
        run = start_run(folder, clock=clock, snapshot=files is not None)
        for source in sources:
            log_curve(folder, run, {"acc" if source != "1" else "loss": [0.5]}, clock=clock, source=source)
        environment = write_environment(folder.bench, run, said) if said is not None else None
        finish_run(folder, run, clock=clock, environment=environment)
        return run

    return record


def traits(folder, runs, **more):
    with Index.open(folder.bench) as index:
        return [traits_of(folder.bench, index, index.runs([run]), "acc", **more)[run] for run in runs]


def test_the_program_counts_before_its_console_where_it_has_the_metric(folder, recorded_with):
    runs = [recorded_with(each) for each in (["0", "console"], ["console", "system"], ["1", "console"], [])]
    sources = [each.source for each in traits(folder, runs)]
    assert sources == ["the program", "its console", "its console", "the program"]


def test_data_count_by_what_they_hold_and_not_by_how_they_are_called(folder, recorded_with):
    def data(*pairs):
        return {"data": [{"path": path, "sha256": sha} for path, sha in pairs]}

    runs = [
        recorded_with(said=said)
        for said in (
            data(("x", "aa"), ("y", "bb")),
            data(("b", "bb"), ("a", "aa")),
            data(("x", "aa"), ("y", None)),
            data(),
        )
    ]
    one, other, unread, none = (each.data for each in traits(folder, runs))
    assert one == other != None  # noqa: E711
    assert unread is None
    assert none is None


def test_hardware_is_the_accelerator_where_there_is_one(folder, recorded_with):
    cpu = {"cpu": {"model": "EPYC"}, "gpus": []}
    runs = [
        recorded_with(said=cpu),
        recorded_with(said=cpu | {"gpus": [{"model": "H100"}, {"model": "H100"}]}),
    ]
    assert [each.hardware for each in traits(folder, runs)] == ["EPYC", "2 x H100"]


def test_an_environment_that_does_not_read_is_not_known(folder, recorded_with):
    run = recorded_with(said={})
    with open(folder.bench.paths.environment(run), "w") as file:
        file.write("{")
    assert traits(folder, [run]) == [Traits(source="the program")]


def test_traits_are_looked_up_once(folder, recorded_with):
    run = recorded_with(said={"cpu": {"model": "EPYC"}})
    (first,) = traits(folder, [run])
    write_environment(folder.bench, run, {"cpu": {"model": "another"}})
    assert traits(folder, [run]) == [first]


def test_evaluation_files_are_those_of_the_snapshot(folder, recorded_with):
    runs = [
        recorded_with(files={"eval.py": "1", "train.py": "1"}),
        recorded_with(files={"eval.py": "1", "train.py": "2"}),
        recorded_with(files={"eval.py": "2", "train.py": "2"}),
        recorded_with(),
    ]
    found = [each.evaluation for each in traits(folder, runs, evaluation=["eval*.py"])]
    assert found[0] == found[1] != found[2]
    assert found[3] is None
    assert found == [each.evaluation for each in traits(folder, runs, evaluation=["eval*.py"])]
    assert [each.evaluation for each in traits(folder, runs)] == [None] * 4
