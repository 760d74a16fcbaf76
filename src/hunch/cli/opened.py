"""What every reading command begins with: the working folder, its index and its configuration."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import final

import msgspec

from hunch.entities.config import Config, Objective
from hunch.entities.now import Now
from hunch.entities.reference import LEAST_SHORT, short_ids
from hunch.entities.run import Run
from hunch.errors import InvalidConfig
from hunch.ids import system_clock
from hunch.journal.index import Index
from hunch.journal.indexing import no_collector
from hunch.journal.workbench import WorkingFolder, find

from .render import plain, talk
from .surroundings import surroundings


@final
class Opened(msgspec.Struct, frozen=True):
    """A workbench that is being read."""

    folder: WorkingFolder
    index: Index
    config: Config
    now: Now

    def run(self, reference: str) -> Run:
        """The run that a person named, with its status as it is now."""
        return self.runs([reference])[0]

    def runs(self, references: Sequence[str]) -> list[Run]:
        """Runs that a person named."""
        from hunch.actions.find import find_runs
        from hunch.actions.live import with_live

        found = find_runs(self.index, references, objective=self.aim(references))
        return with_live(self.folder.bench, found, now_us=self.now.us)

    def aim(self, references: Sequence[str]) -> Objective:
        """What `best` goes by, where that is among these."""
        from hunch.actions.find import BEST_RUN
        from hunch.actions.questions.standpoint import aim

        return aim(self.folder, self.config.objective) if BEST_RUN in references else self.config.objective

    def shorts(self, runs: Sequence[Run]) -> dict[str, str]:
        """The shortest id of each run that names no other."""
        ids = [run.id for run in runs]
        return short_ids(ids, among=self.index.alike(ids, LEAST_SHORT))


@contextmanager
def opened() -> Iterator[Opened]:
    """Open the workbench here; what is wrong with it, or with hunch.toml, is said on stderr.

    Raises:
        NoWorkbench: there is none.
    """
    folder = find(surroundings())
    with no_collector(), Index.open(folder.bench) as index:
        faults = index.faults
        if faults:
            more = f" (and {len(faults) - 1} more: hunch doctor)" if len(faults) > 1 else ""
            talk(f"warning: {plain(faults[0])}{more}")
        yield Opened(folder, index, _config(folder.root), now())


def now() -> Now:
    """The clock, and how far local time is ahead of UTC."""
    import time

    return Now(system_clock(), time.localtime().tm_gmtoff or 0)


def _config(root: str) -> Config:
    from hunch.journal.config import load_config

    try:
        return load_config(root)
    except InvalidConfig as error:
        talk(f"warning: {plain(str(error))}: the defaults hold")
        return Config()
