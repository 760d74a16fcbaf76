"""Everything that a comparison is seen against: the variants of a question, their numbers and what they measured."""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple

from hunch.entities.question import Question
from hunch.entities.run import Status
from hunch.journal.index import Index
from hunch.journal.workbench import Workbench

from .readings import Number, Way, common_step, readings
from .terms import Terms
from .tried import Tried
from .variants import Lean, Variant, variant_of

READ = (Status.FINISHED, Status.KILLED)
"""Which runs are read at a common step; a crash says nothing of how far the others should be read."""


class Field(NamedTuple):
    """Variants with what they measured; `metrics` holds one name, or one for each task."""

    tried: Tried
    variants: Mapping[str, Variant]
    metrics: list[str]
    at_step: Number | None


def field(bench: Workbench, index: Index, terms: Terms, tried: Tried) -> Field:
    """What the variants measured."""
    found = {run.id: run for run in index.docs([run for some in tried.runs.values() for run in some], Lean)}
    by_variant = {name: [found[run] for run in some if run in found] for name, some in tried.runs.items()}
    by_variant = {name: runs for name, runs in by_variant.items() if runs}
    baseline = by_variant.get(terms.baseline.variant) if terms.baseline else None
    metrics = metrics_of(terms.question, baseline or found.values())
    at_step = None
    if terms.common_step:
        at_step = common_step((run for run in found.values() if run.status in READ), metrics)
    way = Way(terms.question.take, terms.question.goal, at_step)
    read = {metric: readings(bench, index, list(found.values()), metric, way) for metric in metrics}
    variants = {
        name: variant_of(runs, read, terms.question, at_step=at_step) for name, runs in by_variant.items()
    }
    for name in tried.gone.keys() & variants.keys():
        left_out = [*variants[name].left_out, *tried.gone[name]]
        variants[name] = variants[name]._replace(left_out=left_out, capped=True)
    return Field(tried, variants, metrics, at_step)


def metrics_of(question: Question, runs: Iterable[Lean]) -> list[str]:
    """The question's metric; where that is a pattern, all that it takes in of what these runs measured, one a task."""
    metric = question.metric or ""
    if "*" not in metric:
        return [metric]
    names = {name for run in runs for name in run.metrics}
    return sorted(name for name in names if fnmatchcase(name, metric)) or [metric]


def is_pattern(question: Question) -> bool:
    """Whether the question is about several tasks."""
    return "*" in (question.metric or "")
