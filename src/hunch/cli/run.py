"""`hunch run`: record a command, with the code that made it.

Nothing heavy is imported before the user's process runs, and nothing of ours stops it: where Hunch is in
trouble, the command runs all the same, unrecorded, with a loud line.
"""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from hunch.errors import HunchError, UserError

from .options import Option, Parsed, help_lines, parse
from .surroundings import loud, surroundings

if TYPE_CHECKING:
    from hunch.actions.record import Started
    from hunch.capture.process import Ended, NotStarted
    from hunch.capture.signals import Signals

OPTIONS = (
    Option(("-m", "--why"), "WHY", "Why you run it; kept with the run."),
    Option(("--name",), "NAME", "A name of your own (a two-word one is made up otherwise)."),
    Option(("--seeds",), "N|LIST", "Replicates: `--seeds 5` (0 to 4) or `--seeds 1,2,3`."),
    Option(("-j", "--jobs"), "J", "How many replicates run side by side (1)."),
    Option(("--data",), "PATH", "A data file or folder to hash with the run; may be repeated.", many=True),
    Option(("--tag",), "TAG", "A tag; may be repeated.", many=True),
    Option(("-q", "--quiet"), None, "Say nothing after the run."),
    Option(("-h", "--help"), None, "Show this help."),
    Option(("--within-plan",), "PLAN", "", hidden=True),
    Option(("--seed-of-plan",), "SEED", "", hidden=True),
    Option(("--speak-to",), "FDS", "", hidden=True),
)
HELP = """\
Usage: hunch run [OPTIONS] [--] COMMAND...

  Run a command and record it: the exact code (untracked files too), params, metrics, console, environment
  and ending. The command is untouched: same input, output, colours, signals and exit code.

Options:
{options}

  `{{seed}}` in the command becomes each replicate's seed; without it, hunch.toml's `seed_argument` is added.
  Every replicate also finds its seed in the environment variable HUNCH_SEED.
  HUNCH=off in the environment turns all recording off.

Examples:
  hunch run python train.py --lr 0.05
  hunch run -m "does warm-up help?" --tag warmup python train.py --warmup 100
  hunch run --seeds 5 -j 2 -- python train.py --seed {{seed}}
"""


BAR = 30
"""Characters of the progress bar."""


class Call(NamedTuple):
    """What was asked on the command line."""

    command: list[str]
    why: str | None
    name: str | None
    seeds: list[int] | None
    jobs: int
    data: list[str]
    tags: list[str]
    quiet: bool
    plan: str | None
    seed: int | None
    speak: tuple[int, ...]
    """Where stdout and stderr go after all if the run cannot be recorded."""


def main(arguments: Sequence[str]) -> int:
    """Run one command and record it; its exit code."""
    try:
        parsed, command = parse(arguments, OPTIONS)
        if "help" in parsed:
            print(HELP.format(options="\n".join(help_lines(OPTIONS))), end="")
            return 0
        call = _call(parsed, command)
    except UserError as error:
        _complain(error)
        return error.exit_code
    if call.seeds is not None:
        from .replicates import run_replicates

        return run_replicates(call)
    return _unrecorded(call) if is_off() else _record(call)


def is_off() -> bool:
    """Whether HUNCH=off turns everything off."""
    return os.environ.get("HUNCH", "").lower() == "off"


def _record(call: Call) -> int:
    from hunch.capture.signals import Signals
    from hunch.capture.terminal import fill_standard_descriptors

    try:
        fill_standard_descriptors()
        holding = Signals()
        with holding as signals:
            started = _start(call, signals)
            if started is not None:
                number = _see_through(started, quiet=call.quiet)
    except OSError as error:  # too many open files: nothing was spawned
        loud(f"NOT RECORDED: {error}")
        return _unrecorded(call)
    if started is None:
        return _unrecorded(call, holding.early)
    return _leave(number, started.child)


def _start(call: Call, signals: "Signals") -> "Started | None":
    """The run, its process spawned; None, loudly, where it cannot be recorded (nothing was spawned then)."""
    try:
        from hunch.actions.lifecycle import Program
        from hunch.actions.record import start

        program = Program(
            command=call.command, why=call.why, name=call.name, seed=call.seed, plan=call.plan,
            data=call.data, tags=call.tags,
        )  # fmt: skip
        return start(surroundings(), program, signals)
    except HunchError as error:
        _speak_up(call)
        loud(f"NOT RECORDED: {error}" + (f" (hint: {error.hint})" if error.hint else ""))
    except Exception:  # noqa: BLE001 - a bug of ours must not keep the user's command from running
        _speak_up(call)
        loud("NOT RECORDED, by a fault of Hunch's own:\n" + _traceback())
    return None


def _speak_up(call: Call) -> None:
    """A replicate that was told to be silent, because its console is recorded, and whose console is not."""
    for fd, saved in enumerate(call.speak, start=1):
        os.dup2(saved, fd)


def _see_through(started: "Started", *, quiet: bool) -> int:
    """See the run to its end and write it down; the child's exit code, or minus the number of its signal."""
    try:
        from hunch.actions.attend import attend

        attended = attend(started, hashing=_hashing)
    except Exception:  # noqa: BLE001 - a bug of ours must not leave the child without anyone to read what it writes
        loud("NOT RECORDED any further, by a fault of Hunch's own:\n" + _traceback())
        return _relay_only(started)
    try:
        from hunch.actions.conclude import conclude, measure

        event = conclude(attended)
        if not quiet or event.faults:
            from .block import print_block

            print_block(started, event, quiet=quiet)
        measure(started.bench, started.run, clock=started.clock)
    except HunchError as error:
        loud(
            f"THE END OF THIS RUN IS NOT RECORDED: {error}" + (f" (hint: {error.hint})" if error.hint else "")
        )
    except Exception:  # noqa: BLE001 - the child's exit code must be passed on whatever happens to us
        loud("a fault of Hunch's own after the run:\n" + _traceback())
    _leave_behind(started)
    return _exit_code(attended.ended)


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


def _call(parsed: Parsed, command: list[str]) -> Call:
    if not command:
        raise UserError("no command to run", hint="hunch run python train.py")

    def one(key: str) -> str | None:
        return parsed[key][0] if key in parsed else None

    seeds = _seeds(one("seeds"))
    jobs = _whole(one("jobs") or "1", "-j", least=1)
    if jobs > 1 and seeds is None:
        raise UserError("-j runs replicates side by side, and there are none", hint="Add --seeds 5.")
    seed = one("seed_of_plan")
    speak = tuple(int(fd) for fd in (one("speak_to") or "").split(",") if fd)
    for fd in speak:
        os.set_inheritable(fd, False)  # they are for us, not for the command
    return Call(
        command=command,
        why=one("why"),
        name=one("name"),
        seeds=seeds,
        jobs=jobs,
        data=parsed.get("data", []),
        tags=parsed.get("tag", []),
        quiet="quiet" in parsed,
        plan=one("within_plan"),
        seed=None if seed is None else int(seed),
        speak=speak,
    )


def _seeds(text: str | None) -> list[int] | None:
    """`5` is 0 to 4; `1,2,3` is what it says.

    >>> _seeds("3"), _seeds("7,9")
    ([0, 1, 2], [7, 9])
    """
    if text is None:
        return None
    if "," not in text:
        return list(range(_whole(text, "--seeds", least=1)))
    seeds = [_whole(part, "--seeds", least=0) for part in text.split(",") if part.strip()]
    if len(set(seeds)) < len(seeds):
        raise UserError(f"--seeds {text}: the same seed twice is one run, not two")
    return seeds


def _whole(text: str, option: str, *, least: int) -> int:
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if number < least:
        raise UserError(f"{option} {text}: not a whole number from {least} up")
    return number


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


def _complain(error: HunchError) -> None:
    sys.stderr.write(f"error: {error}\n")
    if error.hint:
        sys.stderr.write(f"\nhint: {error.hint}\n")
