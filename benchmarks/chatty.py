"""`hunch run` of a child that prints 200,000 lines, through a pipe and on a terminal.

Two clocks: the child's own, from its first line until all are written (how much it is slowed down), and the whole
command's, from which the fixed cost of a process that prints nothing, with and without `hunch run`, is taken off.
"""

import os
import pty
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from figures import Row, Sheet, at_most
from peers import HUNCH_RUN
from projects import make_project
from records import all_recorded
from setting import Setting, interleaved

CHATTY = """\
import sys, time
begin = time.perf_counter()
for step in range({lines}):
    print({line})
sys.stdout.flush()
with open({path!r}, "w") as file:
    file.write(str(time.perf_counter() - begin))
"""

TALK = {
    "plain text": 'f"reading shard {step:06d} of the training set, all is well so far"',
    "metrics": 'f"epoch 3 step {step} loss: {1 / (step + 1):.5f} acc: {step / 200001:.4f}"',
}

sheet = Sheet("chatty")


class Took(NamedTuple):
    """Seconds of one command."""

    child_s: float
    whole_s: float


class Place(NamedTuple):
    """Where the child runs, and what it prints to."""

    root: str
    env: Mapping[str, str]
    kind: str
    drain: Callable[["Place", Sequence[str]], None]


def measure(setting: Setting) -> Iterator[Row]:
    """Plain text, and lines that hold metrics, which are all taken up."""
    lines = setting.sized(200_000, 50_000)
    with setting.folder("chatty") as root:
        env = setting.environment(TERM="xterm-256color")
        make_project(root, 20, env)
        places = (Place(root, env, "pipe", through_pipe), Place(root, env, "terminal", on_terminal))
        for place, limit in zip(places, (at_most(1.3, "x"), at_most(3, "x")), strict=True):
            for talk, judged in (("plain text", limit), ("metrics", None)):
                with all_recorded(root, runs=2 * setting.repeats):
                    both = interleaved_pairs(setting, place, lines, talk)
                what = f"{lines:,} lines of {talk}, {place.kind}"
                for clock in ("child_s", "whole_s"):
                    with_hunch, without = ([getattr(each, clock) for each in side] for side in both)
                    said = (
                        "the child's own time"
                        if clock == "child_s"
                        else "the whole, less the fixed cost of starting"
                    )
                    yield sheet.ratio(
                        f"{what}: {said}", ("hunch run", with_hunch), ("without", without), "s", limit=judged
                    )


def interleaved_pairs(setting: Setting, place: Place, lines: int, talk: str) -> tuple[list[Took], list[Took]]:
    """What the command took under `hunch run` and without it, round by round."""
    kept: dict[str, list[Took]] = {"hunch": [], "without": []}

    def one(name: str, under: Sequence[str]) -> float:
        silent = _took(place, under, 0, talk)
        full = _took(place, under, lines, talk)
        kept[name].append(Took(full.child_s, full.whole_s - silent.whole_s))
        return full.whole_s

    interleaved(
        {"hunch": lambda: one("hunch", HUNCH_RUN), "without": lambda: one("without", [])}, setting.repeats
    )
    return kept["hunch"], kept["without"]


def _took(place: Place, under: Sequence[str], lines: int, talk: str) -> Took:
    path = os.path.join(place.root, "scratch", "took")
    script = CHATTY.format(lines=lines, line=TALK[talk], path=path)
    begin = time.perf_counter()
    place.drain(place, [*under, sys.executable, "-c", script])
    whole_s = time.perf_counter() - begin
    with open(path) as file:
        child_s = float(file.read())
    os.unlink(path)
    return Took(child_s, whole_s)


def through_pipe(place: Place, command: Sequence[str]) -> None:
    """Run a command and read its pipe to the end."""
    process = subprocess.Popen(command, cwd=place.root, env=dict(place.env), stdout=subprocess.PIPE)
    assert process.stdout
    _drain(process.stdout.fileno())
    process.wait()
    process.stdout.close()


def on_terminal(place: Place, command: Sequence[str]) -> None:
    """Run a command on a terminal and read that to its end."""
    ours, terminal = pty.openpty()
    process = subprocess.Popen(
        command,
        cwd=place.root,
        env=dict(place.env),
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    )
    os.close(terminal)
    _drain(ours)
    process.wait()
    os.close(ours)


def _drain(descriptor: int) -> None:
    while True:
        try:
            if not os.read(descriptor, 1 << 16):
                return
        except OSError:  # Linux says EIO when the last process closes a terminal
            return
