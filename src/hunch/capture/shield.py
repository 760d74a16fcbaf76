"""The one guard between Hunch and the user's training: our failure never stops it, and is never invisible.

What goes wrong inside is told once, kept with the run (its traceback too), and the run is marked incomplete.
"""

from collections.abc import Callable
from types import TracebackType
from typing import Final, final

MOST_TOLD: Final = 20
"""Different warnings that are said aloud; all are counted and kept."""

Say = Callable[[str], None]
Keep = Callable[[str, str], None]
"""Keeps a fault with the run: what happened, and the traceback."""


def keep_nothing(what: str, traceback: str) -> None:
    """For a process that has no run."""


@final
class Shield:
    """Guards one run's calls.

    Args:
        say: tells the person a sentence; must not raise.
        keep: keeps a fault with the run; where it raises, the person is told instead.
        strict: nothing is swallowed.
    """

    def __init__(self, say: Say, *, keep: Keep = keep_nothing, strict: bool = False) -> None:
        self.strict = strict
        self.keep = keep
        self._say = say
        self._told: set[str] = set()

    def warn(self, sentence: str, *, once: str | None = None) -> None:
        """Tell the person; things with the same `once` are told only the first time."""
        key = once or sentence
        if key in self._told:
            return
        self._told.add(key)
        if len(self._told) <= MOST_TOLD:
            self._say(sentence)
        elif len(self._told) == MOST_TOLD + 1:
            self._say("further warnings are kept with the run and not shown")

    def guard(self, what: str) -> "Guard":
        """A block in which whatever goes wrong is kept and told, and the program goes on after it."""
        return Guard(self, what)


@final
class Guard:
    """`with shield.guard("figure 'loss'"):`; `failed` says afterwards whether something went wrong."""

    def __init__(self, shield: Shield, what: str) -> None:
        self._shield = shield
        self._what = what
        self.failed = False

    def __enter__(self) -> "Guard":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is None:
            return False
        self.failed = True
        if self._shield.strict or not isinstance(error, Exception):
            return False
        self._answer(error)
        return True

    def _answer(self, error: Exception) -> None:
        what = f"{self._what} was not recorded: {one_line(error)}"
        try:
            self._shield.keep(what, _traceback(error))
        except Exception as second:  # noqa: BLE001 - the last guard there is; what it holds is said aloud
            what += f" (and could not be kept with the run: {one_line(second)})"
        self._shield.warn(what, once=f"{self._what}: {type(error).__name__}")


def one_line(error: Exception) -> str:
    """What an error says, and its hint."""
    hint = getattr(error, "hint", None)
    text = " ".join(str(error).split()) or type(error).__name__
    return f"{text} (hint: {hint})" if hint else text


def _traceback(error: Exception) -> str:
    import traceback

    return "".join(traceback.format_exception(error))
