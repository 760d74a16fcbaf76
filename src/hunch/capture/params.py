"""Params that can be read off a command from outside: `key=value` arguments and a named config file.

Whatever program it is. Called right after the spawn, off the user's time; nothing is executed and nothing is
imported for the program's sake. What stands behind dashes (`--lr 0.1`) is the program's own affair: only its
own parser knows what it means, and the hook sees that.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from hunch.entities.observed import Params
from hunch.entities.params import nest, plain
from hunch.entities.plain import TooManyValuesError
from hunch.entities.secrets import redact_params

MOST_BYTES = 200_000
SUFFIXES = (".yaml", ".yml", ".toml", ".json")
CONFIG_WORDS = ("config", "cfg", "conf", "hparams", "hyp", "params", "settings", "args", "opts", "yaml")
"""Pieces of an option's or a file's name that say that a file holds params, and not data."""
NOT_PARAMS = frozenset(("-e", "--env", "-E", "--build-arg"))
"""Options whose `NAME=value` is a variable for another program."""


class CommandLineParams(NamedTuple):
    """What was read, and what could not be."""

    params: list[Params]
    faults: list[str]


class BrokenConfigError(ValueError):
    """A config file does not read."""


def command_line_params(command: Sequence[str], *, cwd: str, now_ns: int) -> CommandLineParams:
    """What a command says of its own params.

    Args:
        command: as it was typed, secrets and all; none of them is in what is returned.
        cwd: where config files are looked for.
        now_ns: nanoseconds since 1970-01-01 UTC.
    """
    observations: list[Params] = []
    faults: list[str] = []
    pairs = key_values(command)
    if pairs:
        observations.append(_observed("key=value", nest(pairs), now_ns, path=None))
    given = options(command)
    if given:
        observations.append(_observed("option", given, now_ns, path=None))
    for path in config_files(command, cwd=cwd):
        try:
            config = read_config(os.path.join(cwd, path))
            observations.append(_observed("config", config, now_ns, path=path))
        except (OSError, BrokenConfigError, TooManyValuesError) as fault:
            said = fault.strerror if isinstance(fault, OSError) else str(fault)
            faults.append(f"params of {path} were not read: {said}")
    return CommandLineParams(observations, faults)


def key_values(command: Sequence[str]) -> dict[str, object]:
    """`key=value` arguments by name, typed; the last of several of one name counts.

    >>> key_values(["python", "t.py", "lr=1e-3", "+model.width=64", "~debug", "--x=1", "opt=adam"])
    {'lr': 0.001, 'model.width': 64, 'opt': 'adam'}
    """
    pairs: dict[str, object] = {}
    before = ""
    for word in _arguments(command):
        name, equals, value = word.partition("=")
        name = name.lstrip("+")
        if equals and before not in NOT_PARAMS and _is_key(name):
            pairs[name] = scalar(value)
        before = word
    return pairs


def options(command: Sequence[str]) -> dict[str, object]:
    """`--name=value` arguments by name, typed: they count where no parser of the program's own says what they mean.

    >>> options(["python", "t.py", "--batch-size=8", "--config=x.yaml", "--fast", "--", "--no=1"])
    {'batch_size': 8, 'config': 'x.yaml'}
    """
    found: dict[str, object] = {}
    for word in _arguments(command):
        if word == "--":
            break
        name, equals, value = word.removeprefix("--").partition("=")
        name = name.replace("-", "_")
        if word.startswith("--") and equals and _is_key(name):
            found[name] = scalar(value)
    return found


def config_files(command: Sequence[str], *, cwd: str) -> list[str]:
    """The config files that a command names, in its order: files that exist and that hold params by their name.

    `--config x.yaml`, `--config=x.yaml`, `-c x.toml` and a bare `x.yaml` do; `--out results.json` and
    `train.json` do not.
    """
    found: dict[str, None] = {}
    option = ""
    for word in command[1:]:
        is_option = word.startswith("-")
        option, equals, value = word.partition("=") if is_option else (option, "", word)
        named_so = value.lower().endswith(SUFFIXES) and _holds_params(option, value)
        if named_so and os.path.isfile(os.path.join(cwd, value)):
            found[value] = None
        if equals or not is_option:
            option = ""
    return list(found)


def read_config(path: str) -> dict[str, object]:
    """A YAML, TOML or JSON file as nested params; nothing in it is executed.

    Raises:
        OSError: it cannot be opened.
        BrokenConfigError: it does not read, is too large, or holds no table.
    """
    with open(path, "rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise BrokenConfigError(f"more than {MOST_BYTES:,} bytes")
    reader = _READERS[os.path.splitext(path)[1].lower()]
    try:
        config = reader(content.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        raise BrokenConfigError(f"not UTF-8 at byte {fault.start}") from fault
    except RecursionError as fault:
        raise BrokenConfigError("nested too deeply") from fault
    if config is None:
        return {}
    if not isinstance(config, dict):
        raise BrokenConfigError(f"holds a {type(config).__name__}, not a table of names and values")
    return config


def scalar(text: str) -> object:
    """A value as YAML 1.2 types it, and `1e-3` is a number.

    Not as YAML 1.1 does, for which 1:30 is 90, 010 is 8 and `no` is False: nobody means that on a command line.

    >>> [scalar(t) for t in ("3", "1e-3", "True", "null", "'3'", "[1, a]", "nan", "0x10", "1_000", "v1.0")]
    [3, 0.001, True, None, '3', [1, 'a'], nan, '0x10', '1_000', 'v1.0']
    """
    low = text.lower()
    if low in ("true", "false"):
        return low == "true"
    if low in ("", "null", "~", "none"):
        return None if low else ""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    if text[0] in "[{" and text[-1] in "]}":
        return _flow(text)
    return _number(text)


def _number(text: str) -> object:
    if "_" in text or not text.isascii() or text != text.strip():
        return text
    for kind in (int, float):
        try:
            return kind(text.replace(".inf", "inf").replace(".nan", "nan"))
        except ValueError:
            continue
    return text


def _flow(text: str) -> object:
    """A list or table as YAML writes it on one line; the text itself where it does not read."""
    try:
        return _yaml(text)
    except BrokenConfigError:
        return text


def _observed(origin: str, params: dict[str, object], now_ns: int, *, path: str | None) -> Params:
    said, non_finite = plain(params)
    assert isinstance(said, dict)
    return Params(t=now_ns, origin=origin, params=redact_params(said), nf=non_finite or None, path=path)


def _arguments(command: Sequence[str]) -> Iterator[str]:
    """The words behind the program: `env A=1 python t.py lr=3` sets a variable, and then a param."""
    words = iter(command)
    program = next(words, "")
    if os.path.basename(program) == "env":
        for word in words:
            if "=" not in word and not word.startswith("-"):
                break
    yield from words


def _is_key(name: str) -> bool:
    """Whether `name` can be a param's: `lr`, `model.width`, `db/mysql@backup`; not a URL, not an option."""
    if name.startswith("-"):
        return False
    pieces = name.replace("@", ".").replace("/", ".").replace("-", "_").split(".")
    return all(piece.isidentifier() or piece.isdigit() for piece in pieces) and not name[:1].isdigit()


def _holds_params(option: str, path: str) -> bool:
    words = option.lower().lstrip("-")
    if option:
        return option == "-c" or any(word in words for word in CONFIG_WORDS)
    folder, name = os.path.split(path.lower())
    named_so = any(word in name or word in folder for word in CONFIG_WORDS)
    return named_so or not name.endswith(".json")  # a bare .json is as often data


def _yaml(text: str) -> object:
    import yaml

    try:
        return yaml.load(text, Loader=_yaml_loader())
    except yaml.MarkedYAMLError as fault:  # its text quotes the file, secrets and all
        mark = fault.problem_mark
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        said = ", ".join(part for part in (fault.context, fault.problem) if part)
        raise BrokenConfigError(f"{said or 'it does not read'}{where}") from fault
    except (yaml.YAMLError, ValueError, TypeError) as fault:
        raise BrokenConfigError(f"it does not read ({type(fault).__name__})") from fault


def _yaml_loader() -> type:
    """PyYAML's SafeLoader, to which 1e-3 is a number and a tag that it does not know only a remark."""
    import re

    import yaml

    class Loader(yaml.SafeLoader):
        """Reads any file's plain values."""

    def without_tag(loader: yaml.SafeLoader, _tag: str, node: yaml.Node) -> object:
        if isinstance(node, yaml.MappingNode):
            return loader.construct_mapping(node, deep=True)
        if isinstance(node, yaml.SequenceNode):
            return loader.construct_sequence(node, deep=True)
        assert isinstance(node, yaml.ScalarNode)
        return loader.construct_scalar(node)

    Loader.add_multi_constructor("", without_tag)
    number = re.compile(r"^[-+]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9]+)[eE][-+]?[0-9]+$")
    Loader.add_implicit_resolver("tag:yaml.org,2002:float", number, list("-+0123456789."))
    return Loader


def _toml(text: str) -> object:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise BrokenConfigError(_one_line(fault)) from fault


def _json(text: str) -> object:
    import json

    try:
        return json.loads(text)
    except ValueError as fault:
        raise BrokenConfigError(_one_line(fault)) from fault


_READERS: dict[str, Callable[[str], object]] = {".yaml": _yaml, ".yml": _yaml, ".toml": _toml, ".json": _json}


def _one_line(fault: Exception) -> str:
    return " ".join(str(fault).split())[:300]
