"""The names of `import hunch` that record."""

import os
from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, final

from . import session
from .handle import Outcome, Run, outcome_of
from .session import _open


def init(
    params: Any = None,
    *,
    name: str | None = None,
    tags: Iterable[str] = (),
    why: str | None = None,
    seed: int | None = None,
    hunch: object = None,
    idea: str | None = None,
    strict: bool = False,
) -> Run:
    """Begin a run, or join the one of `hunch run` around this program.

    A run that an earlier `init` of this process began alone ends here; one that it joined goes on, and what
    begins is a run within it.

    Args:
        params: a dict, namespace, dataclass, or another library's config; nested ones stay nested.
        hunch: what you expect, sealed before the run begins: "+", 70, "acc +2pp @70", or as JSON would have it.
            Where a run is joined that has begun already, it is late: kept, and never counted.
        idea: the idea that it tries, by its text (or a part that no other has); a new text becomes a new idea.
        strict: wrong use and lost calls raise, instead of one warning each.

    Example:
        hunch.init(params={"lr": 0.05})
        hunch.log({"loss": 0.7}, step=0)
    """
    session.end_begun_by_init()
    wish = session.Wish(params, name, _tags(tags), why, seed, strict, hunch, idea)
    return session.begin(wish, by_init=True)


def run(
    params: Any = None,
    *,
    name: str | None = None,
    tags: Iterable[str] = (),
    why: str | None = None,
    seed: int | None = None,
    hunch: object = None,
    idea: str | None = None,
    strict: bool = False,
) -> Run:
    """As `init`, for a `with` block: the run ends with it, and has failed where an exception leaves it.

    Example:
        with hunch.run(params={"lr": 0.05}, hunch="+", idea="a smaller step") as run:
            run.log({"loss": 0.7})
    """
    return session.begin(session.Wish(params, name, _tags(tags), why, seed, strict, hunch, idea))


def log(metrics: Any, step: Any = None) -> None:
    """Write metrics of the current run, at once and for good; a run is begun where there is none.

    Args:
        metrics: numbers by name; numpy, torch and jax scalars are taken, nested dicts become "a/b".
        step: any number, in any order; a counter of its own (0, 1, ...) where None.
    """
    (_open[-1] if _open else session.current()).log(metrics, step)


def summary(values: Mapping[str, Any]) -> None:
    """Set numbers that stand for the whole run, whatever its curves say."""
    session.current().summary(values)


def figure(name: str, value: Any, *, step: int | float | None = None) -> None:
    """Keep a figure: matplotlib's, plotly's, or a picture."""
    session.current().figure(name, value, step=step)


def image(name: str, value: Any, *, step: int | float | None = None) -> None:
    """Keep a picture: PIL's, or an array of height x width [x 1, 3 or 4], torch's channels-first too."""
    session.current().image(name, value, step=step)


def table(name: str, value: Any, *, step: int | float | None = None) -> None:
    """Keep a table: a data frame, a dict of columns, or a list of dicts."""
    session.current().table(name, value, step=step)


def text(name: str, value: object, *, step: int | float | None = None) -> None:
    """Keep a text."""
    session.current().text(name, value, step=step)


def artifact(path: str | os.PathLike[str], *, name: str | None = None) -> None:
    """Keep a file, or all files in a folder and below, by content."""
    session.current().artifact(path, name=name)


def finish() -> None:
    """End the current run; the end of the program does the same."""
    session.finish_current()


def plan(
    *, seeds: int | Iterable[int], hunch: object = None, idea: str | None = None, strict: bool = False
) -> "Plan":
    """Runs decided beforehand: those begun in the loop belong together, and how many there are is fixed.

    Args:
        seeds: how many (0, 1, ...), or which. What cannot be the seeds of a plan is told, and the runs go on without one.
        hunch: what you expect of their mean, sealed once before the first of them begins.
        idea: the idea that they try, as in `init`.
        strict: seeds or a hunch that cannot be meant raise, instead of one warning.

    Leaving the block ends the plan: seeds whose runs have not begun by then never will, and that is written down.

    Example:
        with hunch.plan(seeds=5) as seeds:
            for seed in seeds:
                with hunch.run(params={"lr": 0.05}) as run:
                    run.log({"loss": train(seed)})
    """
    wish = session.Wish(strict=strict, hunch=hunch, idea=idea)
    return Plan(seeds, wish)


@final
class Plan:
    """Seeds to loop over, each one's run a part of the plan."""

    def __init__(self, seeds: int | Iterable[int], wish: session.Wish) -> None:
        self.seeds, self._can_be = session.seeds_of(seeds, wish)
        self._wish = wish

    def __enter__(self) -> "Plan":
        session.begin_plan(self.seeds if self._can_be else [], self._wish)
        return self

    def __iter__(self) -> Iterator[int]:
        for seed in self.seeds:
            with session.turn_of(seed):
                yield seed

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        session.end_plan(outcome_of(error) if error else Outcome())


def _tags(tags: Iterable[str]) -> tuple[str, ...]:
    return (tags,) if isinstance(tags, str) else tuple(tags or ())
