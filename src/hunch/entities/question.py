"""What research is at: questions, ideas, baselines, and which of them an author is working on."""

import msgspec


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """An unknown that research can settle, with the metric that measures it.

    Where nothing was asked, `id` is None: the configured objective or the metric that most runs share serves.
    """

    id: str | None = None
    text: str = ""
    metric: str | None = None
    goal: str = "max"
    take: str = "last"
    min_effect: float | None = None
    unit: str | None = None
    log_scale: bool = False
    failure_value: float | None = None
    asked_at: str | None = None
    since: str | None = None
    """The id of the event that asked it, as it stands: no run from before supports a claim."""
    by: str | None = None
    opened_by: str | None = None
    """The finding that opened it."""

    @property
    def sign(self) -> int:
        """1 where more is better, -1 where less is."""
        return -1 if self.goal == "min" else 1


class Idea(msgspec.Struct, frozen=True, kw_only=True):
    """An approach worth trying; a node with one parent."""

    id: str
    text: str
    parent: str | None = None
    inspired_by: list[str] = []
    question: str | None = None
    added_at: str | None = None
    by: str | None = None


class Baseline(msgspec.Struct, frozen=True, kw_only=True):
    """The variant that a question's others are compared with.

    `is_default`: nobody chose it; it is the variant of the question's first finished run. `since` is the id of the
    event that set it: a new baseline numbers variants anew.
    """

    variant: str
    runs: list[str] = []
    run: str | None = None
    is_default: bool = False
    since: str | None = None


class Focus(msgspec.Struct, frozen=True, kw_only=True):
    """What an author is at, in a folder and on a machine."""

    question: str | None = None
    idea: str | None = None
