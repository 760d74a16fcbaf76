"""`hunch paper add`: from BibTeX files, PDFs, arXiv ids and DOIs."""

import sys
from collections import Counter
from collections.abc import Mapping

import click

from hunch.actions.papers.adder import Fault, Wanted
from hunch.actions.papers.adding import Adding, add, refresh
from hunch.actions.papers.shelf import FILLED, NEW, SAME
from hunch.actions.papers.sources import source_of
from hunch.entities.quantities import count
from hunch.errors import InvalidPaper, NoWorkbench, UserError
from hunch.ids import system_clock
from hunch.journal.workbench import find_or_make
from hunch.papers.facts import Facts, tidied
from hunch.papers.web import Web

from ..opened import Opened, opened
from ..progress import Bar
from ..render import complain, out, out_json, plain, talk, terminal
from ..surroundings import surroundings
from .lines import heading

MOST_SHOWN, MOST_FAULTS = 20, 20
HELP = """\
Add papers. The same one again changes nothing, and what is new about it is added: a PDF finds its entry by DOI, arXiv id
or title. A broken entry of a BibTeX file costs only itself. A PDF's text is kept by page, and never trusted.

The web (arXiv, doi.org) is asked only for title, authors and year of a PDF, id or DOI; not at all with --offline or
HUNCH_OFFLINE=1. What is missing then can be had later: --refresh KEY (or alone: for all papers).

\b
Examples:
  hunch paper add refs.bib
  hunch paper add attention.pdf arXiv:1706.03762 10.1145/3292500.3330701
  hunch paper add scan.pdf --to vaswani2017attention
  hunch paper add draft.pdf --title "Wide heads help" --author "Ada Lovelace" --year 2026 --offline
  hunch paper add --refresh arXiv:1706.03762
"""


@click.command("add", help=HELP, short_help="Add papers: a BibTeX file, a PDF, an arXiv id or a DOI.")
@click.argument("sources", metavar="SOURCE...", nargs=-1)
@click.option("--to", metavar="KEY", help="Attach it to this paper.")
@click.option("--key", metavar="KEY", help="What it is cited by.")
@click.option("--title", metavar="TEXT", help="Its title.")
@click.option("--author", "authors", metavar="NAME", multiple=True, help="An author; may be repeated.")
@click.option("--year", metavar="Y", type=click.IntRange(1000, 2999), help="Its year.")
@click.option("--refresh", is_flag=True, help="SOURCEs are keys: ask the web for what is missing of them.")
@click.option("--offline", is_flag=True, help="Ask nobody.")
@click.option("--json", "as_json", is_flag=True, help="What was added, as JSON.")
def command(
    sources: tuple[str, ...],
    to: str | None,
    key: str | None,
    title: str | None,
    authors: tuple[str, ...],
    year: int | None,
    refresh: bool,
    offline: bool,
    as_json: bool,
) -> None:
    """Add papers."""
    if not sources and not refresh:
        raise UserError("nothing to add", hint="hunch paper add refs.bib")
    said = tidied(Facts(title=title, authors=list(authors), year=year))
    wanted = Wanted(sources, to=to, key=key, said=said)
    try:
        done = _done(wanted, is_refresh=refresh, offline=offline)
    except NoWorkbench:  # papers may come before the first run
        if refresh:
            raise
        for typed in sources:
            source_of(typed)
        find_or_make(surroundings())
        done = _done(wanted, is_refresh=refresh, offline=offline)
    _tell(done, as_json=as_json)


def _done(wanted: Wanted, *, is_refresh: bool, offline: bool) -> Adding:
    with opened() as bench:
        is_offline = offline or _is_offline(bench.folder.bench.surroundings.environ)
        if is_refresh:
            if is_offline:
                raise UserError(
                    "--refresh asks the web, and the web is not to be asked",
                    hint="Leave --offline away, or HUNCH_OFFLINE.",
                )
            return refresh(bench.folder.bench, bench.index, wanted.sources, Web(), clock=system_clock)
        return _add(bench, wanted._replace(web=None if is_offline else Web()))


def _add(bench: Opened, wanted: Wanted) -> Adding:
    with Bar("reading papers") as bar:
        return add(bench.folder.bench, bench.index, wanted, clock=system_clock, progress=bar.at)


def _is_offline(environ: Mapping[str, str]) -> bool:
    return environ.get("HUNCH_OFFLINE", "").lower() not in ("", "0", "no", "off", "false")


def _tell(done: Adding, *, as_json: bool) -> None:
    if as_json:
        out_json(done.added)
    lost = [fault for fault in done.faults if fault.lost]
    if not done.added and len(lost) == 1 and lost[0].line is None and len(done.faults) == 1:
        raise InvalidPaper(lost[0].what, hint=lost[0].hint)
    touched = [each for each in done.added if each.how != SAME]
    for each in done.added if len(done.added) <= MOST_SHOWN else ():
        what = {NEW: "added", FILLED: "more is known of", SAME: "already there"}[each.how]
        talk(f"{what} {heading(each.paper)}")
        for remark in each.remarks:
            talk(f"  {plain(remark)}")
    _say_faults(done.faults)
    talk(_summary(done))
    if not as_json:
        is_cut = terminal().width is not None and len(touched) > MOST_SHOWN
        for each in touched[: MOST_SHOWN if is_cut else None]:
            out(plain(each.paper.key))
        if is_cut:
            talk(f"and {len(touched) - MOST_SHOWN:,} more: hunch paper list")
    if lost:
        sys.stdout.flush()
        raise click.exceptions.Exit(2)


def _say_faults(faults: list[Fault]) -> None:
    for fault in faults[:MOST_FAULTS]:
        where = plain(fault.source) + (f", line {fault.line}" if fault.line is not None else "")
        if fault.lost and fault.line is None:
            complain(fault.what, fault.hint)
        elif fault.lost:
            talk(
                f"left out: {where}: {plain(fault.what)}"
                + (f"\n  hint: {plain(fault.hint)}" if fault.hint else "")
            )
        else:
            talk(f"note: {where}: {plain(fault.what)}")
    if len(faults) > MOST_FAULTS:
        talk(f"and {len(faults) - MOST_FAULTS:,} more of these")


def _summary(done: Adding) -> str:
    how = Counter(each.how for each in done.added)
    parts = [
        f"{count(how[NEW], 'paper')} added" if how[NEW] else "",
        f"more is known of {how[FILLED]:,}" if how[FILLED] else "",
        f"{how[SAME]:,} already there" if how[SAME] else "",
    ]
    lost = sum(fault.lost for fault in done.faults)
    parts.append(f"{lost:,} left out" if lost else "")
    return ", ".join(part for part in parts if part) or "nothing new is known"
