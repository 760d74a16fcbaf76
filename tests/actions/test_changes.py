"""What each run changed, derived at reading."""

from hunch.actions.changes import with_changes
from hunch.actions.code import store_of
from hunch.entities.variant import Rule
from hunch.snapshot.remove import prune


def sentences(folder, opened, **budget):
    runs = opened.runs()
    return [run.change for run in with_changes(folder, opened, runs, **budget).runs]


def test_code_and_params_in_one_line(folder, recorded, index):
    recorded(files={"train.py": "WIDTH = 64\n"}, params={"lr": 0.1})
    recorded(files={"train.py": "WIDTH = 128\n"}, params={"lr": 0.2})
    recorded(files={}, params={"lr": 0.2})
    assert sentences(folder, index(), budget_s=10) == ["", "lr 0.1 -> 0.2; WIDTH 64 -> 128", None]


def test_what_an_ended_run_changed_is_read_from_the_cache_even_when_the_code_is_gone(folder, recorded, index):
    recorded(files={"train.py": "WIDTH = 64\n"})
    recorded(files={"train.py": "WIDTH = 128\n"})
    sentences(folder, index(), budget_s=10)
    prune(store_of(folder.bench), [])
    assert sentences(folder, index(), budget_s=0) == ["WIDTH 64 -> 128", None]


def test_without_time_a_change_is_missing_and_counted(folder, recorded, index):
    recorded(files={"train.py": "WIDTH = 64\n"})
    recorded(files={"train.py": "WIDTH = 128\n"})
    opened = index()
    changed = with_changes(folder, opened, opened.runs(), budget_s=0)
    assert changed.missing == 1
    assert [run.change for run in changed.runs] == [None, None]


def test_a_run_without_its_code_has_no_sentence(folder, recorded, index):
    recorded(files={"train.py": ""})
    recorded()
    assert sentences(folder, index(), budget_s=10) == [None, None]


def test_a_kept_sentence_follows_the_rule(folder, recorded, index):
    recorded(files={"train.py": ""}, params={"lr": 0.1, "rank": 1})
    recorded(files={"train.py": ""}, params={"lr": 0.2, "rank": 2})
    assert sentences(folder, index(), budget_s=10) == ["lr 0.1 -> 0.2; rank 1 -> 2", None]
    rule = Rule(seed_param="seed", ignore=("rank",))
    assert sentences(folder, index(), budget_s=10, rule=rule) == ["lr 0.1 -> 0.2", None]
    assert sentences(folder, index(), budget_s=0) == ["lr 0.1 -> 0.2; rank 1 -> 2", None]
