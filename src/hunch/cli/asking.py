"""Hunch asks for a prediction before a run, where hunch.toml lets it: one line, one key, some seconds.

The terminal is as it was afterwards, whatever comes. A key that is none of those offered, or none at all, is a skip.
"""

import os
import select
import signal
import sys
import termios
import time
from typing import Self, final

from hunch.actions.hunches.cause import NoAnswerError
from hunch.actions.hunches.foreseeing import Occasion
from hunch.actions.hunches.prompting import is_due
from hunch.capture.signals import Signals, in_foreground
from hunch.entities.standing import the_question
from hunch.ids import system_clock
from hunch.journal.standing import focus_here

KEYS = {"1": "--", "2": "-", "3": "+-", "4": "+", "5": "++", "-": "-", "+": "+"}
OFFERED = "1 --  2 -  3 +-  4 +  5 ++"
LONGEST_KEY = 16
"""Bytes that one key may send (an arrow sends three)."""


def ask_for_hunch(occasion: Occasion, signals: Signals) -> str | None:
    """What was answered; "" for a skip, None where it is not the time or place to ask.

    Raises:
        NoAnswerError: somebody wants the command to end.
    """
    environ = occasion.folder.bench.surroundings.environ
    if "HUNCH_RUN" in environ or not (os.isatty(0) and os.isatty(2)):
        return None
    if not is_due(occasion, now_us=system_clock()) or not in_foreground():
        return None
    with _SingleKeys(0) as keys:
        if _is_readable(0, 0):  # typed ahead: it is for somebody else
            return None
        return _answer(keys, _question(occasion), occasion.config.hunches.wait_s, signals)


def _question(occasion: Occasion) -> str:
    focus = focus_here(occasion.standing, occasion.folder)
    metric = the_question(occasion.standing, occasion.config.objective, focus).question.metric or ""
    shown = "".join(c if c.isprintable() else "?" for c in metric)
    wait_s = occasion.config.hunches.wait_s
    return f"Your hunch: does {shown} beat the baseline?  {OFFERED}  (Enter skips, {wait_s:g} s) "


def _answer(keys: "_SingleKeys", question: str, wait_s: float, signals: Signals) -> str:
    _say(question)
    deadline = time.monotonic() + wait_s
    while (left := deadline - time.monotonic()) > 0:
        ready, _, _ = select.select([keys.fd, signals.wake], [], [], left)
        arrived = signals.arrived() if signals.wake in ready else set()
        if signals.asked_to_end:
            _say("\n")
            raise NoAnswerError
        if signal.SIGTSTP in arrived:
            keys.give_back()
            signals.stop_with_child()
            keys.take()
            _say(f"\r{question}")
        elif keys.fd in ready:
            answer = KEYS.get(os.read(keys.fd, LONGEST_KEY).decode("ascii", "replace"), "")
            _say(f"{answer or 'skipped'}\n")
            return answer
    _say("skipped\n")
    return ""


def _say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def _is_readable(fd: int, wait_s: float) -> bool:
    return bool(select.select([fd], [], [], wait_s)[0])


@final
class _SingleKeys:
    """A terminal whose keys come at once and are not shown; those that make signals still do."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self._before = termios.tcgetattr(fd)

    def take(self) -> None:
        """Have keys come at once."""
        local_modes = self._before[3] & ~(termios.ICANON | termios.ECHO)
        termios.tcsetattr(self.fd, termios.TCSADRAIN, [*self._before[:3], local_modes, *self._before[4:]])

    def give_back(self) -> None:
        """Leave the terminal as it was."""
        termios.tcsetattr(self.fd, termios.TCSADRAIN, self._before)

    def __enter__(self) -> Self:
        self.take()
        return self

    def __exit__(self, *_: object) -> None:
        self.give_back()
