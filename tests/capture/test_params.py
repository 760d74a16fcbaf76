"""What a command says of its own params."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.capture.params import command_line_params, config_files, key_values, read_config, scalar
from hunch.entities.params import fold_params

Write = Callable[[str, str], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file and gives its name back."""

    def to(name: str, text: str) -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return name

    return to


def test_pairs_are_nested_and_typed() -> None:
    command = [
        "python",
        "t.py",
        "lr=1e-3",
        "model.width=64",
        "+model.act=relu",
        "++seed=7",
        "~debug",
        "db/x@y=z",
    ]
    (seen,) = command_line_params(command, cwd="/", now_ns=5).params
    assert seen.params == {"lr": 0.001, "model": {"width": 64, "act": "relu"}, "seed": 7, "db/x@y": "z"}
    assert (seen.origin, seen.t) == ("key=value", 5)


def test_what_only_looks_like_a_pair_is_none() -> None:
    words = ["--lr=1", "http://x/?a=b", "=3", "a b=c", "-D", "x", "1=2", "/data/x=3"]
    assert key_values(["python", "t.py", *words]) == {}
    assert key_values(["docker", "run", "-e", "A=1", "img"]) == {}


def test_variables_before_the_program_are_no_params() -> None:
    assert key_values(["env", "A=1", "B=2", "python", "t.py", "lr=3"]) == {"lr": 3}


def test_a_non_finite_pair_is_named() -> None:
    (seen,) = command_line_params(["t", "lr=nan", "m.x=-inf"], cwd="/", now_ns=0).params
    assert seen.params == {"lr": None, "m": {"x": None}}
    assert seen.nf == {"lr": "NaN", "m.x": "-Infinity"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3), ("-3", -3), (str(2**70), 2**70), ("0.5", 0.5), ("1e5", 1e5), (".5", 0.5), ("true", True),
        ("False", False), ("null", None), ("", ""), ("no", "no"), ("1:30", "1:30"), ("2026-01-01", "2026-01-01"),
        ("'a b'", "a b"), ("[1, 2e-3, a]", [1, 0.002, "a"]), ("{a: 1}", {"a": 1}), ("[1", "[1"), ("1,2", "1,2"),
        ("[a", "[a"), ("infinity war", "infinity war"), ("٣", "٣"), ("[${x}]", "[${x}]"),
    ],
)  # fmt: skip
def test_a_value_has_the_type_that_people_mean(text: str, value: object) -> None:
    assert scalar(text) == value
    assert type(scalar(text)) is type(value)


@given(st.text())
def test_any_text_has_a_value(text: str) -> None:
    scalar(text)


@pytest.mark.parametrize(
    "words",
    [
        ["--config", "a.yaml"], ["--config=a.yaml"], ["-c", "a.yaml"], ["a.yaml"], ["--cfg-file", "a.yaml"],
        ["--hparams", "a.yaml"], ["--config", "a.yaml", "--config", "a.yaml"],
    ],
)  # fmt: skip
def test_a_config_file_is_found_however_it_is_named(write: Write, tmp_path: Path, words: list[str]) -> None:
    write("a.yaml", "lr: 1e-3\nmodel: {width: 3}\n")
    told = command_line_params(["python", "t.py", *words], cwd=str(tmp_path), now_ns=0).params
    (seen,) = (each for each in told if each.origin != "option")
    assert seen.params == {"lr": 0.001, "model": {"width": 3}}
    assert (seen.origin, seen.path) == ("config", "a.yaml")


def test_data_and_results_are_not_taken_for_configs(write: Write, tmp_path: Path) -> None:
    for name in ("train.json", "results.json", "out.yaml"):
        write(name, '{"acc": 0.9}')
    command = [
        "python",
        "t.py",
        "--out",
        "results.json",
        "--data=train.json",
        "train.json",
        "--save",
        "out.yaml",
        "gone.yaml",
    ]
    assert config_files(command, cwd=str(tmp_path)) == []


def test_several_files_count_in_their_order(write: Write, tmp_path: Path) -> None:
    write("conf/base.toml", "lr = 1.0\ndepth = 2\n")
    write("conf/args.json", '{"lr": 2.0, "name": "\\u00fc"}')
    seen = command_line_params(
        ["t", "-c", "conf/base.toml", "conf/args.json"], cwd=str(tmp_path), now_ns=0
    ).params
    assert fold_params(seen).params == {"lr": 2.0, "depth": 2, "name": "ü"}


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("a.yaml", "a: [1", "expected ',' or ']'"),
        ("a.yaml", "- 1\n- 2\n", "holds a list"),
        ("a.yaml", "a: 1\n---\nb: 2\n", "expected a single document"),
        ("a.toml", "a = ", "Invalid value"),
        ("a-config.json", "{", "Expecting property name"),
        ("a.yaml", "x" * 1_000_001, "more than 200,000 bytes"),
        ("a.yaml", "[" * 5000, "nested too deeply"),
        ("a.yaml", "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
            f"{n}: &{n} [" + ",".join([f"*{m}"] * 9) + "]\n" for m, n in zip("abcdefg", "bcdefgh", strict=True)
        ), "more than 20000 values"),
    ],
)  # fmt: skip
def test_a_broken_file_is_a_fault_that_names_it(
    write: Write, tmp_path: Path, name: str, text: str, what: str
) -> None:
    read = command_line_params(["t", "lr=1", write(name, text)], cwd=str(tmp_path), now_ns=0)
    assert [seen.origin for seen in read.params] == ["key=value"]
    (fault,) = read.faults
    assert fault.startswith(f"params of {name} were not read: ")
    assert what in fault


def test_nothing_in_a_file_is_executed(write: Write, tmp_path: Path) -> None:
    write(
        "a.yaml",
        "a: !!python/object/apply:os.system ['touch hacked']\nb: !include x.yaml\nc: !Custom {d: 1}\n",
    )
    assert read_config(str(tmp_path / "a.yaml")) == {"a": ["touch hacked"], "b": "x.yaml", "c": {"d": 1}}
    assert not (tmp_path / "hacked").exists()


def test_dates_and_odd_keys_become_text(write: Write, tmp_path: Path) -> None:
    write("a.yaml", "when: 2026-01-01\n1: one\nnull: none\nempty: {}\nbig: 1180591620717411303424\n")
    (seen,) = command_line_params(["t", "a.yaml"], cwd=str(tmp_path), now_ns=0).params
    assert seen.params == {"when": "2026-01-01", "1": "one", "None": "none", "empty": {}, "big": 2**70}


def test_secrets_of_either_kind_are_left_out(write: Write, tmp_path: Path) -> None:
    write("a.yaml", "wandb: {api_key: hunter2, project: x}\nurl: https://me:hunter2@host/x\n")
    read = command_line_params(["t", "a.yaml", "token=hunter2"], cwd=str(tmp_path), now_ns=0)
    assert "hunter2" not in json.dumps([seen.params for seen in read.params])
    assert read.params[1].params["wandb"] == {"api_key": "<redacted>", "project": "x"}
