"""A workbench with predictions about runs that were never run."""

import shutil
from collections.abc import Sequence
from typing import Any, final

import msgspec

from hunch.actions.hunches.resolving import ledger
from hunch.entities.events import HunchRetracted, HunchSeal, RunFinished
from hunch.entities.hunch import Hunch
from hunch.ids import moment
from hunch.journal.index import Index
from hunch.journal.workbench import WorkingFolder
from hunch.journal.writer import append
from hunch.testing import ToldClock, record_variant, seal_hunch, start_run


@final
class Forecaster:
    """Says things about runs, and has them turn out as told. The baseline is three runs of acc .80, .81 and .82."""

    def __init__(
        self, folder: WorkingFolder, clock: ToldClock, baseline: Sequence[float] = (0.80, 0.81, 0.82)
    ) -> None:
        self.folder, self.clock = folder, clock
        self.baseline = record_variant(folder, "base", list(baseline), clock=clock) if baseline else []
        self.tried = 0

    def seal(self, text: str, **said: Any) -> HunchSeal:
        """Say something, about no run yet."""
        self.clock.on(60)
        return seal_hunch(self.folder, text, clock=self.clock, **{"baseline": self.baseline, **said})

    def runs(self, values: Sequence[Any], seals: Sequence[HunchSeal] = (), **about: Any) -> list[str]:
        """Have runs of a variant of their own, whose starts name these predictions."""
        self.tried += 1
        about = {"variant": f"try {self.tried}", "hunches": seals, **about}
        return record_variant(self.folder, about.pop("variant"), list(values), clock=self.clock, **about)

    def tell(self, text: str, value: Any = 0.83, *, said: dict[str, Any] | None = None, **about: Any) -> str:
        """Say something about a run, and have it; the run."""
        return self.runs([value], [self.seal(text, **(said or {}))], **about)[0]

    def begin(self, seals: Sequence[HunchSeal] = (), **about: Any) -> str:
        """Have a run that goes on."""
        return start_run(self.folder, clock=self.clock, hunches=seals, **about)

    def retract(self, seal: HunchSeal) -> None:
        append(self.folder.bench, HunchRetracted(hunch=seal.id, why="a typo"), clock=self.clock)

    def end(self, run: str, *, status: str = "finished", **about: Any) -> None:
        """End a run that has measured nothing."""
        event = RunFinished(run=run, status=status, ended_at=moment(self.clock()), duration_s=60.0, **about)
        append(self.folder.bench, event, clock=self.clock)

    def ledger(self) -> list[Hunch]:
        with Index.open(self.folder.bench) as index:
            return ledger(self.folder, index)

    def last(self) -> Hunch:
        """What came of what was said last."""
        return self.ledger()[-1]

    def json(self) -> bytes:
        return msgspec.json.encode(self.ledger())

    def forget(self) -> None:
        """Delete the cache."""
        shutil.rmtree(self.folder.bench.paths.caches)
