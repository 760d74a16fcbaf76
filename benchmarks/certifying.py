"""The real seeds of modded-nanogpt's third track: how many of its runs its certificates needed.

The question is its own: does a method reach a validation loss of 3.28 in its number of steps? Methods train for different numbers of
steps, so their losses are not compared with each other's or a parent's. The files are public and not ours: `--data DIR`.
"""

import csv
import math
import os
import random
import statistics
from collections.abc import Iterator, Sequence

import certificates
from certificates import Policy, Replay, apart_levels, replay, shuffled, together_levels
from figures import Row, Sheet, at_most
from setting import Setting

from hunch.stats.arm import mean

NAME = "nanogpt_track3_runs.csv"
BAR, RECORD = 3.28, 0.004
"""Its own rule for a record: (3.28 - mean) sqrt(n) >= .004."""
GOAL = 60.0
TEST = 62.0
"""What a mixture sequential test needed on a like set, in percent."""

sheet = Sheet("certifying")


def measure(setting: Setting) -> Iterator[Row]:
    """Every policy over the same orders of the seeds."""
    path = os.path.join(setting.data or "", NAME)
    if not setting.data or not os.path.exists(path):
        yield Row(
            subject="certifying",
            what="runs needed for the certificates of real seeds",
            goal=str(at_most(GOAL, "%")),
            measured="not measured",
            detail=f"{NAME} is not here: --data DIR names its folder",
        )
        return
    seeds, logs = read(path)
    orders = setting.sized(20, 3)
    levels = together_levels(list(seeds))
    played = {name: play(seeds, name, orders, levels) for name in POLICIES}
    for name, found in played.items():
        yield _needed(name, found, logs, limited=name in (OURS, AS_PLANNED))
    yield _stopping(played[OURS], logs)
    yield _own_share(seeds, played[OURS])
    yield _apart(seeds, logs, orders)
    yield _unsupported(seeds, played[OURS])


BY_RECORD, IN_TURN, AT_RANDOM = "method by method", "in turn", "at random"
OURS, AS_PLANNED = "most promising first", "most promising first, planned seeds known"
POLICIES = (BY_RECORD, IN_TURN, AT_RANDOM, OURS, AS_PLANNED)


def play(seeds: dict[str, list[float]], name: str, orders: int, levels: dict[str, float]) -> list[Replay]:
    """One policy over so many orders of the seeds."""
    return [
        replay(order, _policy(name, number), bar=BAR, levels=levels, stops=name == OURS)
        for number, order in enumerate(shuffled(seeds, orders))
    ]


def _policy(name: str, number: int) -> Policy:
    if name == AT_RANDOM:
        return certificates.at_random(random.Random(number))
    return {
        BY_RECORD: certificates.by_record,
        IN_TURN: certificates.in_turn,
        OURS: certificates.most_promising,
        AS_PLANNED: certificates.most_promising_as_planned,
    }[name]


def read(path: str) -> tuple[dict[str, list[float]], int]:
    """The final losses of each method in the order of the file, and how many logs there are.

    A method is a folder of the record with a number of steps, its seeds' folders counted to it, the arms of a sweep apart. A
    loss that a method has already, to the last digit, is the same run written twice.
    """
    seeds: dict[str, list[float]] = {}
    logs = 0
    with open(path, encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            logs += 1
            _, *parts = line["folder"].split("/")
            named = parts[:2] if parts and parts[0].endswith("_sweep") else parts[:1]
            values = seeds.setdefault("/".join([*named, f"{line['steps']} steps"]), [])
            loss = float(line["final_val_loss"])
            if loss not in values:
                values.append(loss)
    return seeds, logs


def _needed(
    name: str,
    found: Sequence[Replay],
    logs: int,
    *,
    limited: bool,
    said: str = "one question, 5 % for all methods together",
) -> Row:
    certified = [len(each.certified) for each in found]
    return sheet.value(
        f"runs until the last certificate, {name}",
        [100 * each.needed / logs for each in found],
        "%",
        limit=at_most(GOAL, "%") if limited else None,
        detail=f"{statistics.median(each.needed for each in found):.0f} of {logs} runs, {statistics.mean(certified):.1f} methods certified"
        f" ({min(certified)} to {max(certified)}); {len(found)} orders of the seeds; {said}",
    )


def _stopping(found: Sequence[Replay], logs: int) -> Row:
    kept = [each.stopped[1] / len(each.certified) for each in found]
    return sheet.value(
        f"runs spent, {OURS}, stopped under {certificates.HOPELESS:g} certificates per run to be expected",
        [100 * each.stopped[0] / logs for each in found],
        "%",
        detail=f"{statistics.mean(kept):.0%} of the certificates are there by then; whoever plays this does not know which methods can be certified",
    )


def _own_share(seeds: dict[str, list[float]], found: Sequence[Replay]) -> Row:
    return sheet.value(
        "of the runs of certified methods alone, those before their certificate",
        [
            100 * sum(each.certified.values()) / sum(len(seeds[method]) for method in each.certified)
            for each in found
        ],
        "%",
        detail=f"what a mixture sequential test needed {TEST:g} % of, on a like set",
    )


def _apart(seeds: dict[str, list[float]], logs: int, orders: int) -> Row:
    found = play(seeds, OURS, orders, apart_levels(list(seeds)))
    return _needed(OURS, found, logs, limited=False, said="each method a question of its own, 2.5 %")


def _unsupported(seeds: dict[str, list[float]], found: Sequence[Replay]) -> Row:
    """Methods with seeds enough to be tested that no order of them certifies, with what weaker rules say."""
    never = [
        method
        for method, values in seeds.items()
        if len(values) >= 2 and not any(method in each.certified for each in found)
    ]
    unsupported = [method for method in never if not _is_record(seeds[method])]
    single = [method for method, values in seeds.items() if len(values) < 2]
    return Row(
        subject="certifying",
        what="methods with two seeds or more that no order of them certifies",
        measured=f"{len(never)} of {len(seeds) - len(single)}",
        detail=f"of them a record by its own rule: {_list(set(never) - set(unsupported), seeds)}; by no test: {_list(unsupported, seeds)};"
        f" {len(single)} more have one seed, which nothing can certify",
    )


def _is_record(values: Sequence[float]) -> bool:
    return (BAR - mean(values)) * math.sqrt(len(values)) >= RECORD


def _list(methods: Sequence[str] | set[str], seeds: dict[str, list[float]]) -> str:
    told = [
        f"{method} (n {len(seeds[method])}, mean {mean(seeds[method]):.5f})" for method in sorted(methods)
    ]
    return ", ".join(told) or "none"
