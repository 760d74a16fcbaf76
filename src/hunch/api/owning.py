"""A run that this very process owns: it writes the journal's start and end."""

import os
import sys
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from hunch.actions.hunches.cause import Face, WrongCallError
from hunch.actions.lifecycle import Begun, Program, begin
from hunch.capture.recorder import Recorder
from hunch.capture.shield import Shield
from hunch.capture.sources import Source
from hunch.entities.observed import Loaded, Python
from hunch.ids import system_clock
from hunch.journal.workbench import Surroundings

from .handle import Outcome, Run, place_in
from .surroundings import surroundings

if TYPE_CHECKING:
    from hunch.actions.ending import Ending
    from hunch.actions.hunches.sealing import Considered
    from hunch.actions.tree.reminding import Reminder

    from .session import Planned, Wish


def own(wish: "Wish", shield: Shield, *, within: str | None, planned: "Planned | None") -> Run:
    """Begin a run; descendants of this process join it until it ends.

    Raises:
        HunchError: it cannot be recorded.
    """
    about = surroundings()
    program = Program(
        command=_command(about.environ),
        name=wish.name,
        why=wish.why,
        seed=wish.seed if wish.seed is not None or planned is None else planned.seed,
        plan=planned.plan if planned else None,
        tags=[str(tag) for tag in wish.tags],
        within=within,
        hunch=wish.hunch,
        idea=wish.idea if wish.idea is not None or planned is None else planned.idea,
        sealed=planned.sealed if planned and wish.idea is None else (),
    )
    begun = _begun(about, program, shield)
    bench, run_id = begun.bench, begun.event.run
    place = place_in(bench, run_id, begun.event.name)
    shield.keep = place.teller.fault
    with shield.guard("the interpreter"):
        place.teller.tell(_python())
    looked: list[Looked] = []
    recorder = Recorder(
        Source(lambda name: bench.paths.metrics(run_id, name)),
        shield,
        when_busy=lambda: looked.append(_look(begun)),
    )
    before = _export(run_id, bench.top)
    main = _file_of(sys.modules.get("__main__"))  # gone by the time that atexit comes
    stop = _keep_cells(place.cells, shield)

    def finish(run: Run, outcome: Outcome) -> None:
        stop()
        _restore(before, run_id)
        ending = _ending(run, outcome, looked[0] if looked else Looked(None, None))
        from hunch.actions.ending import end, end_barely

        with shield.guard("the files that were loaded"):
            _tell_loaded(run, begun.folder.root, main)
        with shield.guard("the end of this run") as guard:
            end(begun, ending, clock=system_clock)
        if guard.failed:
            with shield.guard("that this run ended"):
                end_barely(begun, ending, clock=system_clock)

    return Run(place, recorder, shield, finish)


def _begun(about: Surroundings, program: Program, shield: Shield) -> Begun:
    """Begin; what was said beforehand and cannot be meant is told loudly, and the training goes on without it."""
    try:
        return begin(about, program, clock=system_clock, face=Face(_echo, remind=_remind))
    except WrongCallError as wrong:
        from .meant import without

        said = without(program.said, wrong.error, shield)
        return _begun(about, program._replace(hunch=said.hunch, idea=said.idea), shield)


def _remind(reminder: "Reminder") -> None:
    from .echo import say_reminder

    say_reminder(reminder)


def _echo(considered: "Considered") -> None:
    from .echo import say_considered

    say_considered(considered)


class Looked(NamedTuple):
    """What the end needs and takes a while to find out, found out while the run goes on."""

    environment: str | None
    made_before: Mapping[str, str] | None


def _look(begun: Begun) -> Looked:
    from hunch.actions.ending import describe_environment
    from hunch.actions.making import made_before

    return Looked(describe_environment(begun), made_before(begun.bench, begun.event.run))


def _ending(run: Run, outcome: Outcome, looked: Looked) -> "Ending":
    from hunch.actions.ending import Ending

    from .joining import cpu_s, peak_memory_bytes

    totals = run.recorder.totals()
    run.recorder.close()
    return Ending(
        status=outcome.status,
        signal=outcome.signal,
        traceback=outcome.traceback,
        faults=run.recorder.faults(),
        metrics=totals.summaries if totals.exact else None,
        source=run.recorder.source_name,
        environment=looked.environment,
        made_before=looked.made_before,
        peak_memory_bytes=peak_memory_bytes(),
        cpu_s=cpu_s(),
    )


def _tell_loaded(run: Run, root: str, main: str) -> None:
    """Tell which files of the project this process has imported, as the hook of `hunch run` would."""
    assert run.place is not None
    below = root.rstrip(os.sep) + os.sep
    files = {main, *(_file_of(module) for module in list(sys.modules.values()))}
    found = sorted(file[len(below) :] for file in files if file.startswith(below))
    run.place.teller.tell(Loaded(t=time.time_ns(), files=found, pid=os.getpid()))


def _file_of(module: object) -> str:
    file = getattr(module, "__file__", None)
    return os.path.abspath(file) if isinstance(file, str) else ""


def _python() -> Python:
    """This interpreter, as the hook of `hunch run` would tell of it."""
    return Python(
        t=time.time_ns(),
        executable=sys.executable or "",
        version=".".join(map(str, sys.version_info[:3])),
        prefix=sys.prefix,
        sys_path=list(sys.path),
        pid=os.getpid(),
    )


def _command(environ: Mapping[str, str]) -> list[str]:
    from hunch.capture.notebook import notebook_name, shell

    running = shell()
    if running is not None:
        return ["notebook", notebook_name(environ, running)]
    return list(getattr(sys, "orig_argv", None) or [sys.executable, *sys.argv])


def _keep_cells(path: str, shield: Shield) -> Callable[[], None]:
    from hunch.capture.notebook import keep_cells, shell

    running = shell()
    return keep_cells(path, running, shield.warn) if running is not None else lambda: None


def _export(run: str, top: str) -> dict[str, str | None]:
    """Let descendants join; what was there before."""
    before = {name: os.environ.get(name) for name in ("HUNCH_RUN", "HUNCH_DIR")}
    os.environ["HUNCH_RUN"], os.environ["HUNCH_DIR"] = run, top
    return before


def _restore(before: dict[str, str | None], run: str) -> None:
    if os.environ.get("HUNCH_RUN") != run:
        return
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
