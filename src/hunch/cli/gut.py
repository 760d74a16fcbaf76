"""`hunch gut`: how good one's predictions were, and no more of it than their number allows to say."""

from collections.abc import Iterable

import click
import msgspec
from msgspec.structs import replace

from hunch.actions.hunches.gut import Asked, authors, gut
from hunch.actions.hunches.record import Gut
from hunch.entities.proposal import Fared
from hunch.stats.calibration import gate

from .gut_page import author_name, fared_lines, page, run_of
from .opened import Opened, opened
from .render import out, out_json, plain, talk, terminal
from .table import Cell, Column, table

EVERYONE = "everyone"
HELP = """\
How good your hunches were: what was said beside what happened, what they are worth, how far your estimates
of time were off. With few of them it only lists them: nobody can be judged by seven.

Only a hunch that the run's start names counts, the first on each variant. Yours is shown, another's on request:
that is courtesy, not secrecy, since the journal is there for all who work in it.

\b
Examples:
  hunch gut
  hunch gut --topic dropout
  hunch gut --author agent:coder
  hunch gut --author everyone
  hunch gut --all --json
"""
EMPTY = """\
no hunches {whose}yet. A hunch is a guess that is sealed before the run, and held against its result afterwards:

  hunch run --hunch + python train.py                        70 % that it is ahead of the baseline
  hunch run --hunch "val/acc +2pp [-1,4]" python train.py    by how much, with an 80 % interval
  hunch run --hunch "+; t=40m; crash@5" python train.py      what it takes, and what may befall it"""


class _Named(msgspec.Struct, frozen=True):
    id: str
    name: str


@click.command("gut", help=HELP, short_help="How good your hunches were.")
@click.option("--topic", metavar="T", help="Only what is about it: a tag of runs, or a word of ideas.")
@click.option("--author", metavar="A", help="Somebody else's; `everyone`: a line for each, by name.")
@click.option("--all", "everything", is_flag=True, help="Every hunch beside its result.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(topic: str | None, author: str | None, everything: bool, as_json: bool) -> None:
    """Show a record."""
    with opened() as bench:
        if author == EVERYONE:
            _everyone(bench, topic, as_json=as_json)
            return
        found = gut(bench.folder, bench.index, Asked(author, topic, everything), now_us=bench.now.us)
        if author is None and topic is None:
            found = replace(found, proposals=_fared(bench))
        if as_json:
            out_json(found)
            return
        _print(bench, found)


def _fared(bench: Opened) -> Fared | None:
    from hunch.actions.proposals.fared import fared

    return fared(bench.folder, bench.index, bench.config.objective, now_us=bench.now.us)


def _print(bench: Opened, found: Gut) -> None:
    is_own = found.author == bench.folder.bench.surroundings.author
    if not any((found.n, found.open, found.late, found.void, found.retracted, found.hunches)):
        _say_empty(found)
        if found.proposals is not None:
            for line in fared_lines(found.proposals, terminal()):
                out(line)
        return
    runs = dict.fromkeys(run_of(hunch) or "" for hunch in [*found.hunches, *found.surprising])
    names = {each.id: each.name for each in bench.index.docs(runs, _Named)}
    for line in page(found, names, terminal(), is_own=is_own):
        out(line)


def _say_empty(found: Gut) -> None:
    if found.topic is not None:
        talk(f"no hunch of {author_name(found.author)} is about {plain(found.topic)!r}")
        return
    talk(EMPTY.format(whose="of yours " if found.others else ""))
    if found.others:
        talk(
            f"\n{', '.join(map(author_name, found.others))}: hunch gut --author {author_name(found.others[0])}"
        )


def _everyone(bench: Opened, topic: str | None, *, as_json: bool) -> None:
    """A line for each author, by name: nobody is ranked."""
    found = [
        gut(bench.folder, bench.index, Asked(author, topic), now_us=bench.now.us)
        for author in authors(bench.folder, bench.index)
    ]
    if as_json:
        out_json([replace(each, hunches=[]) for each in found])
        return
    columns = [
        Column("author"),
        *(Column(each, "right") for each in ("n", "said", "happened")),
        Column("bits"),
    ]
    for line in table(columns, [list(_line(each)) for each in found], terminal()).lines:
        out(line)


def _line(each: Gut) -> Iterable[Cell]:
    """What an author's own number allows to put beside others'."""
    yield from (Cell(author_name(each.author)), Cell(str(each.n)))
    if each.gap is None or each.bits is None or not gate(each.n).peers:
        yield from (Cell(""), Cell(""), Cell("too few to be put beside others"))
        return
    yield from (Cell(f"{each.gap.said * 100:.0f} %"), Cell(f"{each.gap.happened * 100:.0f} %"))
    yield Cell(f"{each.bits.mean:+.2f} (95 %: {each.bits.error:.2f} either way)")
