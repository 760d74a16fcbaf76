"""Hold the promises of the statistics by simulation; write the tables in README.md.

    python -m simulations.run [--only NAMES] [--quick] [--seed N] [--no-table]

Each subject runs in a process of its own, as many at once as there are processors. Tables go into README.md after a
whole run; after `--only` or `--quick` they are only printed.
"""

import argparse
import datetime
import importlib
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

from .row import Row

PAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "README.md")
BEGIN, END = "<!-- tables: made by `make simulate`, do not edit -->", "<!-- end of tables -->"
SIGNS = {True: "yes", False: "**no**", None: ""}

REPEATS = {
    "promise": 3500,
    "answers": 1000,
    "power": 100_000,
    "honesty": 60_000,
    "trust": 6000,
    "exploring": 1000,
}
"""Sized so that each takes three minutes at most on one processor; `exploring`, which plays whole explorations, takes six."""
SEED = 20251122


class Subject(NamedTuple):
    """What one simulation came to, and how long it took."""

    name: str
    title: str
    goals: str
    rows: list[Row]
    seconds: float

    @property
    def missed(self) -> int:
        """Goals that were not met."""
        return sum(row.met is False for row in self.rows)


def main() -> None:
    """Run the subjects that were asked for; exit code 1 where a goal was missed."""
    asked = _arguments()
    with ProcessPoolExecutor(min(len(asked.names), os.cpu_count() or 1)) as workers:
        done = list(
            workers.map(
                simulate, asked.names, [asked.seed] * len(asked.names), [asked.share] * len(asked.names)
            )
        )
    text = render(done, seed=asked.seed, command=_command(asked), on=datetime.date.today())
    print(text)
    if asked.names == list(REPEATS) and asked.share == 1 and not asked.no_table:
        put_into(PAGE, text)
    sys.exit(any(subject.missed for subject in done))


def _arguments() -> argparse.Namespace:
    assert __doc__
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default=",".join(REPEATS), help="subjects, with commas: %(default)s")
    parser.add_argument("--quick", action="store_true", help="a twentieth of the repeats")
    parser.add_argument("--seed", type=int, default=SEED, help="%(default)s")
    parser.add_argument("--no-table", action="store_true", help="leave README.md as it is")
    asked = parser.parse_args()
    asked.names = [name for name in asked.only.split(",") if name]
    asked.share = 0.05 if asked.quick else 1
    unknown = [name for name in asked.names if name not in REPEATS]
    if unknown:
        parser.error(f"no subject {', '.join(unknown)}; there are {', '.join(REPEATS)}")
    return asked


def simulate(name: str, seed: int, share: float) -> Subject:
    """One subject, with a share of its repeats."""
    module, started = importlib.import_module(f"simulations.{name}"), time.perf_counter()
    rows = module.rows(round(REPEATS[name] * share), seed)
    return Subject(name, module.TITLE, module.GOALS, rows, time.perf_counter() - started)


def render(done: Sequence[Subject], *, seed: int, command: str, on: datetime.date) -> str:
    """A dated table for each subject."""
    lines = [f"{on.isoformat()}, `{command}`, seed {seed}.", ""]
    for subject in done:
        goals = sum(row.met is not None for row in subject.rows)
        lines += [
            f"### {subject.title}",
            "",
            f"{subject.goals} Goals met: {goals - subject.missed} of {goals}. ({subject.seconds:.0f} s)",
            "",
            "| what | measured | goal | met | detail |",
            "|---|---|---|---|---|",
            *(_line(row) for row in subject.rows),
            "",
        ]
    return "\n".join(lines)


def _line(row: Row) -> str:
    cells = (row.what, row.measured, row.goal, SIGNS[row.met], row.detail)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def put_into(page: str, tables: str) -> None:
    """Replace what stands between the markers of a page.

    Raises:
        ValueError: the page has no markers.
    """
    with open(page, encoding="utf-8") as file:
        text = file.read()
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{page} lacks the line {BEGIN!r} or {END!r}")
    with open(page, "w", encoding="utf-8") as file:
        file.write(f"{before}{BEGIN}\n\n{tables}\n{END}{after}")


def _command(asked: argparse.Namespace) -> str:
    words = ["python -m simulations.run"]
    words += [f"--only {','.join(asked.names)}"] if asked.names != list(REPEATS) else []
    words += ["--quick"] if asked.share != 1 else []
    return " ".join(words)


if __name__ == "__main__":
    main()
