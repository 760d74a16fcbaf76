"""Bytes on disk for each scalar: the truth (lines of JSON) and the Parquet copy in the cache, beside their floors."""

import os
import sys
from collections.abc import Iterator

import floor
import processes
from figures import Row, Sheet, at_most
from payloads import payloads
from setting import Setting
from synthetic import surroundings

from hunch.journal.columns import columns
from hunch.journal.index import Index
from hunch.journal.workbench import find

HERE = os.path.dirname(os.path.abspath(__file__))
SCALARS, CALLS = 10, 10_000

SCRIPT = """\
import sys
sys.path.insert(0, sys.argv[1])
from payloads import payloads
import hunch
run = hunch.init(params={"lr": 0.1})
for step, values in enumerate(payloads(int(sys.argv[2]), int(sys.argv[3]))):
    hunch.log(values, step=step)
run.finish()
"""

sheet = Sheet("bytes_kept")


def measure(setting: Setting) -> Iterator[Row]:
    """One run, all its values different."""
    rows = payloads(SCALARS, CALLS)
    scalars = SCALARS * CALLS
    with setting.folder("bytes") as root:
        command = [sys.executable, "-c", SCRIPT, HERE, str(SCALARS), str(CALLS)]
        processes.run(command, cwd=root, env=setting.environment())
        bench = find(surroundings(root)).bench
        with Index.open(bench) as index:
            (run,) = index.runs(newest=1)
        truth = os.path.getsize(bench.paths.metrics(run.id, "0")) / scalars
        least = floor.ndjson_size(rows) / scalars
        yield sheet.ratio(
            "bytes per scalar, truth", ("hunch", [truth]), ("NDJSON", [least]), "B", limit=at_most(1.1, "x")
        )
        assert columns(bench, run).curve("metric_003")
        copy = os.path.getsize(bench.paths.columns(run.id)) / scalars
        path = os.path.join(root, "floor.parquet")
        floor.write_parquet(path, rows)
        least = os.path.getsize(path) / scalars
        yield sheet.ratio(
            "bytes per scalar, Parquet copy",
            ("hunch", [copy]),
            ("Parquet", [least]),
            "B",
            limit=at_most(1.1, "x"),
        )
