"""What is known of a run before anything of it is written: what stands, and what was said of it beforehand.

Whatever goes wrong here is a fault that is kept with the run, which is recorded all the same; only what cannot be
meant stops it. Imported only where something might concern the run (`cause.py`).
"""

from typing import TYPE_CHECKING

import msgspec

from hunch.entities.config import Config
from hunch.entities.events import HunchSeal, HunchSkipped
from hunch.entities.question import Focus, Idea
from hunch.entities.standing import Standing, baseline_of
from hunch.errors import CannotWrite, UserError
from hunch.ids import Clock
from hunch.journal.standing import focus_here, standing
from hunch.journal.workbench import WorkingFolder
from hunch.journal.writer import append

from .cause import NOTHING_SAID, Cause, Face, NoAnswerError, Said, Subject, WrongCallError

if TYPE_CHECKING:
    from hunch.entities.replica import Replica

    from .sealing import Considered, Sealed


class Occasion(msgspec.Struct, frozen=True):
    """A moment at which Hunch might ask for a prediction: this run is about to begin."""

    folder: WorkingFolder
    config: Config
    standing: Standing
    run: str


class Foreseen(msgspec.Struct, frozen=True):
    """What is known of a run before anything of it is written. None: nothing was said; what stands cannot be read."""

    subject: Subject
    standing: Standing | None
    considered: "Considered | None" = None
    answer: str | None = None
    """What Hunch was told when it asked; None where it did not, "" where no answer came."""


def foresee(
    folder: WorkingFolder, config: Config, subject: Subject, said: Said, *, face: Face, faults: list[str]
) -> Foreseen:
    """Hold what was said before a run against what stands, and say what was understood. Nothing is written.

    Raises:
        WrongCallError: what was said cannot be meant.
    """
    try:
        stands = standing(folder.bench)
    except Exception as error:  # noqa: BLE001 - what a run is for must not keep it from being recorded
        lost = "what it is for is not named" if said == NOTHING_SAID else "what was said of it is NOT SEALED"
        faults.append(f"what stands cannot be read, so {lost}: {type(error).__name__}: {error}")
        return Foreseen(subject, None)
    answer = None
    if said == NOTHING_SAID and config.hunches.ask and not (subject.plan or subject.replica):
        answer = _asked(Occasion(folder, config, stands, subject.run), face, faults)
        said = Said(hunch=answer or None)
    if said == NOTHING_SAID:
        _remind(
            folder, stands, stands.ideas.get(focus_here(stands, folder).idea or ""), subject, face, faults
        )
        return Foreseen(subject, stands, None, answer)
    considered = _considered(folder, config, said, stands, faults)
    if considered is not None:
        _echo(considered, face, faults)
        _remind(folder, stands, considered.idea, subject, face, faults)
    return Foreseen(subject, stands, considered, answer)


def settle(folder: WorkingFolder, foreseen: Foreseen, *, clock: Clock, faults: list[str]) -> Cause:
    """Seal what was said, and tell what the run's start is to name: to be called right before that is written.

    Raises:
        CannotWrite: the journal cannot be written.
    """
    stands, subject, considered = foreseen.standing, foreseen.subject, foreseen.considered
    if stands is None:
        return Cause(hunches=list(subject.sealed))
    sealed = _sealed(folder, foreseen, clock, faults)
    focus = _focus(stands, folder, subject.replica)
    asked = stands.questions.get((considered.question.id if considered else focus.question) or "")
    idea = sealed.idea if sealed else focus.idea if focus.idea in stands.ideas else None
    baseline = baseline_of(stands, asked) if asked else None
    open_ones = stands.open_for(run=subject.run, plan=subject.plan, idea=idea)
    seals = {each.id: HunchSeal(id=each.id, sha256=each.sha256) for each in open_ones}
    for each in (*subject.sealed, *(sealed.seals if sealed else ())):
        seals[each.id] = each
    runs = baseline.runs if baseline else ()
    return Cause(asked.id if asked else None, idea, runs, list(seals.values()))


def _focus(stands: Standing, folder: WorkingFolder, replica: "Replica | None") -> Focus:
    """What the author is at; a replicate is for what it repeats."""
    return Focus(question=replica.question, idea=replica.idea) if replica else focus_here(stands, folder)


def _considered(
    folder: WorkingFolder, config: Config, said: Said, stands: Standing, faults: list[str]
) -> "Considered | None":
    """None where something of ours is at fault."""
    try:
        from .sealing import consider

        return consider(folder, said, config=config, standing=stands)
    except UserError as error:
        raise WrongCallError(error) from error
    except Exception as error:  # noqa: BLE001 - as in `foresee`
        faults.append(f"what was said before the run is NOT SEALED: {type(error).__name__}: {error}")
        return None


def _asked(occasion: Occasion, face: Face, faults: list[str]) -> str | None:
    try:
        return face.ask(occasion) if face.ask else None
    except NoAnswerError:
        raise
    except Exception as error:  # noqa: BLE001 - as in `foresee`
        faults.append(f"Hunch could not ask for a prediction: {type(error).__name__}: {error}")
        return None


def _echo(considered: "Considered", face: Face, faults: list[str]) -> None:
    try:
        face.echo(considered)
    except Exception as error:  # noqa: BLE001 - as in `foresee`
        faults.append(f"what was understood could not be said: {type(error).__name__}: {error}")


def _remind(
    folder: WorkingFolder,
    stands: Standing,
    idea: Idea | None,
    subject: Subject,
    face: Face,
    faults: list[str],
) -> None:
    """Say that what is about to be tried was dropped; of the runs of a plan that is said once, by whoever planned them."""
    if face.remind is None or not stands.decided or subject.plan or subject.replica:
        return
    try:
        from hunch.actions.tree.reminding import met

        found = met(folder.bench, stands, idea)
        if found is not None:
            face.remind(found)
    except Exception as error:  # noqa: BLE001 - as in `foresee`
        faults.append(f"what was decided before could not be said: {type(error).__name__}: {error}")


def _sealed(folder: WorkingFolder, foreseen: Foreseen, clock: Clock, faults: list[str]) -> "Sealed | None":
    """None where nothing was said, or something of ours is at fault."""
    if foreseen.answer == "":
        append(folder.bench, HunchSkipped(run=foreseen.subject.run), clock=clock, after=foreseen.subject.run)
    if foreseen.considered is None:
        return None
    try:
        from .sealing import seal

        asked = foreseen.answer is not None
        return seal(folder, foreseen.considered, clock=clock, run=foreseen.subject.run, asked=asked)
    except CannotWrite:
        raise
    except Exception as error:  # noqa: BLE001 - as in `foresee`
        faults.append(f"what was said before the run is NOT SEALED: {type(error).__name__}: {error}")
        return None
