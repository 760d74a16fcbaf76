"""The index over a journal of 100,000 events: building it anew, and opening it when it is up to date."""

import shutil
from collections.abc import Iterator

from figures import Row, Sheet, at_most
from setting import Setting, seconds
from synthetic import fill

from hunch.journal.index import Index
from hunch.journal.workbench import WorkingFolder

sheet = Sheet("journal_index")


def measure(setting: Setting) -> Iterator[Row]:
    """Runs with three events each, and a thousand tags and notes."""
    runs = setting.sized(33_000, 6_600)
    remarks = setting.sized(1_000, 200)
    events = 3 * runs + remarks
    with setting.folder("journal") as root:
        folder = fill(root, runs, measured=True, remarks=remarks)
        rebuilds = [_rebuild_s(folder) for _ in range(setting.repeats)]
        yield sheet.value(f"index of {events:,} events, built anew", rebuilds, "s", limit=at_most(2, "s"))
        opens = [seconds(lambda: _open(folder)) * 1e3 for _ in range(5 * setting.repeats)]
        yield sheet.value(
            f"index of {events:,} events, opened up to date", opens, "ms", limit=at_most(10, "ms")
        )


def _rebuild_s(folder: WorkingFolder) -> float:
    shutil.rmtree(folder.bench.paths.cache, ignore_errors=True)
    return seconds(lambda: _open(folder))


def _open(folder: WorkingFolder) -> None:
    with Index.open(folder.bench) as index:
        assert index.count()
