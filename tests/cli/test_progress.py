"""The bar for what takes long."""

import io
import sys

from hunch.cli import progress
from hunch.cli.progress import Bar


class Screen(io.StringIO):
    """stderr at a terminal."""

    encoding = "utf-8"

    def isatty(self):
        return True


def test_nobody_sees_a_bar_who_does_not_wait(monkeypatch):
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    with Bar("taking in runs") as bar:
        bar.at(1, 2)
    assert screen.getvalue() == ""


def test_where_nobody_looks_nothing_is_drawn_and_at_a_terminal_it_is_wiped_away(monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE_S", 0.0)
    monkeypatch.setattr(progress, "PAUSE_S", 0.0)
    for screen in (io.StringIO(), Screen()):
        monkeypatch.setattr(sys, "stderr", screen)
        with Bar("taking in runs") as bar:
            bar.at(0, 0)
            bar.at(500, 1000)
        if screen.isatty():
            assert "taking in runs" in screen.getvalue()
            assert "500 of 1,000" in screen.getvalue()
            assert screen.getvalue().endswith(" \r")
        else:
            assert screen.getvalue() == ""
