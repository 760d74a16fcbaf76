"""A run as the program sees it that it records: what `hunch.init` returns."""

import os
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, NamedTuple, final

from hunch.capture.blobs import BlobPath
from hunch.capture.recorder import Recorder
from hunch.capture.shield import Shield
from hunch.capture.telling import Teller
from hunch.entities.run import Status
from hunch.journal.workbench import Workbench

from .params import Params


class Place(NamedTuple):
    """Where a run is kept."""

    run: str
    name: str
    folder: str
    teller: Teller
    blob_path: BlobPath
    cells: str
    """The file for a notebook's cells."""


def place_in(bench: Workbench, run: str, name: str) -> Place:
    """Where a run of a workbench is kept."""
    paths = bench.paths
    teller = Teller(paths.observed(run), paths.media(run))
    return Place(run, name, paths.run(run), teller, paths.blob, paths.cells(run))


class Outcome(NamedTuple):
    """How a run ended, as far as its program knows."""

    status: Status = Status.FINISHED
    traceback: str | None = None
    signal: str | None = None


End = Callable[["Run", Outcome], None]


@final
class Run:
    """One run, open until `finish()`, the end of its `with` block, or that of the program.

    Nothing here raises into the program, unless it was begun with `strict=True`.
    """

    def __init__(self, place: Place | None, recorder: Recorder, shield: Shield, end: End) -> None:
        self._place = place
        self._recorder = recorder
        self._shield = shield
        self._end = end
        self._pid = os.getpid()
        self._open = True
        self._when_ended: list[Callable[[Run], None]] = []
        self._params = Params(self._change)
        self.log = recorder.log
        """Write metrics: `run.log({"loss": 0.5}, step=3)`. See `hunch.log`."""

    @property
    def id(self) -> str | None:
        """The run's id; None where nothing is recorded."""
        return self._place.run if self._place else None

    @property
    def name(self) -> str | None:
        """What people call it."""
        return self._place.name if self._place else None

    @property
    def folder(self) -> str | None:
        """The folder that its files are in."""
        return self._place.folder if self._place else None

    @property
    def place(self) -> Place | None:
        """Where it is kept."""
        return self._place

    @property
    def recorder(self) -> Recorder:
        """What writes its metrics."""
        return self._recorder

    @property
    def shield(self) -> Shield:
        """What guards its calls."""
        return self._shield

    @property
    def params(self) -> Params:
        """A dict of the params; what is set in it is recorded, as a change where it was there before."""
        return self._params

    @property
    def is_open(self) -> bool:
        """Whether it records; not in a forked child, whose run this is not to end."""
        return self._open

    @property
    def is_mine(self) -> bool:
        """Whether this process began it."""
        return self._pid == os.getpid()

    def summary(self, values: Mapping[str, Any]) -> None:
        """Set numbers that stand for the whole run, whatever its curves say."""
        with self._shield.guard("summary()"):
            from hunch.capture.readings import read
            from hunch.entities.observed import Summarised

            readings = read(values)
            for name, sentence in readings.wrong.items():
                self._recorder.complain(name, sentence)
            if self._place and readings.numbers:
                nf = readings.non_finite
                finite = {name: None if name in nf else value for name, value in readings.numbers.items()}
                self._place.teller.tell(Summarised(t=time.time_ns(), values=finite, nf=nf or None))

    def figure(self, name: str, value: Any, *, step: int | float | None = None) -> None:
        """Keep a figure: matplotlib's, plotly's, or a picture."""
        self._show("figure", name, value, step)

    def image(self, name: str, value: Any, *, step: int | float | None = None) -> None:
        """Keep a picture: PIL's, or an array of height x width [x 1, 3 or 4], torch's channels-first too."""
        self._show("image", name, value, step)

    def table(self, name: str, value: Any, *, step: int | float | None = None) -> None:
        """Keep a table: a data frame, a dict of columns, or a list of dicts."""
        self._show("table", name, value, step)

    def text(self, name: str, value: object, *, step: int | float | None = None) -> None:
        """Keep a text."""
        self._show("text", name, value, step)

    def html(self, name: str, value: object, *, step: int | float | None = None) -> None:
        """Keep a page; readers show it without letting it run."""
        self._show("html", name, value, step)

    def artifact(self, path: str | os.PathLike[str], *, name: str | None = None) -> None:
        """Keep a file, or all files in a folder and below, by content: equal ones are kept once for all runs."""
        with self._shield.guard("an artifact"):
            if self._place:
                from .showing import keep_artifact

                keep_artifact(self._place, os.fspath(path), name)

    def finish(self) -> None:
        """End the run. A second call does nothing."""
        self.end(Outcome())

    def end(self, outcome: Outcome) -> None:
        """End the run in some way; in a forked child, nothing is ended."""
        if self._open and self.is_mine:
            self._open = False
            self._end(self, outcome)
            for tell in self._when_ended:
                tell(self)

    def when_ended(self, tell: "Callable[[Run], None]") -> None:
        """Have `tell` called once the run has ended."""
        self._when_ended.append(tell)

    def take_params(self, params: Any) -> None:
        """Take the params that the run begins with."""
        from .taking import mapping_of

        with self._shield.guard("params"):
            given = mapping_of(params)
            dict.update(self._params, given)
            self._tell_params(given, "init")

    def __enter__(self) -> "Run":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end(outcome_of(error))

    def __repr__(self) -> str:
        return f"<hunch run {self.name} ({self.folder})>" if self._place else "<hunch run, not recorded>"

    def _repr_html_(self) -> str:
        from .showing import page_of

        return page_of(self, self._recorder.totals().summaries if self._open else {})

    def _show(self, kind: str, name: str, value: Any, step: int | float | None) -> None:
        with self._shield.guard(f"{kind} {name!r}"):
            if self._place:
                from .showing import keep_medium

                keep_medium(self._place, kind, name, value, step)

    def _change(self, changes: Mapping[str, Any]) -> None:
        with self._shield.guard("params"):
            self._tell_params(changes, "changed")

    def _tell_params(self, params: Mapping[str, Any], origin: str) -> None:
        if not self._place or not params:
            return
        from hunch.entities.observed import Params as Told

        from .surroundings import rank
        from .taking import taken

        said = taken(params)
        told = Told(
            t=time.time_ns(), origin=origin, params=said.params, nf=said.nf, rank=rank() or 0, pid=os.getpid()
        )
        self._place.teller.tell(told)


def outcome_of(error: BaseException | None) -> Outcome:
    """What an exception that leaves the run's block says of it."""
    if error is None or isinstance(error, GeneratorExit):
        return Outcome()
    if isinstance(error, SystemExit):
        return Outcome(Status.FAILED if error.code not in (None, 0) else Status.FINISHED)
    if isinstance(error, KeyboardInterrupt):
        return Outcome(Status.KILLED, None, "SIGINT")
    import traceback

    from hunch.entities.secrets import redact_script

    return Outcome(Status.FAILED, redact_script("".join(traceback.format_exception(error))))
