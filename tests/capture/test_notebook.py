"""A notebook's cells are kept as they run. The shell is a stand-in with IPython's own words for it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import msgspec

from hunch.capture.notebook import keep_cells, notebook_name, shell


class Events:
    """As `IPython.core.events.EventManager`."""

    def __init__(self) -> None:
        self.calls: list[Callable[[object], None]] = []

    def register(self, event: str, call: Callable[[object], None]) -> None:
        assert event == "post_run_cell"
        self.calls.append(call)

    def unregister(self, event: str, call: Callable[[object], None]) -> None:
        self.calls.remove(call)

    def run(self, source: str, number: int, *, success: bool = True) -> None:
        result = SimpleNamespace(
            info=SimpleNamespace(raw_cell=source), execution_count=number, success=success
        )
        for call in list(self.calls):
            call(result)


def test_cells_are_kept_in_the_order_in_which_they_ran_until_the_run_ends(tmp_path: Path) -> None:
    running = SimpleNamespace(events=Events())
    said: list[str] = []
    stop = keep_cells(str(tmp_path / "cells.jsonl"), running, said.append)
    running.events.run("x = 1", 3)
    running.events.run("api_key = 'hunter2hunter2'; 1 / 0", 1, success=False)
    stop()
    running.events.run("after", 4)
    stop()
    lines = [msgspec.json.decode(line) for line in (tmp_path / "cells.jsonl").read_bytes().splitlines()]
    assert [(line["n"], line["ok"]) for line in lines] == [(3, True), (1, False)]
    assert lines[0]["source"] == "x = 1"
    assert "hunter2" not in lines[1]["source"]
    assert said == []


def test_cells_that_cannot_be_kept_stop_no_notebook(tmp_path: Path) -> None:
    running = SimpleNamespace(events=Events())
    said: list[str] = []
    keep_cells(str(tmp_path / "gone" / "cells.jsonl"), running, said.append)
    running.events.run("x = 1", 1)
    assert said == ["cells of the notebook are not kept: No such file or directory"]


def test_a_notebook_is_called_what_its_server_or_editor_says() -> None:
    plain = SimpleNamespace(user_ns={})
    assert notebook_name({}, plain) == "notebook"
    assert notebook_name({"JPY_SESSION_NAME": "/work/a.ipynb"}, plain) == "/work/a.ipynb"
    assert notebook_name({}, SimpleNamespace(user_ns={"__vsc_ipynb_file__": "/b.ipynb"})) == "/b.ipynb"


def test_a_plain_program_is_no_notebook() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from hunch.capture.notebook import shell; print(shell(), 'IPython' in sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "None False\n"
    assert shell() is None
