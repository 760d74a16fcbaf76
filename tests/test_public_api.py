"""The names that other people's programs rely on: adding one is a decision, losing one is a break."""

import inspect
import re
from pathlib import Path

import hunch
from hunch import errors

ROOT = Path(__file__).parent.parent


def test_the_front_door_has_these_names() -> None:
    assert sorted(hunch.__all__) == [
        "Run", "__version__", "artifact", "figure", "finish", "gut", "image", "init", "log", "plan", "proposals", "run", "runs",
        "summary", "table", "text",
    ]  # fmt: skip
    for name in hunch.__all__:
        assert getattr(hunch, name) is not None


def test_everything_at_the_front_door_says_what_it_does() -> None:
    silent = [
        name for name in hunch.__all__ if name != "__version__" and not inspect.getdoc(getattr(hunch, name))
    ]
    assert silent == []


def test_the_tree_of_errors_is_drawn_as_it_is() -> None:
    drawn = set(re.findall(r"\+-- (\w+)", errors.__doc__ or ""))
    there = {
        name
        for name, kind in vars(errors).items()
        if inspect.isclass(kind) and issubclass(kind, errors.HunchError) and kind is not errors.HunchError
    }
    assert drawn == there


def test_the_map_names_files_that_are_there() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text()
    block = text[text.index("```text") : text.index("```", text.index("```text") + 3)]
    named = re.findall(r"\b(\w+\.py)\b", block)
    there = {path.name for path in (ROOT / "src" / "hunch").rglob("*.py")}
    assert [name for name in named if name not in there] == []
