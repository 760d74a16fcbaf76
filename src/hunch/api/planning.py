"""A plan of this program: written down, and what is predicted of its runs sealed, before the first of them begins."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from hunch.actions.hunches.cause import NOTHING_SAID, Said, WrongCallError, folder_for
from hunch.actions.lifecycle import config_of
from hunch.actions.plans import leave_out
from hunch.actions.plans import make_plan as write_plan
from hunch.capture.shield import Shield
from hunch.entities.events import HunchSeal
from hunch.errors import UserError
from hunch.ids import system_clock
from hunch.journal.workbench import WorkingFolder

from .meant import without
from .session import Wish
from .surroundings import surroundings


class Made(NamedTuple):
    """A plan that is written down, the idea that its runs try, and what was predicted of them."""

    plan: str
    close: Callable[[], None]
    """Writes down which of its runs never began."""
    idea: str | None = None
    sealed: Sequence[HunchSeal] = ()


def make_plan(seeds: list[int], wish: Wish, shield: Shield) -> Made:
    """Write down that these seeds belong together. What was said and cannot be meant is told, and left out.

    Raises:
        HunchError: it cannot be recorded; or the shield is strict, and something cannot be meant.
    """
    return _made(seeds, Said(wish.hunch, wish.idea), shield)


def _made(seeds: list[int], said: Said, shield: Shield) -> Made:
    try:
        folder = folder_for(surroundings(), said, lambda root: config_of(root, []))
    except WrongCallError as wrong:
        return _made(seeds, without(said, wrong.error, shield), shield)
    if said == NOTHING_SAID:
        plan = write_plan(folder.bench, seeds)
        return Made(plan, partial(_close, folder, plan, seeds))
    from hunch.actions.hunches.sealing import consider, seal_plan
    from hunch.journal.standing import standing

    from .echo import say_considered, say_reminder

    try:
        config, stands = config_of(folder.root, []), standing(folder.bench)
        considered = consider(folder, said, config=config, standing=stands)
    except UserError as error:
        return _made(seeds, without(said, error, shield), shield)
    say_considered(considered)
    if stands.decided:
        from hunch.actions.tree.reminding import met

        found = met(folder.bench, stands, considered.idea)
        if found is not None:
            say_reminder(found)
    plan = write_plan(folder.bench, seeds)
    sealed = seal_plan(folder, considered, plan=plan, planned=len(seeds), clock=system_clock)
    return Made(plan, partial(_close, folder, plan, seeds), sealed.idea, sealed.seals)


def _close(folder: WorkingFolder, plan: str, seeds: Sequence[int]) -> None:
    from hunch.journal.index import Index

    with Index.open(folder.bench) as index:
        leave_out(folder, index, plan, seeds)
