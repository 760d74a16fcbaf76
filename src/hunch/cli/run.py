"""`hunch run`: record a command, with the code that made it.

Nothing heavy is imported before the user's process runs, and nothing of ours stops it: where Hunch is in
trouble, the command runs all the same, unrecorded, with a loud line.
"""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from hunch.errors import HunchError, UserError

from .options import help_lines, parse
from .run_call import HELP, OPTIONS, Call, call_of
from .surroundings import is_off, loud, surroundings

if TYPE_CHECKING:
    from threading import Thread

    from hunch.actions.hunches.cause import Face
    from hunch.actions.hunches.foreseeing import Occasion
    from hunch.actions.hunches.sealing import Considered
    from hunch.actions.record import Started
    from hunch.actions.tree.reminding import Reminder
    from hunch.capture.process import Ended, NotStarted
    from hunch.capture.signals import Signals
    from hunch.entities.events import RunFinished

BAR = 30
"""Characters of the progress bar."""


def main(arguments: Sequence[str]) -> int:
    """Run one command and record it; its exit code."""
    try:
        parsed, command = parse(arguments, OPTIONS)
        if "help" in parsed:
            print(HELP.format(options="\n".join(help_lines(OPTIONS))), end="")
            return 0
        call = call_of(parsed, command)
        if call.seeds is not None:
            from .replicates import run_replicates

            return run_replicates(call)
    except UserError as error:
        return _refuse(error)
    return _unrecorded(call) if is_off() else _record(call)


def _record(call: Call) -> int:
    from hunch.capture.signals import Signals
    from hunch.capture.terminal import fill_standard_descriptors

    try:
        fill_standard_descriptors()
        holding = Signals()
        with holding as signals:
            started = _start(call, signals)
            if started is not None and not isinstance(started, UserError):
                number = _see_through(started, call)
    except OSError as error:  # too many open files: nothing was spawned
        loud(f"NOT RECORDED: {error}")
        return _unrecorded(call)
    if started is None:
        return _unrecorded(call, holding.early)
    if isinstance(started, UserError):
        return _refuse(started)
    return _leave(number, started.child)


def _start(call: Call, signals: "Signals") -> "Started | UserError | None":
    """The run, its process spawned; None, loudly, where it cannot be recorded (nothing was spawned then), and what
    is wrong with what was said beforehand, where it cannot be meant."""
    try:
        return _begin(call, signals)
    except HunchError as error:
        _speak_up(call)
        loud(f"NOT RECORDED: {_told(error)}")
    except Exception:  # noqa: BLE001 - a bug of ours must not keep the user's command from running
        _speak_up(call)
        loud("NOT RECORDED, by a fault of Hunch's own:\n" + _traceback())
    return None


def _begin(call: Call, signals: "Signals") -> "Started | UserError | None":
    """As `_start`; None only where somebody interrupted Hunch when it asked."""
    from hunch.actions.hunches.cause import NoAnswerError, WrongCallError
    from hunch.actions.lifecycle import Program
    from hunch.actions.record import start

    program = Program(
        command=call.command, why=call.why, name=call.name, seed=call.seed, plan=call.plan,
        data=call.data, tags=call.tags, hunch=call.hunch, idea=call.idea, vs=call.vs,
        sealed=call.sealed, run=call.queued, replica=call.replica,
    )  # fmt: skip
    try:
        return start(surroundings(), program, signals, face=_face(call, signals))
    except WrongCallError as wrong:
        _speak_up(call)
        return wrong.error
    except NoAnswerError:  # the signal is among `early`
        return None


def _face(call: Call, signals: "Signals") -> "Face":
    """How the person is spoken to before the command: what that takes is imported when it comes to it."""
    from hunch.actions.hunches.cause import Face

    def echo(considered: "Considered") -> None:
        if not call.quiet:
            from hunch.api.echo import say_considered

            say_considered(considered)

    def ask(occasion: "Occasion") -> str | None:
        from .asking import ask_for_hunch

        return None if call.quiet else ask_for_hunch(occasion, signals)

    def remind(reminder: "Reminder") -> None:
        from hunch.api.echo import say_reminder

        say_reminder(reminder)

    return Face(echo, ask, None if call.quiet else remind)


def _speak_up(call: Call) -> None:
    """A replicate that was told to be silent, because its console is recorded, and whose console is not."""
    for fd, saved in enumerate(call.speak, start=1):
        os.dup2(saved, fd)


def _see_through(started: "Started", call: Call) -> int:
    """See the run to its end and write it down; the child's exit code, or minus the number of its signal."""
    talk = _begin_to_tell_bundle(started, quiet=call.quiet)
    try:
        from hunch.actions.attend import attend

        attended = attend(started, hashing=_hashing)
    except Exception:  # noqa: BLE001 - a bug of ours must not leave the child without anyone to read what it writes
        loud("NOT RECORDED any further, by a fault of Hunch's own:\n" + _traceback())
        return _relay_only(started)
    event = None
    try:
        from hunch.actions.conclude import conclude

        event = conclude(attended)
    except HunchError as error:
        loud(f"THE END OF THIS RUN IS NOT RECORDED: {_told(error)}")
    except Exception:  # noqa: BLE001 - the child's exit code must be passed on whatever happens to us
        loud("a fault of Hunch's own after the run:\n" + _traceback())
    if talk is not None:
        talk.join()
    if event is not None:
        _after_end(started, event, call)
    _leave_behind(started)
    return _exit_code(attended.ended)


def _begin_to_tell_bundle(started: "Started", *, quiet: bool) -> "Thread | None":
    """Say whether the run changes several things at once, where somebody has said what it is for.

    In a thread of its own: an index that is locked, or far behind, takes seconds, and meanwhile the command's output
    must be read, or it would stand still.
    """
    event = started.begun.event
    if quiet or not (event.idea or event.hunches):
        return None
    from threading import Thread

    thread = Thread(target=_tell_bundle, args=(started,), name="hunch-bundle", daemon=True)
    try:
        thread.start()
    except RuntimeError as error:  # no more threads are to be had
        loud(f"how many things the run changes at once is not known: {error}")
        return None
    return thread


def _tell_bundle(started: "Started") -> None:
    try:
        from .bundle import say_bundle

        say_bundle(started)
    except HunchError as error:
        loud(f"how many things the run changes at once is not known: {_told(error)}")
    except Exception:  # noqa: BLE001 - as above
        loud(
            "how many things the run changes at once is not known, by a fault of Hunch's own:\n"
            + _traceback()
        )


def _after_end(started: "Started", event: "RunFinished", call: Call) -> None:
    """The block, the hashes of what was measured, the JSON; the end is recorded whatever becomes of them."""

    def block() -> None:
        if not call.quiet or event.faults:
            from .block import print_block

            print_block(started, event, quiet=call.quiet)

    def hashes() -> None:
        from hunch.actions.conclude import measure

        measure(started.bench, started.run, clock=started.clock)

    def json() -> None:
        if call.json_to is not None:
            from .json_file import write_run

            write_run(started.begun.folder, started.run, call.json_to)

    for step, lost in (
        (block, "its block cannot be shown"),
        (hashes, "the hashes of its metrics are not"),
        (json, "its JSON cannot be written"),
    ):
        try:
            step()
        except HunchError as error:
            loud(f"the run is recorded, and how it ended; only {lost}: {_told(error)}")
        except Exception:  # noqa: BLE001 - as above
            loud(f"the run is recorded; only {lost}, by a fault of Hunch's own:\n" + _traceback())


def _hashing(done: int, total: int) -> None:
    """A progress bar, at a terminal, for data that are still being hashed when the command has ended."""
    if total and sys.stderr.isatty():
        filled = done * BAR // total
        sys.stderr.write(
            f"\rhashing data [{'#' * filled}{' ' * (BAR - filled)}] {100 * done // total} %\033[K\r"
        )
        sys.stderr.flush()


def _relay_only(started: "Started") -> int:
    """Nothing but what the child needs of us."""
    if started.relay is None:
        return getattr(started.child, "exit_code", 1)
    ended = started.relay.until_end()
    _leave_behind(started)
    return _exit_code(ended)


def _leave_behind(started: "Started") -> None:
    """Processes that the child left go on writing: someone must go on reading."""
    try:
        if started.relay is not None:
            started.relay.linger()
    except OSError as error:  # no process can be made
        loud(f"what the command left running loses its reader: {error.strerror}")


def _exit_code(ended: "Ended") -> int:
    """The child's exit code, or minus the number of the signal that ended it."""
    return -ended.signal if ended.signal is not None else int(ended.exit_code or 0)


def _leave(number: int, child: "int | NotStarted") -> int:
    """As the child left: by its exit code, or by the signal that ended it."""
    from hunch.capture.process import NotStarted
    from hunch.capture.signals import reraise

    if isinstance(child, NotStarted):
        loud(child.message)
    if number < 0:
        reraise(-number)
    return number


def _traceback() -> str:
    import traceback

    return traceback.format_exc()


def _with_seed(call: Call) -> list[str]:
    """The command of a replicate that is not recorded: with its seed all the same."""
    if call.seed is None:
        return call.command
    from hunch.actions.lifecycle import config_of
    from hunch.actions.plans import seeded

    os.environ["HUNCH_SEED"] = str(call.seed)
    return seeded(call.command, call.seed, config_of(os.getcwd(), []))


def _unrecorded(call: Call, early: Sequence[int] = ()) -> int:
    """Become the command. Returns only where it cannot be started: 127 not found, 126 not executable.

    Args:
        early: signals that came before there was a command: the first of them ends us in its stead.
    """
    import signal

    if early:
        from hunch.capture.signals import reraise

        reraise(early[0])
    _speak_up(call)
    command = _with_seed(call)
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores these; the command must not inherit that
        signal.signal(number, signal.SIG_DFL)
    try:
        _become(command)
    except FileNotFoundError:
        loud(f"{command[0]}: command not found")
        return 127
    except OSError as error:
        loud(f"{command[0]}: {error.strerror}")
        return 126


def _become(command: list[str]) -> NoReturn:
    os.execvp(command[0], command)


def _told(error: HunchError) -> str:
    """What is wrong, and what would help."""
    return f"{error}" + (f" (hint: {error.hint})" if error.hint else "")


def _refuse(error: UserError) -> int:
    from .render import complain

    complain(str(error), error.hint)
    return error.exit_code
