"""What a terminal can show, and what it must not be sent."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.cli.render import (
    TRUE_COLOUR,
    Terminal,
    columns_of,
    cut,
    lines_of,
    out_json,
    paint,
    plain,
    status_text,
    terminal,
)
from hunch.entities.words import VERMILLION


class Tty(io.TextIOWrapper):
    def __init__(self, encoding="utf-8"):
        super().__init__(io.BytesIO(), encoding=encoding)

    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("environ", "colours"),
    [
        ({"TERM": "xterm-256color"}, 256),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, TRUE_COLOUR),
        ({"TERM": "xterm", "NO_COLOR": "1"}, 0),
        ({"TERM": "xterm", "NO_COLOR": ""}, 256),
        ({"TERM": "dumb"}, 0),
        ({}, 0),
    ],
)
def test_colours(environ, colours):
    assert terminal(Tty(), environ).colours == colours


@pytest.mark.parametrize(
    ("environ", "unicode"),
    [
        ({}, True),
        ({"LANG": "de_DE.UTF-8"}, True),
        ({"LANG": "C"}, False),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, False),  # what Python makes of LANG=C
        ({"LC_ALL": "POSIX", "LANG": "de_DE.UTF-8"}, False),
        ({"LANG": "C.UTF-8"}, True),
    ],
)
def test_plain_ascii_is_respected(environ, unicode):
    assert terminal(Tty(), environ).unicode is unicode


def test_what_is_no_terminal_gets_no_colours_and_is_not_cut():
    assert terminal(io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), {"TERM": "xterm"}) == Terminal(
        0, True, None
    )
    assert not terminal(Tty("ascii"), {}).unicode
    assert terminal(Tty(), {"COLUMNS": "40"}).width == 40


@given(st.text())
def test_nothing_that_a_terminal_acts_on_comes_through(text):
    said = plain(text)
    assert said.isprintable()
    said.encode("utf-8")
    assert all(line.isprintable() for line in lines_of(text))


def test_bytes_of_names_that_are_no_utf8_are_spelled_out():
    assert plain(b"caf\xe9".decode("utf-8", "surrogateescape")) == "caf\\xe9"
    assert plain("\u202egnp.exe") == "\\u202egnp.exe"


@given(st.text(st.characters(categories=["L", "N", "P", "S"])), st.integers(2, 30))
def test_cut_text_is_never_wider_than_its_room(text, most):
    for shown in (Terminal(unicode=True), Terminal(unicode=False)):
        cut_text = cut(text, most, shown)
        assert columns_of(cut_text) <= most
        assert cut_text == text or columns_of(text) > most


def test_paint_knows_the_terminal():
    assert paint("x", VERMILLION, Terminal(TRUE_COLOUR)) == "\x1b[38;2;213;94;0mx\x1b[0m"
    assert paint("x", VERMILLION, Terminal(256), bold=True) == "\x1b[1;38;5;166mx\x1b[0m"
    assert paint("x", VERMILLION, Terminal(0), bold=True) == "x"
    assert status_text("failed", Terminal(unicode=False)) == "x failed"


def test_json_for_eyes_spells_out_what_a_terminal_would_act_on(monkeypatch):
    tty = Tty()
    monkeypatch.setattr("sys.stdout", tty)
    out_json({"name": "\x9b31m\u202e\U000e0001 测试 \x1b"})
    tty.flush()
    printed = tty.buffer.getvalue().decode()
    assert all(c.isprintable() or c == "\n" for c in printed)
    assert json.loads(printed) == {"name": "\x9b31m\u202e\U000e0001 测试 \x1b"}
