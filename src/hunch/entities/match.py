"""What a search finds: one line of `hunch find`."""

import msgspec

KINDS = (
    "questions", "ideas", "findings", "decisions", "hunches", "notes",
    "runs", "params", "metrics", "console", "code", "papers",
)  # fmt: skip
"""What can be looked through. Params and metrics are parts of runs, and what they printed is told apart from them."""
KIND_OF = {
    "questions": "question", "ideas": "idea", "findings": "finding", "decisions": "decision",
    "hunches": "hunch", "notes": "note", "runs": "run", "params": "run", "metrics": "run",
    "console": "console", "code": "code", "papers": "paper",
}  # fmt: skip


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A thing that matches, with the place in it that matches most.

    `kind` is question, idea, finding, decision, hunch, note, run, console, code or paper. `highlights` are the spans
    `[begin, end)` of `snippet` (and `title_highlights` those of `title`) that match, in characters.
    """

    kind: str
    id: str | None = None
    """Of the question, idea, ..., run or paper. Of a note or a decision the event's; of code None."""
    title: str
    title_highlights: list[tuple[int, int]] = []
    place: str | None = None
    """Where in it: params, metrics, command, `page 3`, claim, a path."""
    page: int | None = None
    path: str | None = None
    """Of code: the file, from the root of the project."""
    snippet: str = ""
    highlights: list[tuple[int, int]] = []
    more: int = 0
    """How many more places in it match."""
    run: str | None = None
    """Of code, the latest run that ran it."""
    run_name: str | None = None
    runs: int | None = None
    """Of code, how many runs ran it."""
    question: str | None = None
    idea: str | None = None
    author: str | None = None
    at: str | None = None
    """When it was said, or when the run began; of code, the latest."""
    score: float
    """The higher, the more it is what was looked for. Comparable within one answer only."""
