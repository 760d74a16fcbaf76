"""`hunch log`: what a run printed, byte for byte."""

import os
import sys
import time
from collections.abc import Iterator

import click
import msgspec

from hunch.actions.live import is_living
from hunch.entities.run import Run, Status
from hunch.errors import UserError
from hunch.ids import system_clock
from hunch.journal.index import Index

from .opened import Opened, opened
from .render import out_json, plain, talk

PAUSE_S = 0.3
CHUNK = 1 << 20
HELP = """\
What a run printed, byte for byte: colours and progress bars as the program made them.

\b
Examples:
  hunch log             of the latest run
  hunch log @ --follow  as it comes, until the run ends
  hunch log calm-otter --stderr | less
"""


@click.command("log", help=HELP, short_help="What a run printed.")
@click.argument("reference", metavar="[RUN]", default="@")
@click.option("-f", "--follow", is_flag=True, help="Go on until the run ends.")
@click.option(
    "--stderr", "only_stderr", is_flag=True, help="Only what came by stderr, where it was kept apart."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON, as far as it is.")
def command(reference: str, follow: bool, only_stderr: bool, as_json: bool) -> None:
    """Print a run's console."""
    if as_json and (follow or only_stderr):
        raise UserError("--json is all that there is: without --follow and --stderr")
    with opened() as bench:
        run = bench.run(reference)
        path = bench.folder.bench.paths.console(run.id)
        if as_json:
            out_json(_told(run, path, _spans(bench.folder.bench.paths.console_spans(run.id))))
        elif only_stderr:
            spans = _spans(bench.folder.bench.paths.console_spans(run.id))
            if not spans:
                talk(f"nothing of {plain(run.name)} came by stderr on its own")
            _print_spans(path, spans)
        else:
            _print_all(bench, run, path, follow=follow)


class Console(msgspec.Struct, frozen=True, kw_only=True):
    """What a run printed. `stderr` is what of it came by stderr, where the two were kept apart; bytes that are not
    UTF-8 stand as U+FFFD."""

    id: str
    name: str
    status: Status
    text: str | None
    """None where nothing was kept."""
    stderr: str | None = None
    size_bytes: int = 0


def _told(run: Run, path: str, spans: list[tuple[int, int]]) -> Console:
    """As a program reads it."""
    if not os.path.exists(path):
        return Console(id=run.id, name=run.name, status=run.status, text=None)
    with open(path, "rb") as file:
        content = file.read()
    apart = b"".join(content[offset : offset + length] for offset, length in spans)
    return Console(
        id=run.id,
        name=run.name,
        status=run.status,
        text=content.decode("utf-8", "replace"),
        stderr=apart.decode("utf-8", "replace") if spans else None,
        size_bytes=len(content),
    )


def _print_all(bench: Opened, run: Run, path: str, *, follow: bool) -> None:
    if not os.path.exists(path):
        why = "" if run.via == "command" else ": it did not begin by `hunch run`"
        talk(f"nothing was kept of what {plain(run.name)} printed{why}")
        return
    with open(path, "rb") as file:
        while True:
            living = follow and run.status == Status.RUNNING and _goes_on(bench, run)
            while chunk := file.read(CHUNK):
                _write(chunk)
            if not living:
                return
            time.sleep(PAUSE_S)


def _goes_on(bench: Opened, run: Run) -> bool:
    """Whether the run may still print: its owner lives, and has not written its end."""
    if not is_living(bench.folder.bench, run, now_us=system_clock()):
        return False
    with Index.open(bench.folder.bench) as index:
        now = index.run(run.id)
    return now is not None and now.status == Status.RUNNING


def _write(content: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _spans(path: str) -> list[tuple[int, int]]:
    """Offset and length of what came by stderr; a torn last line is passed over."""
    if not os.path.exists(path):
        return []
    with open(path, "rb") as file:
        return list(_read_spans(file.read().splitlines()))


def _read_spans(lines: list[bytes]) -> Iterator[tuple[int, int]]:
    for line in lines:
        try:
            yield msgspec.json.decode(line, type=tuple[int, int])
        except msgspec.MsgspecError:
            continue


def _print_spans(path: str, spans: list[tuple[int, int]]) -> None:
    if not spans:
        return
    with open(path, "rb") as file:
        for offset, length in spans:
            file.seek(offset)
            _write(file.read(length))
