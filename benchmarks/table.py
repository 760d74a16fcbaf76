"""The dated Markdown table in README.md, between its markers."""

import datetime
from collections.abc import Sequence

from figures import Row

BEGIN, END = "<!-- table: made by `python benchmarks/run.py`, do not edit -->", "<!-- end of table -->"

SIGNS = {True: "yes", False: "**no**", None: ""}


def render(rows: Sequence[Row], *, machine: str, command: str, load: str, on: datetime.date) -> str:
    """All rows, those with a goal first."""
    goals = [row for row in rows if row.goal]
    others = [row for row in rows if not row.goal]
    met = sum(row.met is True for row in goals)
    unmeasured = sum(row.met is None for row in goals)
    lines = [
        f"{on.isoformat()}, `{command}` on {machine}. {load}",
        "",
        f"Goals: {met} met, {len(goals) - met - unmeasured} missed, {unmeasured} not measured.",
        "",
        "| what | goal | measured | quartiles | met | detail | command |",
        "|---|---|---|---|---|---|---|",
        *(_line(row) for row in goals),
        "",
        "Beside the goals:",
        "",
        "| what | measured | quartiles | detail | command |",
        "|---|---|---|---|---|",
        *(_line(row) for row in others),
    ]
    return "\n".join(lines) + "\n"


def _line(row: Row) -> str:
    goal, met = ([row.goal], [SIGNS[row.met]]) if row.goal else ([], [])
    cells = [row.what, *goal, row.measured, row.spread, *met, row.detail, f"`--only {row.subject}`"]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def put_into(page: str, table: str) -> None:
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
        file.write(f"{before}{BEGIN}\n\n{table}\n{END}{after}")
