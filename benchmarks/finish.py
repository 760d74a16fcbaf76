"""How long finish() holds up the user's process after 200,000 scalars."""

import json
import os
from collections.abc import Iterator

import processes
from figures import Row, Sheet, at_most
from peers import HUNCH_RUN, OURS, PEERS, Contender, absent, python_of
from records import all_recorded
from setting import Setting, interleaved

HERE = os.path.dirname(os.path.abspath(__file__))
CALLS = 20_000
CAP_S = 30.0

sheet = Sheet("finish")


def measure(setting: Setting) -> Iterator[Row]:
    """Ours every round; the peers (seconds each) in three rounds at most."""
    limit = at_most(20, "ms")
    values = interleaved(
        {
            "alone": lambda: _finish_ms(setting, OURS),
            "joined": lambda: _finish_ms(setting, OURS, *HUNCH_RUN),
        },
        setting.repeats,
    )
    what = f"finish() after {CALLS * 10:,} scalars"
    yield sheet.value(what, values["alone"], "ms", limit=limit)
    yield sheet.value(f"{what}, joining `hunch run`", values["joined"], "ms", limit=limit)
    present = [peer for peer in PEERS if python_of(peer, setting.peers)]
    theirs = (
        interleaved(
            {peer.name: lambda peer=peer: _finish_ms(setting, peer) for peer in present}, setting.sized(3, 1)
        )
        if present
        else {}
    )
    for peer in PEERS:
        if peer in present:
            yield sheet.value(f"the same, {peer.name}", theirs[peer.name], "ms")
        else:
            yield sheet.missing(f"the same, {peer.name}", absent(peer, setting.peers))


def _finish_ms(setting: Setting, contender: Contender, *under: str) -> float:
    python = python_of(contender, setting.peers)
    assert python is not None
    with setting.folder("finish") as root, setting.folder("result") as beside:
        result = os.path.join(beside, "result.json")
        worker = [
            python,
            os.path.join(HERE, "worker.py"),
            contender.name,
            root,
            result,
            str(CALLS),
            str(CAP_S),
        ]
        env = setting.environment(TRACKIO_DIR=root, **contender.environ)
        with all_recorded(root, runs=1 if contender is OURS else 0):
            processes.run([*under, *worker], cwd=root, env=env, grace_s=10.0)
        with open(result) as file:
            return float(json.load(file)["finish_s"]) * 1e3
