"""A child on a terminal: it finds one, and the person who types finds nothing changed."""

import os
import signal
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.capture.terminal import CHARACTERS, LFLAG, OFLAG, with_changes

from .relaying import Terminal, eventually, python, recorded, relayed, shell

READY = "import os, signal, sys, time\n"


def test_child_sees_a_terminal_of_the_right_size(tmp_path: Path) -> None:
    source = "import os; print([os.isatty(fd) for fd in (0, 1, 2)], os.get_terminal_size(1), os.get_terminal_size(2))"
    with Terminal(*relayed(tmp_path, *python(source)), rows=31, columns=97) as terminal:
        size = "os.terminal_size(columns=97, lines=31)"
        terminal.expect(f"[True, True, True] {size} {size}\r\n".encode())
        assert terminal.end() == 0


def test_line_ends_are_translated_once_on_the_screen_and_not_at_all_in_the_log(tmp_path: Path) -> None:
    with Terminal(*relayed(tmp_path, "printf", "a\\nb\\r\\nc\\rd\\n")) as terminal:
        terminal.end()
        assert terminal.seen == b"a\r\nb\r\r\nc\rd\r\n"
    assert recorded(tmp_path) == b"a\nb\r\nc\rd\n"


def test_colours_and_bars_pass_unchanged(tmp_path: Path) -> None:
    shown = b"\x1b[31mred\x1b[0m \xff\xfe\x00 \x1b[?25l 50%|\xe2\x96\x88\r"
    with Terminal(*relayed(tmp_path, *python(f"import os; os.write(1, {shown!r})"))) as terminal:
        terminal.end()
        assert terminal.seen == shown
    assert recorded(tmp_path) == shown


def test_both_streams_of_one_terminal_keep_their_order(tmp_path: Path) -> None:
    source = "import os\nfor i in range(200): os.write(1, b'o%d ' % i); os.write(2, b'e%d ' % i)"
    with Terminal(*relayed(tmp_path, *python(source))) as terminal:
        terminal.end()
        assert terminal.seen == b"".join(b"o%d e%d " % (i, i) for i in range(200))


def test_only_the_stream_that_is_redirected_is_no_terminal(tmp_path: Path) -> None:
    source = "import os; os.write(2, repr([os.isatty(fd) for fd in (0, 1, 2)]).encode())"
    with (
        open(tmp_path / "out", "wb") as out,
        Terminal(*relayed(tmp_path, *python(source)), stdout=out) as terminal,
    ):
        terminal.expect(b"[True, False, True]")
        terminal.end()


def test_large_output_is_all_shown(tmp_path: Path) -> None:
    source = "for i in range(100_000): print(i)"
    with Terminal(*relayed(tmp_path, *python(source))) as terminal:
        terminal.end()
        assert terminal.seen == b"".join(b"%d\r\n" % i for i in range(100_000))


def test_keys_reach_the_child(tmp_path: Path) -> None:
    with Terminal(*relayed(tmp_path, *python("print('hello', input('name? '))"))) as terminal:
        terminal.expect(b"name? ")
        terminal.type(b"Ada\n")
        terminal.expect(b"hello Ada")
        assert terminal.end() == 0


def test_new_size_reaches_the_child_with_its_signal(tmp_path: Path) -> None:
    source = READY + (
        "signal.signal(signal.SIGWINCH, lambda *_: print('size', *os.get_terminal_size(1), flush=True))\n"
        "print('ready', flush=True)\n"
        "while True: time.sleep(0.1)"
    )
    with Terminal(*relayed(tmp_path, *python(source))) as terminal:
        terminal.expect(b"ready")
        terminal.resize(50, 132)
        terminal.expect(b"size 132 50")
        terminal.type(b"\x03")
        terminal.end()


@pytest.mark.parametrize(("key", "number"), [(b"\x03", signal.SIGINT), (b"\x1c", signal.SIGQUIT)])
def test_key_reaches_the_child_exactly_once(tmp_path: Path, key: bytes, number: signal.Signals) -> None:
    source = READY + (
        f"signal.signal({int(number)}, lambda *_: print('told', flush=True))\n"
        "print('ready', flush=True)\n"
        "for _ in range(10): time.sleep(0.1)"
    )
    with Terminal(*relayed(tmp_path, *python(source))) as terminal:
        terminal.expect(b"ready")
        terminal.type(key)
        assert terminal.end() == 0
        assert terminal.seen.count(b"told") == 1


def test_ctrl_c_ends_us_by_the_signal_that_ended_the_child(tmp_path: Path) -> None:
    """A shell script that runs us stops too, as it does when a program of its own is interrupted."""
    with Terminal(
        *relayed(tmp_path, *python(READY + "print('ready', flush=True); time.sleep(20)"))
    ) as terminal:
        terminal.expect(b"ready")
        terminal.type(b"\x03")
        assert terminal.end() == -signal.SIGINT
        assert b"KeyboardInterrupt" in terminal.seen
    assert b"KeyboardInterrupt" in recorded(tmp_path)


def test_second_ctrl_c_cuts_the_childs_cleaning_up_short(tmp_path: Path) -> None:
    source = READY + (
        "try:\n    print('ready', flush=True); time.sleep(20)\n"
        "except KeyboardInterrupt:\n    print('saving', flush=True); time.sleep(20); print('sa' + 'ved')"
    )
    with Terminal(*relayed(tmp_path, *python(source))) as terminal:
        terminal.expect(b"ready")
        terminal.type(b"\x03")
        terminal.expect(b"saving")
        terminal.type(b"\x03")
        assert terminal.end() == -signal.SIGINT
        assert b"saved" not in terminal.seen


def test_child_that_survives_ctrl_c_is_not_deserted(tmp_path: Path) -> None:
    source = READY + (
        "signal.signal(signal.SIGINT, lambda *_: print('not now', flush=True))\n"
        "print('ready', flush=True)\n"
        "for _ in range(5): time.sleep(0.1)\nprint('finished'); sys.exit(8)"
    )
    with Terminal(*relayed(tmp_path, *python(source))) as terminal:
        terminal.expect(b"ready")
        terminal.type(b"\x03\x03")
        assert terminal.end() == 8
        assert b"finished" in terminal.seen


def test_interrupt_by_someone_else_in_the_background_is_forwarded_once(tmp_path: Path) -> None:
    """Our group is not the terminal's, so no key can have sent it."""
    source = READY + (
        "signal.signal(signal.SIGINT, lambda *_: print('told', flush=True))\n"
        "print('ready', os.getppid(), flush=True)\nfor _ in range(10): time.sleep(0.1)"
    )
    words = relayed(tmp_path, *python(source))
    background = (
        "import os, subprocess, sys, time\n"
        f"process = subprocess.Popen({words!r}, process_group=0)\n"
        "sys.exit(process.wait())"
    )
    with Terminal(*python(background)) as terminal:
        terminal.expect(b"ready")
        os.kill(int(terminal.expect(b"\n").split()[0]), signal.SIGINT)
        terminal.end()
        assert terminal.seen.count(b"told") == 1


def test_ctrl_z_stops_us_both_and_fg_goes_on(tmp_path: Path) -> None:
    with Terminal(*shell()) as terminal:
        terminal.type(b"PS1='$ '; PS2=''\n")
        source = "import time\nprint('rea' + 'dy', flush=True)\nx = input()\nprint('got', x)"
        (tmp_path / "ask.py").write_text(source)
        terminal.type(" ".join(relayed(tmp_path, sys.executable, str(tmp_path / "ask.py"))).encode() + b"\n")
        terminal.expect(b"ready")
        terminal.type(b"\x1a")
        terminal.expect(b"Stopped")
        child = int(recorded(tmp_path, "child"))
        state = subprocess.run(["ps", "-o", "stat=", "-p", str(child)], capture_output=True).stdout
        assert state.startswith(b"T")
        terminal.type(b"echo in be''tween\n")
        terminal.expect(b"in between")
        terminal.type(b"fg\n")
        terminal.expect(b"relay_driver.py")
        terminal.type(b"answer\n")
        terminal.expect(b"got answer")
        terminal.type(b"exit $?\n")
        assert terminal.end() == 0


def test_ctrl_z_of_a_program_that_draws_gives_the_terminal_back(tmp_path: Path) -> None:
    """It restores its modes and its screen *before* it stops: we must pass both on before we do."""
    source = READY + (
        "import termios, tty\n"
        "before = termios.tcgetattr(1)\n"
        "def stop(*_):\n"
        "    os.write(1, b'<screen restored>'); termios.tcsetattr(1, termios.TCSANOW, before)\n"
        "    signal.signal(signal.SIGTSTP, signal.SIG_DFL); os.kill(os.getpid(), signal.SIGTSTP)\n"
        "    tty.setcbreak(1); os.write(1, b'<drawn again>')\n"
        "signal.signal(signal.SIGTSTP, stop)\n"
        "tty.setcbreak(1); os.write(1, b'<drawn>')\n"
        "os.read(0, 1); os.write(1, b'<key>')"
    )
    (tmp_path / "draw.py").write_text(source)
    with Terminal(*shell()) as terminal:
        # bash's own line editing would change the modes that are looked at here.
        terminal.type(b"PS1='$ '; exec bash --norc --noprofile --noediting -i\n")
        terminal.type(" ".join(relayed(tmp_path, sys.executable, str(tmp_path / "draw.py"))).encode() + b"\n")
        terminal.expect(b"<drawn>")
        eventually(lambda: not terminal.modes() & termios.ECHO)
        terminal.type(b"\x1a")
        terminal.expect(b"<screen restored>")
        terminal.expect(b"Stopped")
        eventually(lambda: terminal.modes() & termios.ECHO)
        terminal.type(b"fg\n")
        terminal.expect(b"<drawn again>")
        eventually(lambda: not terminal.modes() & termios.ECHO)
        terminal.type(b"k")
        terminal.expect(b"<key>")
        eventually(lambda: terminal.modes() & termios.ECHO)
        terminal.type(b"exit\n")
        terminal.end()


def test_curses_program_gets_its_keys_and_leaves_the_terminal_as_it_was(tmp_path: Path) -> None:
    source = (
        "import curses\n"
        "def main(screen):\n"
        "    screen.addstr(2, 2, 'press'); screen.refresh()\n"
        "    return screen.getch()\n"
        "print('key', curses.wrapper(main))"
    )
    with Terminal(*relayed(tmp_path, *python(source)), env={**os.environ, "TERM": "xterm"}) as terminal:
        before = termios.tcgetattr(terminal.theirs)
        terminal.expect(b"press")
        eventually(lambda: not terminal.modes() & (termios.ECHO | termios.ICANON))
        terminal.type(b"q")
        terminal.expect(b"key 113")
        assert terminal.end() == 0
        assert termios.tcgetattr(terminal.theirs) == before


def test_program_that_dies_while_drawing_leaves_a_usable_terminal(tmp_path: Path) -> None:
    source = (
        READY + "import tty; tty.setraw(1); os.write(1, b'<raw>'); time.sleep(0.3); os.kill(os.getpid(), 9)"
    )
    with Terminal(*relayed(tmp_path, *python(source))) as terminal:
        before = termios.tcgetattr(terminal.theirs)
        terminal.expect(b"<raw>")
        eventually(lambda: not terminal.modes() & termios.ECHO)
        assert terminal.end() == -signal.SIGKILL
        assert termios.tcgetattr(terminal.theirs) == before


def test_terminal_that_is_closed_does_not_end_a_run_that_survives_the_hangup(tmp_path: Path) -> None:
    source = READY + (
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "print('ready', flush=True)\ntime.sleep(0.5)\nprint('after', flush=True)\n"
        f"open({str(tmp_path / 'survived')!r}, 'w')"
    )
    terminal = Terminal(*relayed(tmp_path, *python(source)))
    terminal.expect(b"ready")
    os.close(terminal.theirs)
    os.close(terminal.ours)
    eventually(lambda: b"Ended" in recorded(tmp_path, "ended"))
    terminal.process.wait()
    assert (tmp_path / "survived").exists()
    assert recorded(tmp_path) == b"ready\nafter\n"


def test_grandchildren_keep_the_terminal(tmp_path: Path) -> None:
    source = "(sleep 0.7; echo late; test -t 1 && echo still a terminal) & echo first"
    with Terminal(
        "sh", "-c", '"$@"; echo prompt; sleep 1.5', "sh", *relayed(tmp_path, "sh", "-c", source)
    ) as terminal:
        terminal.expect(b"first\r\nprompt\r\n")
        terminal.expect(b"late\r\nstill a terminal\r\n")
        terminal.end()
    assert recorded(tmp_path) == b"first\nlate\nstill a terminal\n"


def test_relay_within_a_relay_passes_sizes_and_keys(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    source = READY + (
        "signal.signal(signal.SIGWINCH, lambda *_: print('size', *os.get_terminal_size(1), flush=True))\n"
        "print('ready', flush=True)\nwhile True: time.sleep(0.1)"
    )
    with Terminal(*relayed(tmp_path, *relayed(tmp_path / "inner", *python(source)))) as terminal:
        terminal.expect(b"ready")
        terminal.resize(40, 111)
        terminal.expect(b"size 111 40")
        terminal.type(b"\x03")
        assert terminal.end() == -signal.SIGINT
        assert terminal.seen.count(b"Traceback") == 1


BITS = st.integers(min_value=0, max_value=2**16 - 1)
KEYS = st.lists(st.binary(min_size=1, max_size=1), min_size=4, max_size=4)
MODES = st.builds(lambda i, o, c, loc, keys: [i, o, c, loc, 0, 0, keys], BITS, BITS, BITS, BITS, KEYS)


@given(real=MODES, before=MODES, after=MODES)
def test_mode_changes_can_be_taken_back(
    real: list[object], before: list[object], after: list[object]
) -> None:
    """Where both terminals began alike, restoring brings back what was, and OPOST is never touched."""
    changed = with_changes(before, before, after)
    assert with_changes(changed, after, before) == before
    assert changed[LFLAG] == after[LFLAG]
    assert changed[CHARACTERS] == after[CHARACTERS]
    assert with_changes(real, before, before) == real
    assert not (with_changes(real, before, after)[OFLAG] ^ real[OFLAG]) & termios.OPOST
