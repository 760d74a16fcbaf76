"""What a question must be before it is asked: mistakes are found all at once, and nothing is written."""

import math
from collections.abc import Iterator, Mapping, Set
from difflib import get_close_matches
from typing import NamedTuple

from hunch.entities.config import Objective
from hunch.entities.escaping import escaped
from hunch.entities.quantities import count
from hunch.entities.question import Question
from hunch.entities.standing import SeenMetric, Standing, goal_of, measures
from hunch.entities.words import GOALS
from hunch.errors import UserError
from hunch.journal.index import Index
from hunch.journal.workbench import Workbench

from .min_effect import Range, min_effect_of
from .referring import label

LONGEST_TEXT, LONGEST_UNIT, LONGEST_MEAN = 1000, 20, 1_000_000
MOST_SHOWN = 6
_SAME_UNIT = {"pp": "%", "percent": "%", "1": "fraction"}


class Asking(NamedTuple):
    """A question as it was typed."""

    text: str
    metric: str = ""
    """Where it is left away, that of hunch.toml's objective."""
    goal: str = ""
    """Where it is left away, what was said of the metric before."""
    min_effect: str | None = None
    take: str = "last"
    unit: str | None = None
    log_scale: bool = False
    failure_value: float | None = None
    yet_to_come: bool = False
    """That no run has measured the metric is known."""
    instead: bool = False
    """It corrects the current question."""
    opened_by: str | None = None
    """The id of the finding that opened it."""


class Ground(NamedTuple):
    """What a question must go with."""

    metrics: Mapping[str, SeenMetric]
    """What runs have measured, those that still go on too."""
    objective: Objective
    used: Set[str]
    """The questions under which something was run."""

    def range_of(self, metric: str) -> Range | None:
        """Between what the values of a metric (of all that a pattern takes in) lie; None where there are none."""
        found = [seen for name, seen in self.metrics.items() if measures(metric, [name])]
        lows = [seen.lo for seen in found if seen.lo is not None]
        highs = [seen.hi for seen in found if seen.hi is not None]
        return Range(min(lows), max(highs)) if lows and highs else None

    def has_been_used(self, standing: Standing, question: Question) -> bool:
        """Whether something was run or predicted under a question."""
        ideas = {idea.id for idea in standing.ideas.values() if idea.question == question.id}
        return question.id in self.used or any(hunch.idea in ideas for hunch in standing.hunches)


def ground(
    bench: Workbench, index: Index, standing: Standing, *, objective: Objective, now_us: int
) -> Ground:
    """What is known where a question is asked."""
    runs = index.light()
    used = {run.question for run in runs if run.began and run.question}
    metrics = dict(standing.metrics)
    for name, seen in _live_metrics(
        bench, index, [run.id for run in runs if run.status == "running"], now_us
    ):
        metrics.setdefault(name, seen)
    return Ground(metrics, objective, used)


def _live_metrics(
    bench: Workbench, index: Index, running: list[str], now_us: int
) -> Iterator[tuple[str, SeenMetric]]:
    """What runs have measured that have not ended."""
    if not running:
        return
    from hunch.actions.live import with_live

    for run in with_live(bench, index.runs(running), now_us=now_us):
        for name, summary in run.metrics.items():
            yield name, SeenMetric(runs=1, lo=summary.min, hi=summary.max)


def tidied(asking: Asking, standing: Standing, objective: Objective) -> Asking:
    """Without what makes no difference, and with what was left away because it has been said before."""
    metric = asking.metric.strip() or objective.metric or ""
    said = {question.metric: question.goal for question in standing.questions.values()}
    if objective.metric:
        said[objective.metric] = objective.goal
    unit = asking.unit.strip() if asking.unit is not None else None
    return asking._replace(
        text=" ".join(asking.text.split()),
        metric=metric,
        goal=asking.goal.strip() or said.get(metric, ""),
        take=asking.take.strip(),
        unit=_SAME_UNIT.get(unit or "", unit),
    )


def check_alone(asking: Asking, objective: Objective) -> None:
    """Whether it can be asked where nothing was recorded yet.

    Raises:
        UserError: the mistakes, all of them.
    """
    question_of(tidied(asking, Standing(), objective), Standing(), Ground({}, objective, frozenset()))


class _Mistake(NamedTuple):
    what: str
    hint: str = ""


def question_of(asking: Asking, standing: Standing, ground: Ground) -> Question:
    """What was asked, with everything understood; it has no id yet.

    Raises:
        UserError: the mistakes, all of them.
    """
    seen = ground.range_of(asking.metric)
    mistakes = [
        *_of_its_own(asking),
        *(_for_logs(asking, seen) if asking.log_scale else ()),
        *_unknown_metric(asking, ground.metrics),
        *_two_goals(asking, standing, ground),
    ]
    min_effect = None
    try:
        if asking.min_effect is not None:
            min_effect = min_effect_of(
                asking.min_effect,
                unit=asking.unit,
                log_scale=asking.log_scale,
                metric=asking.metric,
                seen=seen,
            )
    except UserError as error:
        mistakes.append(_Mistake(str(error), error.hint or ""))
    if mistakes:
        hints = dict.fromkeys(mistake.hint for mistake in mistakes if mistake.hint)
        raise UserError("\n".join(mistake.what for mistake in mistakes), hint="\n".join(hints) or None)
    return Question(
        text=asking.text, metric=asking.metric, goal=asking.goal, take=asking.take, min_effect=min_effect,
        unit=asking.unit, log_scale=asking.log_scale, failure_value=asking.failure_value, opened_by=asking.opened_by,
    )  # fmt: skip


def _of_its_own(asking: Asking) -> Iterator[_Mistake]:
    """What is wrong with it, whatever else was measured or asked."""
    if not asking.text:
        yield _Mistake("an empty question", 'hunch ask "does a wider net help?" --metric val/acc --goal max')
    if len(asking.text) > LONGEST_TEXT:
        yield _Mistake(f"a question of {len(asking.text):,} characters; at most {LONGEST_TEXT:,}")
    if not asking.metric:
        yield _Mistake("--metric is missing", "Name what your runs measure: --metric val/acc")
    elif not asking.goal:
        likely = goal_of(asking.metric)
        yield _Mistake(
            f"--goal is missing: is higher {asking.metric} better, or lower?",
            f"--goal {likely} where {GOALS[likely]}",
        )
    if asking.goal and asking.goal not in GOALS:
        yield _Mistake(f"--goal {asking.goal}: neither max nor min", "--goal max where higher is better")
    if not _is_take(asking.take):
        yield _Mistake(
            f"--take {asking.take!r}: neither last, best nor mean:N",
            "The last value of a curve, its best, or the mean of its last N: --take mean:5",
        )
    if asking.unit is not None and not (asking.unit.isprintable() and 0 < len(asking.unit) <= LONGEST_UNIT):
        yield _Mistake(f"--unit {asking.unit!r} is no unit", f"Up to {LONGEST_UNIT} characters: --unit ms")
    if asking.failure_value is not None and not math.isfinite(asking.failure_value):
        yield _Mistake(
            f"--failure-value {asking.failure_value}: not a finite number",
            "Say what a failed run counts as, in the metric's own unit.",
        )


def _is_take(take: str) -> bool:
    name, colon, number = take.partition(":")
    if not colon:
        return name in ("last", "best")
    return name == "mean" and number.isascii() and number.isdecimal() and 0 < int(number) <= LONGEST_MEAN


def _for_logs(asking: Asking, seen: Range | None) -> Iterator[_Mistake]:
    """Only what is above 0 has a logarithm."""
    if asking.unit == "%":
        yield _Mistake("--log compares by ratios, --unit % by points", "Leave one of them away.")
    if seen is not None and seen.low <= 0:
        yield _Mistake(
            f"--log needs values above 0, and {asking.metric} has been {seen.low:g}", "Leave --log away."
        )
    if asking.failure_value is not None and asking.failure_value <= 0:
        yield _Mistake(
            f"--log needs values above 0, and --failure-value is {asking.failure_value:g}",
            "Say one above 0, or leave --log away.",
        )


def _unknown_metric(asking: Asking, metrics: Mapping[str, SeenMetric]) -> Iterator[_Mistake]:
    """Runs have been measured, and none has it."""
    if asking.yet_to_come or not asking.metric or not metrics or measures(asking.metric, metrics):
        return
    near = get_close_matches(asking.metric, metrics, n=3, cutoff=0.4)
    more = f" and {len(metrics) - MOST_SHOWN} more" if len(metrics) > MOST_SHOWN else ""
    there = f"They have {', '.join(map(escaped, list(metrics)[:MOST_SHOWN]))}{more}."
    hint = f"Did you mean {' or '.join(map(escaped, near))}?" if near else there
    yield _Mistake(
        f"no run has measured {asking.metric!r}", f"{hint} If it is still to come, add --yet-to-come"
    )


def _two_goals(asking: Asking, standing: Standing, ground: Ground) -> Iterator[_Mistake]:
    """A metric is better one way only."""
    if asking.goal not in GOALS or not asking.metric:
        return
    objective = ground.objective
    if objective.metric and objective.goal != asking.goal and _overlap(objective.metric, asking.metric):
        yield _Mistake(
            f"two goals for one metric: by hunch.toml {objective.metric} has the goal {objective.goal}",
            f"--goal {objective.goal}, or change hunch.toml",
        )
        return
    others = [
        other
        for other in standing.questions.values()
        if other.metric and other.goal != asking.goal and _overlap(other.metric, asking.metric)
    ]
    if others:
        first, *more = others
        and_more = (
            f", and so {'has' if len(more) == 1 else 'have'} {count(len(more), 'other')}" if more else ""
        )
        slip = "" if more else _or_correct(standing, ground, first)
        yield _Mistake(
            f"two goals for one metric: {label(standing, first)} has {first.metric} with the goal {first.goal}{and_more}",
            f"--goal {first.goal}; or log what you mean under another name{slip}",
        )


def _or_correct(standing: Standing, ground: Ground, other: Question) -> str:
    if ground.has_been_used(standing, other):
        return ""
    return ". Was that one a slip? While nothing was run under it and it is current, --instead corrects it"


def _overlap(a: str, b: str) -> bool:
    """Whether two names or patterns may take in the same metric."""
    return measures(a, [b]) or measures(b, [a])
