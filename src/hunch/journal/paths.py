"""Every path of a workbench. Nothing else in Hunch spells a file name of `.hunch/`.

Paths are `str`, not `pathlib.Path`: importing pathlib costs more than all of this package on the way to
the user's process.
"""

import os
from typing import NamedTuple

from hunch.errors import UnsafePath
from hunch.ids import is_id

FOLDER = ".hunch"


class Paths(NamedTuple):
    """The files of the workbench at `top` (the `.hunch` folder itself), as this user of this machine sees them."""

    top: str
    machine_user: str
    """`<machine>-<user>`: whose caches these are."""

    @property
    def format(self) -> str:
        """What format the workbench has, and its id."""
        return os.path.join(self.top, "format")

    @property
    def journal(self) -> str:
        """The folder of journals, one file per person and machine."""
        return os.path.join(self.top, "journal")

    @property
    def runs(self) -> str:
        """The folder of run folders."""
        return os.path.join(self.top, "runs")

    @property
    def blobs(self) -> str:
        """Artifacts and media by content hash."""
        return os.path.join(self.top, "blobs")

    @property
    def code(self) -> str:
        """Our own bare git repository, where snapshots live."""
        return os.path.join(self.top, "code")

    @property
    def papers(self) -> str:
        """PDFs of papers, and their text by page, each by its content hash."""
        return os.path.join(self.top, "papers")

    @property
    def replicas(self) -> str:
        """Folders in which replicates run, and what they left there."""
        return os.path.join(self.top, "replicas")

    @property
    def caches(self) -> str:
        """The caches of everyone."""
        return os.path.join(self.top, "cache")

    @property
    def cache(self) -> str:
        """The caches of this user on this machine: delete them and lose nothing."""
        return os.path.join(self.top, "cache", self.machine_user)

    @property
    def index(self) -> str:  # type: ignore[override]  # nobody searches a tuple of paths
        """The SQLite index of the journal."""
        return os.path.join(self.cache, "index.sqlite")

    @property
    def standing(self) -> str:
        """What stands when a run begins."""
        return os.path.join(self.cache, "standing.json")

    @property
    def quiet(self) -> str:
        """How far the journals were looked at, as long as nobody has asked or foretold anything."""
        return os.path.join(self.cache, "quiet.json")

    def journal_file(self, writer: str) -> str:
        """The journal of one writer, `<person>@<machine>`."""
        return os.path.join(self.journal, f"{writer}.jsonl")

    def run(self, run_id: str) -> str:
        """The folder of one run.

        Raises:
            UnsafePath: `run_id` does not have the form of an id.
        """
        if not is_id(run_id):
            raise UnsafePath(f"{run_id!r} is not a run id")
        return os.path.join(self.runs, run_id)

    def metrics(self, run_id: str, source: str) -> str:
        """One source's metrics of a run; exactly one process writes it."""
        return os.path.join(self.run(run_id), f"metrics.{source}.jsonl")

    def observed(self, run_id: str) -> str:
        """What the run's processes told about themselves (entities/observed.py)."""
        return os.path.join(self.run(run_id), "params.jsonl")

    def media(self, run_id: str) -> str:
        """Which media and artifacts a run kept, and as which blobs."""
        return os.path.join(self.run(run_id), "media.jsonl")

    def console(self, run_id: str) -> str:
        """What the run printed, bytes in order of arrival."""
        return os.path.join(self.run(run_id), "console.log")

    def console_spans(self, run_id: str) -> str:
        """Which spans of console.log came by stderr: a `[offset, length]` a line."""
        return os.path.join(self.run(run_id), "console.stderr.jsonl")

    def environment(self, run_id: str) -> str:
        """Python, packages, hardware, flags, data hashes."""
        return os.path.join(self.run(run_id), "environment.json")

    def cells(self, run_id: str) -> str:
        """Cells of a notebook in the order of their execution."""
        return os.path.join(self.run(run_id), "cells.jsonl")

    def heartbeat(self, run_id: str) -> str:
        """Touched by the run's owner while it lives; its content is empty."""
        return os.path.join(self.run(run_id), "heartbeat")

    def stop_request(self, run_id: str) -> str:
        """Made by `hunch stop` from another machine; the run's owner looks for it."""
        return os.path.join(self.run(run_id), "stop")

    def blob(self, sha256: str) -> str:
        """A content by its hash."""
        return os.path.join(self.blobs, sha256[:2], _checked_hash(sha256))

    def paper_pdf(self, sha256: str) -> str:
        """A paper's PDF by its hash."""
        return os.path.join(self.papers, f"{_checked_hash(sha256)}{PDF}")

    def paper_text(self, sha256: str) -> str:
        """A paper's text by page, a JSON object a line, by the hash of that file."""
        return os.path.join(self.papers, f"{_checked_hash(sha256)}{PAGES}")

    def columns(self, run_id: str) -> str:
        """The Parquet copy of a finished run's metrics."""
        return os.path.join(self.cache, "columns", f"{run_id}.parquet")


METRICS_PREFIX, METRICS_SUFFIX = "metrics.", ".jsonl"
PDF, PAGES = ".pdf", ".pages.jsonl"


def paper_hash_of(file_name: str) -> str | None:
    """The hash that names a file of a paper, None for another kind of file."""
    for suffix in (PDF, PAGES):
        sha256 = file_name.removesuffix(suffix)
        if file_name != sha256 and _is_hash(sha256):
            return sha256
    return None


def _checked_hash(text: str) -> str:
    if not _is_hash(text):
        raise UnsafePath(f"{text!r} is not a content hash")
    return text


def _is_hash(text: str) -> bool:
    return len(text) == 64 and all(c in "0123456789abcdef" for c in text)


def source_of(file_name: str) -> str | None:
    """The source that a metrics file belongs to, None for another kind of file."""
    if file_name.startswith(METRICS_PREFIX) and file_name.endswith(METRICS_SUFFIX):
        return file_name[len(METRICS_PREFIX) : -len(METRICS_SUFFIX)] or None
    return None


def safe_name(text: str, *, most: int = 60) -> str:
    """`text` as a piece of a file name: letters, digits, `.`, `_` and `-`; never empty, never hidden.

    >>> safe_name("../../Ada Lovelace")
    'Ada-Lovelace'
    """
    kept = "".join(c if c.isalnum() or c in "._-" else "-" for c in text)
    while "--" in kept:
        kept = kept.replace("--", "-")
    return kept.strip("-.")[:most] or "unnamed"
