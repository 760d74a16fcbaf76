"""A run: one execution, as readers see it. These structs are `--json` and the Python face alike."""

from enum import StrEnum

import msgspec

from .events import Git, LeftOut, LostParam, Process
from .hunch import Hunch
from .metric import Summary


class Status(StrEnum):
    """What the machine did."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    KILLED = "killed"
    LOST = "lost"


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A line that somebody added to a run."""

    at: str
    by: str
    text: str


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One execution: command, snapshot, params, seed, environment, metrics, console."""

    id: str
    name: str
    status: Status
    exit_code: int | None = None
    signal: str | None = None
    command: list[str]
    cwd: str
    author: str
    params: dict[str, object] = {}
    params_nf: dict[str, str] | None = None
    origins: dict[str, str] = {}
    lost_params: list[LostParam] = []
    seed: int | None = None
    metrics: dict[str, Summary] = {}
    snapshot: str | None = None
    snapshot_fault: str | None = None
    variant: str | None = None
    parent: str | None = None
    change: str | None = None
    idea: str | None = None
    question: str | None = None
    plan: str | None = None
    hunches: list[Hunch] = []
    """Predictions: those that the start names and those that came late. The index knows of them no more than id and hash."""
    tags: list[str] = []
    notes: list[Note] = []
    why: str | None = None
    began: bool = True
    """False for a run that waits in a queue or was taken out of it: it has no process, folder or snapshot."""
    started_at: str
    """When it was queued, for one that has not begun."""
    ended_at: str | None = None
    duration_s: float | None = None
    left_out: list[LeftOut] = []
    edited: list[str] = []
    made: dict[str, str] = {}
    loaded: list[str] | None = None
    faults: list[str] = []
    traceback: str | None = None
    peak_memory_bytes: int | None = None
    cpu_s: float | None = None
    folder: str
    within: str | None = None
    replicate_of: str | None = None
    via: str = "command"
    process: Process
    git: Git | None = None
    data: list[str] = []
    environment: str | None = None
    files: dict[str, int] = {}
    file_hashes: dict[str, str] = {}
    hunch_version: str | None = None
