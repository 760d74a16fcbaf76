"""A finding: a sentence that somebody holds true, and the runs it stands on."""

import msgspec

from .events import Evidence


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A finding as readers see it.

    `evidence` is what the statistics allowed to say when the runs were linked, `now` what they allow today, in the
    same order. It is shaken where the two differ in a word or its direction.
    """

    id: str
    text: str
    at: str
    by: str
    question: str | None = None
    idea: str | None = None
    supports: list[str] = []
    opposes: list[str] = []
    evidence: list[Evidence] = []
    now: list[Evidence] = []
    shaken: list[str] = []
    """Why, in one line each; none where it stands as it stood."""
    opened: list[str] = []
    """The questions that it opened."""
    withdrawn: str | None = None
    """Why nobody holds it any more."""
