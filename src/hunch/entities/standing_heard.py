"""The events from which what stands is folded, each as far as it matters there."""

import msgspec

from .events import (
    BaselineSet,
    DecisionMade,
    FocusMoved,
    HunchRetracted,
    HunchSeal,
    HunchSkipped,
    IdeaAdded,
    QuestionAsked,
    RunRemoved,
)
from .metric import Summary


class Start(msgspec.Struct, frozen=True, kw_only=True):
    """What of `run.started` matters here."""

    run: str
    folder: str = ""
    plan: str | None = None
    question: str | None = None
    hunches: list[HunchSeal] = []
    within: str | None = None


class End(msgspec.Struct, frozen=True, kw_only=True):
    """What of `run.finished` matters here."""

    run: str
    status: str
    duration_s: float
    metrics: dict[str, Summary] = {}
    variant: str | None = None


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What of `plan.made` matters here."""

    plan: str


class Seal(msgspec.Struct, frozen=True, kw_only=True):
    """What of `hunch.sealed` matters here."""

    hunch: str
    run: str | None = None
    plan: str | None = None
    idea: str | None = None
    asked: bool = False


Matter = (
    Start | End | Plan | Seal | RunRemoved | QuestionAsked | IdeaAdded | FocusMoved | BaselineSet
    | HunchRetracted | HunchSkipped | DecisionMade
)  # fmt: skip
KINDS: dict[str, type[Matter]] = {
    "run.started": Start,
    "run.finished": End,
    "run.removed": RunRemoved,
    "plan.made": Plan,
    "question.asked": QuestionAsked,
    "idea.added": IdeaAdded,
    "focus.moved": FocusMoved,
    "baseline.set": BaselineSet,
    "hunch.sealed": Seal,
    "hunch.retracted": HunchRetracted,
    "hunch.skipped": HunchSkipped,
    "decision.made": DecisionMade,
}
"""What of each kind of event matters here; other kinds do not."""


class Heard(msgspec.Struct, frozen=True, gc=False):
    """An event, as far as it matters here."""

    id: str
    at: str
    by: str
    sha256: str
    data: Matter
