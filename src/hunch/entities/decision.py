"""What a person chose to do with an idea."""

import msgspec

KEEP, DROP, PARK = "keep", "drop", "park"


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """The last decision on an idea, with its reason."""

    idea: str
    decision: str
    """keep, drop or park."""
    why: str
    at: str
    by: str
    runs: list[str] = []
    """The idea's runs at that moment."""
