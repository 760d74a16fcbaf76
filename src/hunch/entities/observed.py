"""What processes of a run told about themselves: the lines of `runs/<id>/params.jsonl`.

Written by the hook in the child's Python, by `hunch.init`, and by the parent; many processes append,
each line by one write. The parent folds them into `run.finished`; readers of a running run fold them live.
"""

import msgspec

from .metric import Summary


class Params(msgspec.Struct, frozen=True, kw_only=True, tag="params"):
    """Params with one origin: init, argparse, key=value, config or changed.

    `defaults` names (dotted) those that argparse filled in by itself; `main` is the file of the program
    whose parser it was; `rank` that of its process among equals.
    """

    t: int
    origin: str
    params: dict[str, object]
    nf: dict[str, str] | None = None
    defaults: list[str] = []
    main: str | None = None
    rank: int = 0
    pid: int | None = None
    path: str | None = None


class Python(msgspec.Struct, frozen=True, kw_only=True, tag="python"):
    """The interpreter that ran, and where it finds its packages."""

    t: int
    executable: str
    version: str
    prefix: str
    sys_path: list[str]
    flags: dict[str, int] = {}
    pid: int | None = None


class Spawned(msgspec.Struct, frozen=True, kw_only=True, tag="spawned"):
    """The process that the command became; with its kernel start time, it tells whether a run still lives."""

    t: int
    pid: int
    started: str | None = None


class Loaded(msgspec.Struct, frozen=True, kw_only=True, tag="loaded"):
    """Files of the project that this process had imported when it ended, and flags that libraries had set.

    `strays`: in a replica, files that were imported from the folder that it is a replica of.
    """

    t: int
    files: list[str]
    flags: dict[str, object] = {}
    strays: list[str] = []
    pid: int | None = None


class Summarised(msgspec.Struct, frozen=True, kw_only=True, tag="summary"):
    """Values that stand for the whole run, set by hand."""

    t: int
    values: dict[str, float | int | None]
    nf: dict[str, str] | None = None


class Totals(msgspec.Struct, frozen=True, kw_only=True, tag="totals"):
    """What a process's own metrics file comes to, told at its end so that nobody need read it to know.

    It counts while `metrics.<source>.jsonl` has `size_bytes`.
    """

    t: int
    source: str
    size_bytes: int
    metrics: dict[str, Summary]


class Named(msgspec.Struct, frozen=True, kw_only=True, tag="named"):
    """What `hunch.init` said of a run that it joined."""

    t: int
    name: str | None = None
    tags: list[str] = []
    why: str | None = None
    seed: int | None = None


class Fault(msgspec.Struct, frozen=True, kw_only=True, tag="fault"):
    """Something of ours went wrong inside the user's process; the record is incomplete."""

    t: int
    what: str
    traceback: str = ""
    pid: int | None = None


Observation = Params | Python | Spawned | Loaded | Summarised | Totals | Named | Fault


class Medium(msgspec.Struct, frozen=True, kw_only=True):
    """One line of `runs/<id>/media.jsonl`: a figure, image, table, text or artifact, kept by its content.

    `kind` is figure, image, table, text, html or artifact; `sha256` names the blob; `step` is None for artifacts.
    """

    t: int
    name: str
    kind: str
    sha256: str
    size_bytes: int
    media_type: str
    step: int | float | None = None
    filename: str | None = None
