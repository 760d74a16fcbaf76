"""`hunch finding`: what is held true now, and the runs that it stands on."""

import click

from hunch.actions.find import find_runs
from hunch.actions.questions.referring import find_finding, find_question
from hunch.actions.questions.standpoint import standpoint
from hunch.actions.tree.finding import Found, Linking, Place, find, link, refresh, withdraw
from hunch.actions.tree.findings import findings
from hunch.entities.finding import Finding
from hunch.errors import UserError
from hunch.ids import system_clock
from hunch.journal.index import Index

from .finding_page import headline, lines_of_finding
from .opened import Opened, opened
from .render import out, out_json, plain, talk, terminal

HELP = """\
Write down what you hold true now, with the runs that support or oppose it. It carries what the statistics allow to
say of each at this moment, and is marked as shaken when later runs change that, or when its runs are gone.

TEXT that is there already (its words, its id, or @finding, the latest) is linked to more runs. --refresh holds what its
runs say today. --withdraw says that you hold it no longer; it stays. Without TEXT: all of them.

\b
Examples:
  hunch finding "it diverges above 0.1" --supports calm-otter --opposes @
  hunch finding @finding --supports bold-heron
  hunch finding @finding --refresh
  hunch finding k7fq --withdraw -m "the data had leaked"
  hunch finding --shaken
  hunch ask "why does it diverge?" --metric loss --goal min --from @finding
"""


@click.command("finding", help=HELP, short_help="What is held true now, and the runs that it stands on.")
@click.argument("text", required=False)
@click.option("--supports", metavar="RUN", multiple=True, help="A run that speaks for it; may be repeated.")
@click.option(
    "--opposes", metavar="RUN", multiple=True, help="A run that speaks against it; may be repeated."
)
@click.option("--refresh", "do_refresh", is_flag=True, help="Hold what its runs say today.")
@click.option("--withdraw", "do_withdraw", is_flag=True, help="Hold it no longer; say why with -m.")
@click.option("-m", "--why", metavar="WHY", help="Why it is withdrawn.")
@click.option("--question", metavar="Q", help="In the list: of this question only.")
@click.option("--shaken", is_flag=True, help="In the list: shaken ones only.")
@click.option("--json", "as_json", is_flag=True, help="The finding, or all of them, as JSON.")
def command(
    text: str | None,
    supports: tuple[str, ...],
    opposes: tuple[str, ...],
    do_refresh: bool,
    do_withdraw: bool,
    why: str | None,
    question: str | None,
    shaken: bool,
    as_json: bool,
) -> None:
    """Write a finding down, change it, or list them all."""
    if do_refresh + do_withdraw + bool(supports or opposes) > 1:
        raise UserError("one thing at a time: runs to link, --refresh or --withdraw")
    if why is not None and not do_withdraw:
        raise UserError("-m says why a finding is withdrawn", hint="hunch finding REF --withdraw -m WHY")
    with opened() as bench:
        if text is None:
            if do_refresh or do_withdraw or supports or opposes:
                raise UserError("which finding?", hint="The latest is @finding; see them all: hunch finding")
            _list(bench, question, shaken=shaken, as_json=as_json)
            return
        if question is not None or shaken:
            raise UserError("--question and --shaken narrow the list", hint="hunch finding --shaken")
        linking = Linking(_runs(bench, supports), _runs(bench, opposes))
        identifier = _done(
            bench, text, linking, do_refresh=do_refresh, withdrawn=(why or "") if do_withdraw else None
        )
        _tell(bench, identifier, as_json=as_json)


def _done(bench: Opened, text: str, linking: Linking, *, do_refresh: bool, withdrawn: str | None) -> str:
    """Do what was asked; the finding's id."""
    place = _place(bench)
    if do_refresh or withdrawn is not None or text.strip().startswith("@"):
        known = find_finding(_held(bench), text, place.point.focus)
        if withdrawn is not None:
            withdraw(place, known, why=withdrawn)
            talk("withdrawn; it stays, and is held no longer")
            return known.id
        found = refresh(place, known) if do_refresh else link(place, known, linking)
    else:
        found = find(place, text, linking)
    talk(_said(found, do_refresh=do_refresh))
    return found.finding


def _said(found: Found, *, do_refresh: bool) -> str:
    if found.is_new:
        return "written down"
    if do_refresh:
        return "looked at again: what its runs say today is held"
    return f"linked to {found.linked} more" if found.linked else "it is there already, and nothing is new"


def _place(bench: Opened) -> Place:
    objective = bench.config.objective
    return Place(bench.folder, bench.index, standpoint(bench.folder, objective), objective, system_clock)


def _runs(bench: Opened, references: tuple[str, ...]) -> list[str]:
    found = find_runs(bench.index, references, objective=bench.aim(references)) if references else []
    return [run.id for run in found]


def _held(bench: Opened) -> list[Finding]:
    return findings(bench.folder, bench.index, bench.config.objective)


def _tell(bench: Opened, identifier: str, *, as_json: bool) -> None:
    """The finding as it is now, behind what was just written."""
    with Index.open(bench.folder.bench) as index:
        now = next(
            each for each in findings(bench.folder, index, bench.config.objective) if each.id == identifier
        )
        if as_json:
            out_json(now)
            return
        for line in lines_of_finding(bench, index, now, terminal()):
            out(line)


def _list(bench: Opened, question: str | None, *, shaken: bool, as_json: bool) -> None:
    found = _held(bench)
    any_at_all = bool(found)
    if question is not None:
        at = standpoint(bench.folder, bench.config.objective)
        wanted = find_question(at.standing, question, at.focus).id
        found = [each for each in found if each.question == wanted]
    if shaken:
        found = [each for each in found if each.shaken and each.withdrawn is None]
    if as_json:
        out_json(found)
        return
    shown = terminal()
    for each in found:
        for line in headline(bench, each, shown):
            out(line)
    if not found and any_at_all:
        talk(f"no finding is {'shaken' if shaken else 'of this question'}: hunch finding lists all")
    elif not found:
        talk(plain('no finding: hunch finding "it holds above 0.1" --supports @'))
