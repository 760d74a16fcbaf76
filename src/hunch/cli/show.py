"""`hunch show`: everything that is known of a run, on a page; so of a question, an idea, a finding or a hunch."""

import shlex

import click

from hunch.entities.quantities import ago, count, duration, number, param, size
from hunch.entities.reference import short_id
from hunch.entities.run import Run, Status
from hunch.entities.values import flat_params
from hunch.errors import Damaged, UnknownRun
from hunch.journal.runfolder import environment

from .environment import digest
from .hunch_lines import lines as hunch_lines
from .opened import Opened, opened
from .render import Terminal, cut, lines_of, out, out_json, paint, plain, status_text, talk, terminal
from .table import Cell, Column, table

MOST_PARAMS, MOST_METRICS, MOST_PATHS = 200, 100, 12
HELP = """\
Everything that is known of a run: status, command, what changed, params with their origins, metrics,
environment, and what of the record is incomplete. Of a question, an idea, a finding, a hunch or a paper: all that
hangs on it.

REF is what names it: a run's name or short id, @, an id, a text or a part of it, @question, @idea, @finding, @hunch, a
paper's key.

\b
Examples:
  hunch show            the latest run
  hunch show @~1        the one before it
  hunch show calm-otter --json
  hunch show @idea
  hunch show "does a wider net help?"
"""


@click.command(
    "show", help=HELP, short_help="Everything that is known of a run, question, idea, finding or hunch."
)
@click.argument("reference", metavar="[REF]", default="@")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(reference: str, as_json: bool) -> None:
    """Show one thing."""
    with opened() as bench:
        try:
            run = bench.run(reference)
        except UnknownRun as unknown:
            _show_other(bench, reference, unknown, as_json=as_json)
            return
        _show_run(bench, run, as_json=as_json)


def _show_run(bench: Opened, run: Run, *, as_json: bool) -> None:
    from hunch.actions.changes import with_changes
    from hunch.actions.hunches.resolving import with_hunches

    runs = with_changes(bench.folder, bench.index, [run], budget_s=30).runs
    run = with_hunches(bench.folder, bench.index, runs)[0]
    if as_json:
        out_json(run)
        return
    for line in page(bench, run, terminal()):
        out(line)


def _show_other(bench: Opened, reference: str, unknown: UnknownRun, *, as_json: bool) -> None:
    """What is no run: a question, an idea, a finding, a hunch or a paper.

    Raises:
        UnknownRun: it is none of these either.
    """
    from hunch.actions.hunches.resolving import ledger
    from hunch.actions.questions.standpoint import standpoint
    from hunch.actions.tree.about import Ground, about
    from hunch.actions.tree.referring import hunch_named, thing_named
    from hunch.ids import system_clock

    from .about_page import Shown

    objective = bench.config.objective
    point = standpoint(bench.folder, objective)
    author = bench.folder.bench.surroundings.author
    thing = thing_named(bench.index, point, reference) or hunch_named(
        ledger(bench.folder, bench.index), reference, author
    )
    if thing is None:
        _show_paper(bench, reference, unknown, as_json=as_json)
        return
    found = about(Ground(bench.folder, bench.index, point, objective, system_clock), thing)
    if as_json:
        out_json(found)
        return
    for line in Shown(bench, point.standing, point.focus, terminal()).page(found):
        out(line)


def _show_paper(bench: Opened, reference: str, unknown: UnknownRun, *, as_json: bool) -> None:
    from hunch.actions.papers.known import papers
    from hunch.actions.papers.referring import paper_or_none

    paper = paper_or_none(papers(bench.index), reference)
    if paper is None:
        if reference.startswith("@"):
            raise unknown
        said = f"no run {reference!r}, and no question, idea, finding, hunch or paper of that name"
        raise UnknownRun(said, hint=f"{unknown.hint}; everything else: hunch find {shlex.quote(reference)}")
    from .papers.show import tell

    tell(bench, paper, as_json=as_json)


def page(bench: Opened, run: Run, shown: Terminal) -> list[str]:
    """The lines of the page."""
    lines = [*_head(bench, run, shown), ""]
    lines += _facts(_about(bench, run), shown)
    for title, section in (
        ("hunches", hunch_lines(run.hunches, _inner(shown))),
        ("params", _params(run, shown)),
        ("metrics", _metrics(run, shown)),
        ("environment", _environment(bench, run, shown)),
        ("not in the snapshot", _left_out(run)),
        ("edited while it ran", [plain(path) for path in run.edited]),
        ("incomplete", [plain(fault) for fault in run.faults]),
        ("traceback", lines_of(run.traceback or "")),
        (
            "notes",
            [f"{note.at[:16].replace('T', ' ')}  {plain(note.by)}: {plain(note.text)}" for note in run.notes],
        ),
    ):
        if section:
            lines += ["", paint(title, None, shown, bold=True), *(f"  {line}".rstrip() for line in section)]
    return lines


def _head(bench: Opened, run: Run, shown: Terminal) -> list[str]:
    said = status_text(run.status, shown)
    if run.signal:
        said += f" by {plain(run.signal)}"
    elif run.status == Status.FAILED and run.exit_code is not None:
        said += f" with exit code {run.exit_code}"
    when = ago(run.started_at, now_us=bench.now.us)
    took = f", took {duration(run.duration_s)}" if run.duration_s is not None else ""
    name = paint(plain(run.name), None, shown, bold=True)
    began = "started" if run.began else "queued"
    return [f"{name}  {bench.shorts([run])[run.id]}  {said}  {began} {when}{took}"]


def _about(bench: Opened, run: Run) -> list[tuple[str, str]]:
    parent = bench.index.run(run.parent) if run.parent else None
    within = bench.index.run(run.within) if run.within else None
    repeated = bench.index.run(run.replicate_of) if run.replicate_of else None
    git = run.git
    facts = [
        ("command", shlex.join(run.command)),
        ("in", run.cwd),
        *_tried(bench, run),
        ("why", run.why),
        ("changed", run.change),
        ("since", f"{parent.name} ({short_id(parent.id)})" if parent else None),
        ("within", f"{within.name} ({short_id(within.id)})" if within else run.within),
        ("replicates", f"{repeated.name} ({short_id(repeated.id)})" if repeated else run.replicate_of),
        (
            "started" if run.began else "queued",
            f"{run.started_at} by {run.author} on {run.process.host} (pid {run.process.pid})",
        ),
        ("ended", run.ended_at),
        ("seed", run.seed),
        ("tags", ", ".join(run.tags)),
        ("snapshot", run.snapshot[:12] if run.snapshot else run.snapshot_fault or "none"),
        ("git", f"{(git.head or '')[:12]} {git.branch or '(no branch)'}" if git else None),
        ("variant", run.variant),
        ("plan", run.plan),
        ("data", ", ".join(run.data)),
        ("memory", size(run.peak_memory_bytes)),
        ("CPU time", duration(run.cpu_s)),
        ("id", run.id),
        ("folder", bench.folder.bench.paths.run(run.id)),
    ]
    return [(name, str(value)) for name, value in facts if value not in (None, "")]


def _tried(bench: Opened, run: Run) -> list[tuple[str, str | None]]:
    """The idea and the question that it is for, as `hunch on` would take them."""
    if run.idea is None and run.question is None:
        return []
    from hunch.actions.questions.referring import clipped, short_of
    from hunch.journal.standing import standing

    stands = standing(bench.folder.bench)
    idea, question = stands.ideas.get(run.idea or ""), stands.questions.get(run.question or "")
    return [
        ("idea", f"{clipped(idea.text)} ({short_of(stands, idea)})" if idea else None),
        ("question", f"{clipped(question.text)} ({short_of(stands, question)})" if question else None),
    ]


def _facts(facts: list[tuple[str, str]], shown: Terminal) -> list[str]:
    rows = [[Cell(name), Cell(value)] for name, value in facts]
    return [
        f"  {line}"
        for line in table([Column(""), Column("")], rows, shown._replace(width=None), header=False).lines
    ]


def _params(run: Run, shown: Terminal) -> list[str]:
    flat = flat_params(run)
    rows = [[Cell(name), Cell(param(value)), Cell(run.origins.get(name, ""))] for name, value in flat.items()]
    columns = [Column("", least=16), Column("", least=20), Column("")]
    lines = table(columns, rows[:MOST_PARAMS], _inner(shown), header=False).lines
    if len(rows) > MOST_PARAMS:
        lines.append(f"and {len(rows) - MOST_PARAMS} more: hunch show {short_id(run.id)} --json")
    for lost in run.lost_params:
        lines.append(plain(f"{lost.name} = {param(lost.value)} ({lost.origin}) did not count"))
    return lines


def _metrics(run: Run, shown: Terminal) -> list[str]:
    rows = []
    for name, summary in list(run.metrics.items())[:MOST_METRICS]:
        odd = f"{summary.not_finite} not finite" if summary.not_finite else ""
        numbers = [number(each, digits=6) for each in (summary.value, summary.min, summary.max)]
        step = "" if summary.step is None else number(summary.step)
        rows.append([Cell(name), *map(Cell, numbers), Cell(f"{summary.count:,}"), Cell(step), Cell(odd)])
    if not rows:
        return []
    titles = [Column("", least=16), *(Column(each, "point") for each in ("last", "min", "max"))]
    titles += [Column("count", "right"), Column("at step", "right"), Column("", drop=1)]
    lines = table(titles, rows, _inner(shown)).lines
    if len(run.metrics) > MOST_METRICS:
        lines.append(f"and {len(run.metrics) - MOST_METRICS} more: hunch show {short_id(run.id)} --json")
    return lines


def _environment(bench: Opened, run: Run, shown: Terminal) -> list[str]:
    try:
        said = environment(bench.folder.bench, run.id)
    except Damaged as error:
        talk(f"warning: {plain(str(error))}")
        return []
    width = (shown.width or 200) - 2
    return [cut(plain(line), width, shown) for line in digest(said or {})]


def _left_out(run: Run) -> list[str]:
    lines = []
    for each in run.left_out[:MOST_PATHS]:
        much = size(each.size_bytes) if each.size_bytes is not None else ""
        files = count(each.files, "file") if each.files is not None else ""
        lines.append(
            f"{plain(each.path)}  ({', '.join(part for part in (each.reason, files, much) if part)})"
        )
    if len(run.left_out) > MOST_PATHS:
        lines.append(f"and {len(run.left_out) - MOST_PATHS} more: hunch show {short_id(run.id)} --json")
    return lines


def _inner(shown: Terminal) -> Terminal:
    return shown._replace(width=shown.width - 2 if shown.width else None)
