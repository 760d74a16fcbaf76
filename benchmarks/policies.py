"""What to try next: how long the ranking of 200 ideas takes, and explorations replayed under policies.

The replay is `simulations/exploring.py` on another seed; its page says what is simulated.
"""

import os
import random
import sys
import time
from collections.abc import Iterator

from figures import Row, Sheet, at_most
from setting import Setting

from hunch.stats.value import Candidate, rank

# The simulations are a package beside this folder, and not on the path of a script.
sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

IDEAS, SEED = 200, 20261130

sheet = Sheet("policies")


def measure(setting: Setting) -> Iterator[Row]:
    """The arithmetic, then the policies."""
    from simulations import exploring

    ideas = candidates(random.Random(SEED))
    for what, baseline_cost, limit in (
        ("", None, at_most(10, "ms")),
        (" and a run of their baseline", 1.0, None),
    ):
        took = [_cpu_ms(ideas, baseline_cost) for _ in range(20 * setting.repeats)]
        yield sheet.value(
            f"{IDEAS} ideas{what} ranked, the arithmetic alone, processor time, the best of {len(took)}",
            [min(took)],
            "ms",
            limit=limit,
            detail=f"median {sorted(took)[len(took) // 2]:.1f} ms; the whole of `hunch next` has 50 ms",
        )
    for row in exploring.policies(setting.sized(400, 40), SEED):
        yield Row(
            subject="policies",
            what=row.what,
            goal=row.goal,
            measured=row.measured,
            met=row.met,
            detail=row.detail,
        )


def candidates(source: random.Random) -> list[Candidate]:
    """Half of them untried, no two alike, against three runs of a baseline."""
    found = []
    for place in range(IDEAS):
        n = 0 if place % 2 else source.choice([1, 1, 2, 3])
        found.append(
            Candidate(
                source.uniform(0.05, 0.9), source.lognormvariate(0, 0.6), source.uniform(1, 3), n=n,
                mean=source.gauss(0, 1.5) if n else None, n0=3.0, doubt=1.2,
            )
        )  # fmt: skip
    return found


def _cpu_ms(ideas: list[Candidate], baseline_cost: float | None) -> float:
    begin = time.process_time()
    rank(ideas, baseline_cost=baseline_cost)
    return (time.process_time() - begin) * 1e3
