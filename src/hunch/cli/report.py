"""`hunch report`: the notebook that writes itself."""

import os
import sys
from typing import TYPE_CHECKING

import click

from hunch.actions.noting import day_of_clock
from hunch.actions.questions.referring import find_question
from hunch.actions.questions.standpoint import standpoint
from hunch.entities.period import Period, day_of, since_until, week_of, whole_question
from hunch.errors import CannotWrite, UserError

from .opened import Opened, opened
from .render import out, out_json, plain, talk, terminal

if TYPE_CHECKING:
    from hunch.report.said import Report

CURRENT = "@question"
HTML, MARKDOWN = "html", "md"
HELP = """\
A day, a week, a question, or any stretch of time, as the journal tells it: what was planned, asked, foretold, changed,
compared, not concluded, what failed, what it took, what was noted, what is next. Facts are filled in, each number with its
run; judgement is left to you, as blanks that `hunch note --report` fills.

Without an option: this week. Days and weeks (ISO, Monday to Sunday) are those of UTC. The same journal gives the
same bytes, and a period that is over is told as it was known when it ended.

\b
Examples:
  hunch report                                this week, as Markdown
  hunch report --week 2026-W48 --format html -o week.html
  hunch report --day yesterday
  hunch report --question "wider" --open
  hunch report --since 2026-11-01 --until 2026-11-15 --json
"""


@click.command("report", help=HELP, short_help="The notebook that writes itself: a day, a week, a question.")
@click.option(
    "--day", metavar="[DATE]", is_flag=False, flag_value="today", help="A day: 2026-11-30, yesterday."
)
@click.option(
    "--week", metavar="[WEEK]", is_flag=False, flag_value="this", help="A week: 2026-W48, last, a date in it."
)
@click.option(
    "--question", metavar="[Q]", is_flag=False, flag_value=CURRENT, help="All there is on a question."
)
@click.option("--since", metavar="DATE", help="From a day on.")
@click.option("--until", metavar="DATE", help="To the end of a day; with --since.")
@click.option(
    "--format",
    "kind",
    type=click.Choice([MARKDOWN, HTML]),
    help="md, or html: one file that needs nothing else.",
)
@click.option("-o", "--output", metavar="FILE", help="Where to write it; stdout without.")
@click.option("--open", "is_opened", is_flag=True, help="Write it as HTML, and show it in a browser.")
@click.option("--json", "as_json", is_flag=True, help="The facts, as JSON.")
def command(
    day: str | None,
    week: str | None,
    question: str | None,
    since: str | None,
    until: str | None,
    kind: str | None,
    output: str | None,
    is_opened: bool,
    as_json: bool,
) -> None:
    """Write a report."""
    from hunch.report.telling import report

    with opened() as bench:
        period = _period(bench, day=day, week=week, question=question, since=since, until=until)
        said = report(bench.folder, bench.index, period, objective=bench.config.objective)
        if as_json:
            out_json(said)
            return
        kind = _kind(kind, output, is_opened=is_opened)
        if is_opened and output is None:
            output = _place(bench, period)
        if output is None and sys.stdout.isatty():
            _print(said, kind)
        else:
            _put(_text(said, kind), output)
        if is_opened and output is not None:
            _show(output)


def _period(
    bench: Opened,
    *,
    day: str | None,
    week: str | None,
    question: str | None,
    since: str | None,
    until: str | None,
) -> Period:
    """What was asked for."""
    today = day_of_clock(bench.now.us)
    said = {"--day": day, "--week": week, "--question": question, "--since": since}
    named = [option for option, value in said.items() if value is not None]
    if len(named) > 1:
        raise UserError(
            f"{' and '.join(named)}: a report is about one of them", hint="Call it once for each."
        )
    if until is not None and since is None:
        raise UserError("--until without --since", hint=f"hunch report --since 2026-11-01 --until {until}")
    if question is not None:
        point = standpoint(bench.folder, bench.config.objective)
        return whole_question(find_question(point.standing, question, point.focus))
    if since is not None:
        return since_until(since, until, today)
    return day_of(day, today) if day is not None else week_of(week or "", today)


def _kind(said: str | None, output: str | None, *, is_opened: bool) -> str:
    """The format: as said, else by the file's name."""
    if said is None:
        by_name = output is not None and output.lower().endswith((".html", ".htm"))
        return HTML if is_opened or by_name else MARKDOWN
    if is_opened and said != HTML:
        raise UserError(f"--open shows HTML, not {said}", hint="hunch report --open")
    return said


def _text(said: "Report", kind: str, *, unicode: bool = True) -> str:
    from hunch.report.page import page

    if kind == HTML:
        from hunch.report.html import rendered as as_html

        return as_html(page(said), said.runs)
    from hunch.report.markdown import rendered as as_markdown

    return as_markdown(page(said), said.runs, unicode=unicode)


def _print(said: "Report", kind: str) -> None:
    """For eyes, at a terminal that may know only ASCII."""
    unicode = terminal().unicode
    for line in _text(said, kind, unicode=unicode).rstrip("\n").split("\n"):
        out(line if unicode else line.translate(_ASCII))


_ASCII = str.maketrans({"±": "+-", "×": "x", "…": "..", "“": '"', "”": '"', "–": "-", "—": "--"})


def _put(text: str, output: str | None) -> None:
    """UTF-8, whatever the locale says: the same journal gives the same bytes."""
    content = text.encode("utf-8", "backslashreplace")
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    is_device = os.path.exists(output) and not os.path.isfile(output)
    beside = output if is_device else f"{output}.{os.getpid()}"  # a device must stay one, and not be replaced
    try:
        with open(beside, "wb") as file:
            file.write(content)
        if not is_device:
            os.replace(beside, output)
    except OSError as error:
        if not is_device and os.path.exists(beside):
            os.unlink(beside)
        raise CannotWrite(
            f"cannot write {output}: {error.strerror}", hint="Name another file: -o FILE"
        ) from error
    talk(f"written: {plain(output)}")


def _place(bench: Opened, period: Period) -> str:
    """Where a report lies that was only to be looked at."""
    folder = os.path.join(bench.folder.bench.paths.cache, "reports")
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise CannotWrite(
            f"cannot make {folder}: {error.strerror}", hint="Name a file: -o report.html"
        ) from error
    return os.path.join(folder, f"{period.key.replace(' ', '-')}.html")


def _show(path: str) -> None:
    import webbrowser
    from pathlib import Path

    if not webbrowser.open(Path(path).resolve().as_uri()):
        talk("no browser could be opened: open the file yourself")
