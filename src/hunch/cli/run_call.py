"""What can be said to `hunch run`: its options, and what was asked."""

import os
from typing import TYPE_CHECKING, NamedTuple

from hunch.errors import UserError

from .options import Option, Parsed

if TYPE_CHECKING:  # nothing is decoded where HUNCH=off
    from hunch.entities.events import HunchSeal
    from hunch.entities.replica import Replica

MOST_SEEDS = 10_000
"""Replicates of one call."""
OPTIONS = (
    Option(("--hunch",), "H", 'What you expect, sealed before it runs: `+`, 70, "acc +2pp @70".'),
    Option(("--idea",), "IDEA", "The idea that it tries; a text that is none yet becomes one."),
    Option(("--vs",), "RUN", "Hold the hunch against this run's variant, instead of the baseline."),
    Option(("-m", "--why"), "WHY", "Why you run it; kept with the run."),
    Option(("--name",), "NAME", "A name of your own (a two-word one is made up otherwise)."),
    Option(("--seeds",), "N|LIST", "Replicates: `--seeds 5` (0 to 4) or `--seeds 1,2,3`."),
    Option(("-j", "--jobs"), "J", "How many replicates run side by side (1)."),
    Option(("--data",), "PATH", "A data file or folder to hash with the run; may be repeated.", many=True),
    Option(("--tag",), "TAG", "A tag; may be repeated.", many=True),
    Option(
        ("--json-to",),
        "FILE",
        "Write the run into FILE as JSON when it has ended; `-`: as stderr's last line.",
    ),
    Option(("-q", "--quiet"), None, "Say nothing after the run."),
    Option(("-h", "--help"), None, "Show this help."),
    Option(("--within-plan",), "PLAN", "", hidden=True),
    Option(("--seed-of-plan",), "SEED", "", hidden=True),
    Option(("--sealed",), "ID:SHA256,...", "", hidden=True),
    Option(("--queued",), "RUN", "", hidden=True),
    Option(("--replica",), "JSON", "", hidden=True),
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
  stdout is the command's, so there is no --json: FILE (outside of the project, or it would be part of its code)
  holds `null` until the run has ended, then what `hunch show --json` prints; with --seeds, a list.
  HUNCH=off in the environment turns all recording off.

  A hunch is a chance to beat the baseline (++ + +- - --: 90 70 50 30 10 %, or the number), a change, or more:
  docs/reference/hunches.md. It is scored when the run has ended: hunch gut.

Examples:
  hunch run python train.py --lr 0.05
  hunch run --hunch + --idea "wider heads" python train.py --heads 16
  hunch run -m "does warm-up help?" --tag warmup python train.py --warmup 100
  hunch run --json-to /tmp/run.json python train.py
  hunch run --seeds 5 -j 2 -- python train.py --seed {{seed}}
"""


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
    hunch: str | None = None
    idea: str | None = None
    vs: str | None = None
    sealed: "tuple[HunchSeal, ...]" = ()
    """Hunches that were sealed for the whole plan."""
    queued: str | None = None
    """The id that the run has in the queue."""
    replica: "Replica | None" = None
    """What it repeats."""
    json_to: str | None = None
    """The file that the run, or the plan's runs, are written into."""


def call_of(parsed: Parsed, command: list[str]) -> Call:
    """What was asked.

    Raises:
        UserError: it does not add up.
    """
    if not command:
        raise UserError("no command to run", hint="hunch run python train.py")

    def one(key: str) -> str | None:
        return parsed[key][0] if key in parsed else None

    seeds = seeds_of(one("seeds"))
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
        hunch=one("hunch"),
        idea=one("idea"),
        vs=one("vs"),
        sealed=_seals(one("sealed") or ""),
        queued=one("queued"),
        replica=_replica(one("replica")),
        json_to=_json_to(one("json_to")),
    )


def seeds_of(text: str | None) -> list[int] | None:
    """`5` is 0 to 4; `1,2,3` is what it says.

    >>> seeds_of("3"), seeds_of("7,9")
    ([0, 1, 2], [7, 9])
    """
    if text is None:
        return None
    if "," not in text:
        return list(range(_few(_whole(text, "--seeds", least=1))))
    seeds = [_whole(part, "--seeds", least=0) for part in text.split(",") if part.strip()]
    _few(len(seeds))
    if len(set(seeds)) < len(seeds):
        raise UserError(f"--seeds {text}: the same seed twice is one run, not two")
    return seeds


def _few(number: int) -> int:
    if number > MOST_SEEDS:
        raise UserError(
            f"--seeds: {number:,} replicates; {MOST_SEEDS:,} are the most",
            hint="--seeds 5 is five runs. For one run of that seed put a comma behind it: --seeds 7,",
        )
    return number


def _whole(text: str, option: str, *, least: int) -> int:
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if number < least:
        hint = "--seeds 5 is the seeds 0 to 4, --seeds 1,2,3 is these." if option == "--seeds" else None
        raise UserError(f"{option} {text}: not a whole number from {least} up", hint=hint)
    return number


def _json_to(path: str | None) -> str | None:
    if path is None:
        return None
    from .json_file import prepare

    return prepare(path)


def _replica(text: str | None) -> "Replica | None":
    if text is None:
        return None
    import msgspec

    from hunch.entities.replica import Replica

    return msgspec.json.decode(text, type=Replica)


def _seals(text: str) -> "tuple[HunchSeal, ...]":
    """
    >>> _seals("a:1,b:2")[1]
    HunchSeal(id='b', sha256='2')
    """
    if not text:
        return ()
    from hunch.entities.events import HunchSeal

    pairs = (part.partition(":") for part in text.split(",") if part)
    return tuple(HunchSeal(id=identifier, sha256=sha256) for identifier, _, sha256 in pairs)
