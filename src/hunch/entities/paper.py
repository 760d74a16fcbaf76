"""Papers, and what they claim. All of it is text of other people: data, never executed, never trusted."""

import msgspec


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """An outside source as readers see it."""

    id: str
    key: str
    title: str | None = None
    authors: list[str] = []
    year: int | None = None
    venue: str | None = None
    doi: str | None = None
    arxiv: str | None = None
    url: str | None = None
    abstract: str | None = None
    bibtex: str | None = None
    file: str | None = None
    """sha256 of its PDF."""
    text: str | None = None
    """sha256 of its text by page."""
    pages: int | None = None
    added_at: str
    by: str


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What runs say of a claim. `word` is one of entities/words.py.

    `estimate` and `interval` are in the claim's unit (`unit`), of the variant that comes nearest to what is claimed.
    """

    word: str
    reasons: list[str] = []
    estimate: float | None = None
    interval: tuple[float, float] | None = None
    interval_kind: str | None = None
    unit: str | None = None
    n_a: int = 0
    n_b: int = 0
    runs: list[str] = []
    """Those of that variant, which try the claim's idea."""
    baseline_runs: list[str] = []
    verdict: str | None = None
    """What the comparison with the baseline allows to say by itself: the printed capitals."""
    variants: int = 0
    """How many variants of the idea there are."""
    needed_runs: int | None = None
    """So many runs on each side would tell."""
    more_runs: int | None = None
    minutes: float | None = None


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """A number that a paper states, and what runs say of it."""

    id: str
    paper: str
    text: str
    metric: str | None = None
    delta: float | None = None
    unit: str | None = None
    page: int | None = None
    idea: str | None = None
    question: str | None = None
    differs: list[str] = []
    stands: bool | None = None
    at: str
    by: str
    withdrawn: str | None = None
    answer: Answer | None = None
    """None where it was not asked for."""
