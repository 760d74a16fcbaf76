"""Measure Hunch, the trackers that people use and the bare floor side by side; write the table in README.md.

    python benchmarks/run.py [--only NAMES] [--repeats N] [--peers DIR] [--data DIR] [--quick] [--no-table]

Each subject runs in a process of its own, one after the other, and a subject that fails says so in its row. Raw
rows, one JSON object a line, go to benchmarks/out/. A table goes into README.md after a whole run; after `--only`
or `--quick` it is only printed.
"""

import argparse
import datetime
import importlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence

import machine
import msgspec
import processes
import table
from figures import Row
from setting import Setting

HERE = os.path.dirname(os.path.abspath(__file__))

SUBJECTS = {
    "logging_cost": "log()",
    "startup": "starting",
    "kills": "SIGKILL",
    "finish": "finish()",
    "bytes_kept": "bytes",
    "listing": "listing runs",
    "curves": "reading curves",
    "snapshots": "snapshots",
    "running": "hunch run",
    "sealing": "a prediction",
    "chatty": "hunch run of a child that prints much",
    "journal_index": "the journal's index",
    "comparing": "hunch compare --question",
    "gut": "hunch gut",
    "reporting": "hunch report",
    "proposing": "hunch next",
    "tree": "hunch tree",
    "changes": "what changed",
    "papers": "papers",
    "policies": "policies of what to try next",
    "certifying": "certificates of real seeds",
}


def main() -> None:
    """Run the subjects that were asked for."""
    asked = _arguments()
    if asked.subject:
        _measure_subject(asked)
    else:
        _measure_all(asked)


def _arguments() -> argparse.Namespace:
    assert __doc__
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default=",".join(SUBJECTS), help="subjects, with commas: %(default)s")
    parser.add_argument(
        "--repeats", type=int, help="rounds of the interleaved measurements (7; 3 with --quick)"
    )
    parser.add_argument("--peers", help="folder with one virtual environment for each peer (README.md)")
    parser.add_argument(
        "--data", default=os.environ.get("BENCHMARK_DATA"), help="folder with public data (README.md)"
    )
    parser.add_argument("--quick", action="store_true", help="a rough look in a few minutes")
    parser.add_argument("--no-table", action="store_true", help="leave README.md as it is")
    parser.add_argument("--scratch", default=tempfile.gettempdir(), help="where to work: a local disk")
    parser.add_argument("--subject", choices=SUBJECTS, help=argparse.SUPPRESS)
    parser.add_argument("--out", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    asked.repeats = asked.repeats or (3 if asked.quick else 7)
    asked.names = [name for name in asked.only.split(",") if name]
    unknown = [name for name in asked.names if name not in SUBJECTS]
    if unknown:
        parser.error(f"no subject {', '.join(unknown)}; there are {', '.join(SUBJECTS)}")
    return asked


def _measure_all(asked: argparse.Namespace) -> None:
    busy = machine.busy_share()
    started = datetime.datetime.now()
    os.makedirs(os.path.join(HERE, "out"), exist_ok=True)
    out = os.path.join(HERE, "out", f"{started:%Y-%m-%dT%H%M%S}.jsonl")
    for name in asked.names:
        print(f"\n{name}: {SUBJECTS[name]}", flush=True)
        _run_subject(name, asked, out)
    rows = read_rows(out)
    text = table.render(
        rows,
        machine=machine.describe(),
        command=_command(asked),
        load=_load(busy),
        on=started.date(),
    )
    whole = asked.names == list(SUBJECTS) and not asked.quick
    if whole and not asked.no_table:
        table.put_into(os.path.join(HERE, "README.md"), text)
    print(f"\n{text}\nraw rows: {out}")


def _run_subject(name: str, asked: argparse.Namespace, out: str) -> None:
    command = [sys.executable, os.path.abspath(__file__), "--subject", name, "--out", out]
    command += ["--repeats", str(asked.repeats), "--scratch", asked.scratch]
    command += ["--peers", asked.peers] if asked.peers else []
    command += ["--data", asked.data] if asked.data else []
    command += ["--quick"] if asked.quick else []
    ended = subprocess.run(command, check=False)
    if ended.returncode:
        reason = f"the benchmark ended with {ended.returncode}; what it said is above"
        row = Row(
            subject=name,
            what=f"{SUBJECTS[name]} (the rest of it)",
            goal="?",
            measured="not measured",
            detail=reason,
        )
        _keep(row, out)


def _measure_subject(asked: argparse.Namespace) -> None:
    processes.adopt_orphans()
    subject = importlib.import_module(asked.subject)
    scratch = tempfile.mkdtemp(prefix="hunch-bench-", dir=asked.scratch)
    setting = Setting(scratch, asked.repeats, asked.quick, _absolute(asked.peers), _absolute(asked.data))
    try:
        for row in subject.measure(setting):
            _keep(row, asked.out)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _absolute(path: str | None) -> str | None:
    return os.path.abspath(path) if path else None


def _keep(row: Row, out: str) -> None:
    with open(out, "ab") as file:
        file.write(msgspec.json.encode(row) + b"\n")
    verdict = {True: "  met", False: "  MISSED", None: ""}[row.met]
    print(
        f"  {row.what}: {row.measured} {f'(goal {row.goal})' if row.goal else ''}{verdict}  {row.detail}",
        flush=True,
    )


def read_rows(path: str) -> Sequence[Row]:
    """The rows of a raw file."""
    with open(path, "rb") as file:
        return msgspec.json.Decoder(Row).decode_lines(file.read())


def _command(asked: argparse.Namespace) -> str:
    words = ["python benchmarks/run.py", f"--repeats {asked.repeats}"]
    words += [f"--only {','.join(asked.names)}"] if asked.names != list(SUBJECTS) else []
    words += ["--peers DIR"] if asked.peers else []
    words += ["--data DIR"] if asked.data else []
    words += ["--quick"] if asked.quick else []
    return " ".join(words)


def _load(busy: float | None) -> str:
    if busy is None:
        return "How busy the machine was is not known."
    return f"Before the start the processors were {busy:.0%} busy with other work."


if __name__ == "__main__":
    main()
