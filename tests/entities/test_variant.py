"""Runs that differ in nothing that matters but the seed share a variant."""

import pytest

from hunch.entities.variant import VARIANT_LENGTH, Rule, ignored, shared_command, variant

PARAMS = {"lr": 0.1, "seed": 1, "model": {"name": "wide", "depth": 4}}


def of(
    command: str = "python train.py --lr 0.1", params: object = None, digest: str = "d", **rule: object
) -> str:
    return variant(digest, command.split(), PARAMS if params is None else params, rule=Rule(**rule))


def test_it_is_short_and_the_same_everywhere():
    assert len(of()) == VARIANT_LENGTH
    assert of() == of(params={"model": {"depth": 4, "name": "wide"}, "seed": 1, "lr": 0.1})


def test_the_seed_makes_no_difference_wherever_it_stands():
    same = {
        of("python train.py --lr 0.1 --seed 1", PARAMS | {"seed": 1}),
        of("python train.py --lr 0.1 --seed=2", PARAMS | {"seed": 2}),
        of("python train.py --lr 0.1", PARAMS | {"seed": None}),
        of("python train.py seed=4 --lr 0.1", {k: v for k, v in PARAMS.items() if k != "seed"}),
    }
    assert len(same) == 1


def test_a_seed_of_another_name_is_configured():
    with_rule = {of("python t.py --rng-seed 1", {"rng_seed": n}, seed_param="rng_seed") for n in (1, 2)}
    without = {of("python t.py", {"rng_seed": n}) for n in (1, 2)}
    assert (len(with_rule), len(without)) == (1, 2)


def test_code_command_and_params_each_make_a_difference():
    different = [
        of(),
        of(digest="e"),
        of("python train.py --lr 0.2"),
        of("python test.py --lr 0.1"),
        of(params=PARAMS | {"lr": 0.2}),
        of(params=PARAMS | {"model": {"name": "deep", "depth": 4}}),
        of(params=PARAMS | {"extra": None}),
    ]
    assert len(set(different)) == len(different)


@pytest.mark.parametrize(
    "words",
    [
        "--output-dir runs/1",
        "--output_dir=x",
        "--num-workers 4",
        "--device cuda:1",
        "run_name=b",
        "--verbose",
        "-q --quiet",
    ],
)
def test_what_says_where_how_fast_or_how_loud_makes_no_difference(words):
    kept = " -q" if "-q " in words else ""
    assert of(f"python train.py{kept} --lr 0.1") == of(f"python train.py {words} --lr 0.1")


def test_a_name_deeper_down_is_not_the_runs_name():
    rule = Rule()
    assert ignored("name", rule)
    assert not ignored("model.name", rule)
    assert ignored("data.num_workers", rule)


def test_names_with_two_meanings_count():
    for name in ("rank", "experiment", "group", "lr", "debug", "save"):
        assert not ignored(name, Rule())


@pytest.mark.parametrize(
    ("pattern", "hit", "miss"),
    [
        ("foo", "foo", "foot"),
        ("foo", "a.foo", "foo.a"),
        ("a.foo", "a.foo", "b.foo"),
        ("log.*", "log.every", "blog.every"),
        ("*_path", "data.some_path", "path"),
        ("my-path", "my_path", "mypath"),
    ],
)
def test_a_project_says_what_else_makes_no_difference(pattern, hit, miss):
    rule = Rule(ignore=(pattern,))
    assert ignored(hit, rule)
    assert not ignored(miss, rule)


def test_an_option_that_is_a_flag_does_not_swallow_the_file_behind_it():
    rule = Rule(ignore=("fast",))
    assert shared_command(["t", "--fast", "data.csv"], {"fast": True}, rule) == ["t", "data.csv"]
    assert shared_command(["t", "--fast", "3", "data.csv"], {"fast": 3}, rule) == ["t", "data.csv"]
    assert shared_command(["t", "--verbose", "data.csv"], {}, rule) == ["t", "data.csv"]
    assert shared_command(["t", "--device", "-1"], {}, rule) == ["t"]
    assert shared_command(["t", "--device"], {}, rule) == ["t"]


def test_the_program_is_never_taken_for_an_option():
    assert shared_command(["device=x", "seed=3"], {}, Rule()) == ["device=x"]


def test_a_nan_is_not_an_infinity():
    nan, inf = (variant("d", [], {"x": None}, params_nf={"x": name}) for name in ("NaN", "Infinity"))
    assert nan != inf
    assert variant("d", [], {}, params_nf={"seed": "NaN"}) == variant("d", [], {})


def test_runs_without_a_snapshot_have_a_variant_of_command_and_params():
    assert variant(None, ["a"], {}) == variant(None, ["a"], {})
    assert variant(None, ["a"], {}) != variant(None, ["b"], {})
