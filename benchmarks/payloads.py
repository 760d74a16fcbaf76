"""What is logged in the benchmarks. Read inside every contender's environment: standard library only."""

import random

Values = dict[str, float]


def payloads(scalars: int, count: int = 64) -> list[Values]:
    """Dicts of so many floats with all their digits, different in every call, the same in every run."""
    source = random.Random(0)
    return [{f"metric_{i:03d}": source.random() * 10 for i in range(scalars)} for _ in range(count)]
