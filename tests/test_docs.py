"""The documents are true: links lead somewhere, code blocks run, every command has help with an example."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hunch.cli.group import COMMANDS

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    page for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")]
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_the_page_leads_to_a_file(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    local = [target.partition("#")[0] for target in targets if "://" not in target]
    missing = [target for target in local if target and not (page.parent / target).exists()]
    assert missing == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hunch", command, "--help"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "Example" in done.stdout
    assert f"hunch {command}" in done.stdout.partition("Example")[2]


def _blocks(language: str) -> list[object]:
    found = []
    for page in PAGES:
        for number, block in enumerate(
            re.findall(rf"```{language}\n(.*?)```", page.read_text(), flags=re.DOTALL)
        ):
            found.append(pytest.param(block, id=f"{page.relative_to(ROOT)}-{number}"))
    return found


@pytest.mark.parametrize("block", _blocks("python"))
def test_every_python_block_runs(block: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", block], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("block", _blocks("console"))
def test_every_shown_command_works(block: str, tmp_path: Path) -> None:
    """Lines that begin with `$ ` are typed one after the other, in a folder with a small script."""
    shutil.copy(ROOT / "tests" / "stories" / "train.py", tmp_path / "train.py")
    commands = "\n".join(line[2:] for line in block.splitlines() if line.startswith("$ "))
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    done = subprocess.run(
        ["bash", "-ec", commands], cwd=tmp_path, capture_output=True, text=True, timeout=120,
        env={"PATH": path, "HOME": str(tmp_path), "HUNCH_AUTHOR": "ada", "HUNCH_OFFLINE": "1"}, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_configuration_that_is_shown_reads(tmp_path: Path) -> None:
    from hunch.entities.config import Config
    from hunch.journal.config import load_config

    page = (ROOT / "docs" / "reference" / "config.md").read_text()
    (tmp_path / "hunch.toml").write_text(re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL)[0])
    shown = load_config(str(tmp_path))
    assert shown.objective.metric == "val/acc"
    names = [
        *Config.__struct_fields__,
        *Config().snapshot.__struct_fields__,
        *Config().console.__struct_fields__,
        *Config().objective.__struct_fields__,
        *Config().data.__struct_fields__,
        *Config().hunches.__struct_fields__,
    ]
    assert [name for name in names if name not in page] == []


def test_the_page_of_the_format_names_every_kind_of_event_with_its_fields() -> None:
    from typing import get_args

    from hunch.entities.events import KINDS
    from hunch.entities.hunch import Item

    page = (ROOT / "docs" / "format.md").read_text()
    structs = [*KINDS.values(), *get_args(Item)]
    names = [*KINDS, *(name for struct in structs for name in struct.__struct_fields__)]
    assert [name for name in dict.fromkeys(names) if f"`{name}`" not in page] == []
