"""How questions, baselines and ideas are said in a line."""

import msgspec

from hunch.actions.questions.referring import label
from hunch.actions.questions.standpoint import Standpoint
from hunch.entities.quantities import count, number
from hunch.entities.question import Baseline, Question
from hunch.entities.reference import short_id
from hunch.entities.words import GOALS, SOURCES
from hunch.journal.index import Index


def question_text(question: Question) -> str:
    """What is measured, and what counts: `val/acc, higher is better, differences matter from 0.005`."""
    if question.metric is None:
        return "nothing is measured yet"
    said = [question.metric, GOALS.get(question.goal, question.goal)]
    if question.unit:
        said.append(f"in {question.unit}")
    if question.take != "last":
        said.append(
            {"best": "its best value"}.get(question.take, f"the mean of its last {question.take[5:]}")
        )
    if question.log_scale:
        said.append("compared by ratios")
    if question.min_effect is not None:
        said.append(f"differences matter from {min_effect_text(question)}")
    if question.failure_value is not None:
        said.append(f"a failed run counts as {number(question.failure_value)}")
    return ", ".join(said)


def min_effect_text(question: Question) -> str:
    """The min effect with its unit."""
    assert question.min_effect is not None
    if question.log_scale:
        return f"{number(100 * question.min_effect)} %"
    unit = {None: "", "%": " pp"}.get(question.unit, f" {question.unit}")
    return f"{number(question.min_effect)}{unit}"


def taken_text(at: Standpoint) -> str:
    """Which question it is; where nothing is asked, which metric was taken, and why."""
    if at.taken.how == "asked":
        return label(at.standing, at.question)
    if at.question.metric is None:
        return "no question is asked"
    return f"no question is asked: took {question_text(at.question)} ({SOURCES[at.taken.how]})"


def baseline_text(index: Index, at: Standpoint) -> str:
    """Which variant the others are compared with, how many runs it has, and whether anybody chose it."""
    baseline = at.baseline
    if baseline is None:
        metric = f" that measures {at.question.metric}" if at.question.metric else ""
        return f"the variant of its first finished run{metric} (another: hunch baseline RUN)"
    said = f"{variant_text(index, baseline)}, {count(len(baseline.runs), 'finished run')}"
    return (
        f"{said}; the variant of the first run (another: hunch baseline RUN)" if baseline.is_default else said
    )


def variant_text(index: Index, baseline: Baseline) -> str:
    """The run that stands for a variant, as in every comparison: the first of those that finished."""
    runs = index.docs(baseline.runs, _Begun)
    first = min(runs, key=lambda run: (run.started_at, run.id), default=None)
    return f"{first.name} ({short_id(first.id)})" if first else f"variant {baseline.variant[:12]}"


class _Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A run, as far as it takes to name it and to tell which was first."""

    id: str
    name: str
    started_at: str
