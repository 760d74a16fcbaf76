"""What several origins said of the params of a run, folded into what counts."""

from hypothesis import given
from hypothesis import strategies as st

from hunch.entities.events import LostParam
from hunch.entities.observed import Params, Python, Spawned
from hunch.entities.params import flatten, fold_params, nest

STEPS = st.text(st.characters(codec="ascii", exclude_characters="."), min_size=1, max_size=3)
TREES = st.dictionaries(
    STEPS,
    st.recursive(st.integers() | st.just({}), lambda inner: st.dictionaries(STEPS, inner, max_size=3)),
    max_size=4,
)
FLAT = st.dictionaries(st.lists(STEPS, min_size=1, max_size=3).map(".".join), st.integers(), max_size=6)


def init(**params: object) -> Params:
    return Params(t=0, origin="init", params=params)


def config(path: str = "c.yaml", **params: object) -> Params:
    return Params(t=0, origin="config", params=params, path=path)


def pairs(**params: object) -> Params:
    return Params(t=0, origin="key=value", params=params)


def parsed(
    *defaults: str,
    main: str = "/work/train.py",
    rank: int = 0,
    pid: int = 1,
    origin: str = "argparse",
    **params: object,
) -> Params:
    return Params(t=0, origin=origin, params=params, defaults=list(defaults), main=main, rank=rank, pid=pid)


@given(TREES)
def test_nested_params_come_back_from_their_dotted_names(tree: dict[str, object]) -> None:
    assert nest(flatten(tree)) == tree


@given(FLAT)
def test_no_dotted_name_is_lost_by_nesting(flat: dict[str, object]) -> None:
    assert flatten(nest(flat)) == flat


def test_each_origin_overrules_the_ones_below_it_and_what_loses_is_kept() -> None:
    said = [config(lr=1, a=1), pairs(lr=2, b=2), parsed(lr=3, c=3), init(lr=4, d=4)]
    folded = fold_params(said)
    assert folded.params == {"lr": 4, "a": 1, "b": 2, "c": 3, "d": 4}
    assert folded.origins == {"lr": "init", "a": "config", "b": "key=value", "c": "argparse", "d": "init"}
    assert folded.lost == [
        LostParam(name="lr", origin="config", value=1),
        LostParam(name="lr", origin="key=value", value=2),
        LostParam(name="lr", origin="argparse", value=3),
    ]
    backwards = fold_params(said[::-1])
    assert backwards.params == folded.params
    assert backwards.origins == folded.origins


def test_a_default_overrules_nothing_that_somebody_wrote() -> None:
    folded = fold_params([config(lr=0.5), parsed("lr", "depth", lr=0.1, depth=3)])
    assert folded.params == {"lr": 0.5, "depth": 3}
    assert folded.origins == {"lr": "config", "depth": "argparse default"}
    assert folded.lost == [LostParam(name="lr", origin="argparse default", value=0.1)]


def test_a_default_of_none_that_loses_is_no_news() -> None:
    assert fold_params([config(lr=0.5), parsed("lr", lr=None)]).lost == []


def test_origins_that_agree_lose_nothing() -> None:
    folded = fold_params([config(lr=0.5), parsed(lr=0.5)])
    assert folded.origins == {"lr": "argparse"}
    assert folded.lost == []


def test_a_later_value_of_the_same_origin_is_a_change() -> None:
    folded = fold_params([init(lr=0.5, depth=3), init(lr=0.25, depth=3), init(lr=0.1)])
    assert folded.params == {"lr": 0.1, "depth": 3}
    assert folded.origins == {"lr": "changed", "depth": "init"}
    assert [(lost.origin, lost.value) for lost in folded.lost] == [("init", 0.5), ("changed", 0.25)]


def test_a_second_config_file_overrules_the_first_and_changes_nothing() -> None:
    folded = fold_params([config("a.yaml", lr=1), config("b.yaml", lr=2)])
    assert folded.params == {"lr": 2}
    assert folded.origins == {"lr": "config"}
    assert folded.lost == [LostParam(name="lr", origin="config", value=1)]


def test_a_change_of_what_was_parsed_does_not_overrule_init() -> None:
    change = parsed(origin="changed", lr=0.8)
    assert fold_params([parsed(lr=0.1), init(lr=0.5), change]).params == {"lr": 0.5}
    assert fold_params([parsed(lr=0.1), change]).origins == {"lr": "changed"}


def test_what_a_program_added_later_was_not_changed() -> None:
    added = Params(t=0, origin="changed", params={"width": 3})
    assert fold_params([init(lr=1), added]).origins == {"lr": "init", "width": "init"}


def test_names_that_differ_never_merge() -> None:
    folded = fold_params([config(**{"learning-rate": 1}), parsed(learning_rate=2)])
    assert folded.params == {"learning-rate": 1, "learning_rate": 2}


def test_a_dotted_option_and_a_nested_config_are_one_param() -> None:
    folded = fold_params([config(model={"width": 3, "depth": 1}), parsed(**{"model.width": 5})])
    assert folded.params == {"model": {"width": 5, "depth": 1}}
    assert folded.origins == {"model.width": "argparse", "model.depth": "config"}


def test_a_name_with_a_dot_of_its_own_stays_as_it_was_written() -> None:
    assert fold_params([config(mix={"data/v1.5": 0.3})]).params == {"mix": {"data/v1.5": 0.3}}


def test_a_value_and_a_table_of_one_name_are_both_kept() -> None:
    folded = fold_params([config(model={"depth": 1}), pairs(model="resnet")])
    assert folded.params == {"model": "resnet", "model.depth": 1}


def test_the_program_of_the_project_counts_and_not_the_launcher() -> None:
    launcher = parsed(main="/work/.venv/bin/torchrun", pid=1, nproc=8)
    ranks = [parsed(main="/work/train.py", rank=rank, pid=10 + rank, lr=1, local=rank) for rank in (1, 0)]
    assert fold_params([launcher, *ranks], root="/work").params == {"lr": 1, "local": 0}


def test_a_launcher_in_an_environment_of_any_name_is_told_by_its_prefix() -> None:
    python = Python(t=0, executable="", version="3.11.7", prefix="/work/myenv", sys_path=[])
    launcher = parsed(main="/work/myenv/bin/torchrun", pid=1, nproc=8)
    assert fold_params([python, launcher, parsed(pid=2, lr=1)], root="/work").params == {"lr": 1}


def test_of_two_programs_the_first_counts() -> None:
    assert fold_params(
        [parsed(main="/work/prepare.py", pid=1, n=3), parsed(pid=2, lr=1)], root="/work"
    ).params == {"n": 3}


def test_a_tool_from_elsewhere_counts_only_if_it_is_what_was_run() -> None:
    tool = parsed(main="/usr/lib/python3/dist-packages/lm_eval/__main__.py", pid=7, tasks="a")
    assert fold_params([tool], root="/work").params == {}
    assert fold_params([tool], root="/work", child_pid=7).params == {"tasks": "a"}
    assert fold_params([Spawned(t=0, pid=7), tool], root="/work").params == {"tasks": "a"}


def test_an_explicit_option_survives_a_second_parse_that_only_has_its_default() -> None:
    folded = fold_params([parsed(config="a.yaml"), parsed("config", config=None, lr=1)])
    assert folded.params == {"config": "a.yaml", "lr": 1}


def test_a_nan_travels_with_its_value() -> None:
    nan = Params(
        t=0, origin="config", params={"lr": None, "b": [None, 1]}, nf={"lr": "NaN", "b.0": "Infinity"}
    )
    folded = fold_params([nan, init(lr=0.5)])
    assert folded.params == {"lr": 0.5, "b": [None, 1]}
    assert folded.nf == {"b.0": "Infinity"}
    assert folded.lost == [LostParam(name="lr", origin="config", value="NaN")]


def test_a_secret_that_slipped_into_an_observation_does_not_get_further() -> None:
    folded = fold_params(
        [config(login={"password": "a"}, hf_token="b"), init(login={"password": "c"}, hf_token="d")]
    )
    assert folded.params == {"login": {"password": "<redacted>"}, "hf_token": "<redacted>"}
    assert {lost.value for lost in folded.lost} == {"<redacted>"}


def test_true_is_not_1() -> None:
    folded = fold_params([config(amp=1), parsed(amp=True)])
    assert folded.lost == [LostParam(name="amp", origin="config", value=1)]
