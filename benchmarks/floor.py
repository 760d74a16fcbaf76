"""The bare floors: what the least program that does the job costs on this machine."""

import os
import time
from collections.abc import Callable, Sequence

import msgspec
from payloads import Values

FIRST_LINE = """\
import json, os, sys, time
where = os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY | os.O_APPEND)
values = {f"metric_{i:03d}": i / 7 for i in range(10)}
os.write(where, (json.dumps({"step": 0, "t": time.time_ns(), "m": values}) + "\\n").encode())
"""
"""The bare script that encodes one line and writes it; nothing but the standard library (whose
encoder is the quickest to import: 10 ms, orjson 25 ms)."""


def append_to(path: str) -> int:
    """A descriptor for appending to `path`."""
    return os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o644)


def encode_and_write(descriptor: int) -> Callable[[Values, int], None]:
    """log() at its least: one line of JSON by one write."""
    encode = msgspec.json.Encoder().encode

    def log(values: Values, step: int) -> None:
        os.write(descriptor, encode({"step": step, "t": time.time_ns(), "m": values}) + b"\n")

    return log


def ndjson_size(rows: Sequence[Values]) -> int:
    """Bytes of `rows` as lines of JSON with step and time, and nothing else."""
    now = time.time_ns()
    encode = msgspec.json.Encoder().encode
    return sum(len(encode({"step": step, "t": now, "m": row})) + 1 for step, row in enumerate(rows))


def write_parquet(path: str, rows: Sequence[Values]) -> None:
    """`rows` as a table with a column for each metric, beside step and time; zstd, as pyarrow writes it unasked."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    now = time.time_ns()
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    steps = list(range(len(rows)))
    times = [now + 1_000_000 * step for step in steps]
    pq.write_table(pa.table({"step": steps, "t": times, **columns}), path, compression="zstd")


def stat_walk(root: str) -> int:
    """Number of files below `root`, each one's size and times looked at; `.git` and `.hunch` are not entered."""
    files, folders = 0, [root]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in (".git", ".hunch"):
                        folders.append(entry.path)
                else:
                    entry.stat(follow_symlinks=False)
                    files += 1
    return files
