"""What turns the words of a run to its replica, and back; where a seed stands in a command."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.entities.config import Config
from hunch.entities.replica import moved, params_moved, words_moved
from hunch.entities.seeding import fresh, option_for, with_hole
from hunch.entities.variant import Rule, rule_of, variant

HOME, REPLICA = "/home/ada/p", "/home/ada/p/.hunch/replicas/ab12-3/p"


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("/home/ada/p/train.py", f"{REPLICA}/train.py"),
        ("--data=/home/ada/p/data", f"--data={REPLICA}/data"),
        ("/home/ada/p", REPLICA),
        ("/home/ada/p/a:/home/ada/p/b", f"{REPLICA}/a:{REPLICA}/b"),
        ("/home/ada/pp/train.py", "/home/ada/pp/train.py"),
        ("/mnt/home/ada/p/train.py", "/mnt/home/ada/p/train.py"),
        ("train.py", "train.py"),
    ],
)
def test_paths_below_home_are_paths_below_the_replica_and_come_back(text, there):
    assert moved(text, HOME, REPLICA) == there
    assert moved(there, REPLICA, HOME) == text


def test_params_are_moved_however_deep_they_are():
    params = {"data": {"root": f"{REPLICA}/d", "splits": [f"{REPLICA}/a", 3]}, "lr": 0.1}
    assert params_moved(params, REPLICA, HOME) == {
        "data": {"root": f"{HOME}/d", "splits": [f"{HOME}/a", 3]},
        "lr": 0.1,
    }


@pytest.mark.parametrize(
    ("command", "opened"),
    [
        (["t", "--seed", "3"], ["t", "--seed", "{seed}"]),
        (["t", "--seed=3", "x"], ["t", "--seed={seed}", "x"]),
        (["t", "seed=3"], ["t", "seed={seed}"]),
        (["t", "++train.seed=3"], ["t", "++train.seed={seed}"]),
        (["t", "--seed", "1", "--data.seed", "2"], ["t", "--seed", "{seed}", "--data.seed", "2"]),
        (["t", "--seed", "{seed}"], ["t", "--seed", "{seed}"]),
        (["t", "--seed"], None),
        (["t", "--seed", "--fast"], None),
        (["t", "--seed=auto"], None),
        (["sh", "-c", "t --seed 3"], None),
        (["t", "3"], None),
        (["t", "--seed-file", "3"], None),
    ],
)
def test_where_the_seed_stands_in_a_command(command, opened):
    assert with_hole(command, Rule()) == opened


def test_the_seed_may_have_another_name():
    assert with_hole(["t", "--random-state", "3"], rule_of(Config(seed="random_state"))) == [
        "t", "--random-state", "{seed}",
    ]  # fmt: skip


def test_a_parser_that_knows_of_a_seed_is_handed_one():
    assert option_for("seed", {"seed": "argparse default"}) == ["--seed", "{seed}"]
    assert option_for("seed", {"seed": "init"}) is None
    assert option_for("random_state", {"random_state": "argparse default"}) is None


seeds = st.integers(0, 10**6)


@given(st.lists(st.sampled_from(["--lr", "0.1", "x=2", "data.csv", "--fast"]), max_size=4), seeds, seeds)
def test_an_opened_command_is_of_the_same_variant_whatever_the_seed(words, before, after):
    command = ["t", *words, "--seed", str(before)]
    opened = with_hole(command, Rule())
    again = [word.replace("{seed}", str(after)) for word in opened]
    assert variant("d", command, {}) == variant("d", again, {}) == variant("d", opened, {})


@given(st.integers(0, 20), st.sets(st.integers(-3, 30)))
def test_fresh_seeds_are_new_and_as_many_as_asked(count, used):
    found = fresh(count, used)
    assert len(set(found)) == count
    assert not used & set(found)
    assert words_moved(["a"], "/x", "/y") == ["a"]
