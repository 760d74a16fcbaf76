"""A hunch that a program says of the run that it joins: that run has begun, so it is late. It is kept, and says so."""

from hunch.actions.hunches.cause import Said
from hunch.actions.hunches.sealing import consider, seal
from hunch.actions.lifecycle import config_of
from hunch.capture.shield import Shield, one_line
from hunch.errors import UserError
from hunch.ids import system_clock
from hunch.journal.standing import standing
from hunch.journal.workbench import find

from .session import Wish
from .surroundings import rank, surroundings


def seal_late(run: str, wish: Wish, shield: Shield) -> None:
    """Seal what was said about a run that has begun; of equal processes, the first does."""
    if rank():
        return
    if wish.idea is not None:
        shield.warn(f"idea={wish.idea!r} comes too late for this run. At its start: hunch run --idea ...")
    if wish.hunch is not None:
        with shield.guard("the hunch"):
            _seal(run, wish.hunch, shield)


def _seal(run: str, hunch: object, shield: Shield) -> None:
    folder = find(surroundings())
    try:
        config = config_of(folder.root, [])
        considered = consider(folder, Said(hunch), config=config, standing=standing(folder.bench))
    except UserError as error:
        if shield.strict:
            raise
        shield.warn(f"the hunch is NOT SEALED: {one_line(error)}")
        return
    seal(folder, considered, clock=system_clock, run=run)
    shield.warn(
        f"the hunch {hunch!r} is LATE: this run had begun. It is kept, and never counted."
        " In time it is before the run: hunch run --hunch ..."
    )
