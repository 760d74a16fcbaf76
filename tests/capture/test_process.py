"""Starting a command as a shell would, and ending as it did."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .relaying import python, recorded, relayed, run

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def test_exit_code_is_the_commands_own(tmp_path: Path) -> None:
    assert run(tmp_path, "sh", "-c", "exit 37").returncode == 37


def test_signal_that_ended_the_command_ends_us_too(tmp_path: Path) -> None:
    for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV, signal.SIGINT, signal.SIGABRT):
        assert run(tmp_path, "sh", "-c", f"kill -{int(number)} $$").returncode == -number
    assert b"exit_code=None, signal=9," in recorded(tmp_path, "ended").splitlines()[0]


def test_command_that_is_not_there_gives_127(tmp_path: Path) -> None:
    done = run(tmp_path, "no-such-command-anywhere")
    assert (done.returncode, done.stderr) == (127, b"no-such-command-anywhere: command not found\n")
    assert run(tmp_path, "./nor-this").returncode == 127
    assert run(tmp_path, "").returncode == 127


def test_file_that_cannot_be_executed_gives_126(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("just notes\n")
    done = run(tmp_path, str(tmp_path / "notes.txt"))
    assert done.returncode == 126
    assert done.stderr.endswith(b"notes.txt: permission denied\n")
    assert run(tmp_path, str(tmp_path)).returncode == 126


def test_script_without_a_first_line_goes_to_the_shell(tmp_path: Path) -> None:
    script = tmp_path / "plain"
    script.write_text("echo $0 $#: $2\n")
    script.chmod(0o755)
    assert run(tmp_path, str(script), "a", "b c").stdout == f"{script} 2: b c\n".encode()


def test_binary_of_another_machine_is_not_fed_to_the_shell(tmp_path: Path) -> None:
    program = tmp_path / "other"
    program.write_bytes(b"\x7fOTHER\0\0\0echo no\n")
    program.chmod(0o755)
    assert run(tmp_path, str(program)).returncode == 126


def test_missing_interpreter_is_told_from_a_missing_file(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text("#!/no/such/interpreter\n")
    script.chmod(0o755)
    done = run(tmp_path, str(script))
    assert done.returncode == 127
    assert b"the interpreter that it names is not there" in done.stderr


def test_path_is_searched_as_shells_do(tmp_path: Path) -> None:
    """A folder of that name is passed over, and so is a file without its bit, if a later one can run."""
    for name in ("folder", "unset", "good"):
        (tmp_path / name).mkdir()
    (tmp_path / "folder" / "tool").mkdir()
    (tmp_path / "unset" / "tool").write_text("#!/bin/sh\necho wrong\n")
    (tmp_path / "good" / "tool").write_text("#!/bin/sh\necho right\n")
    (tmp_path / "good" / "tool").chmod(0o755)
    path = os.pathsep.join(str(tmp_path / name) for name in ("folder", "unset", "good", "nowhere"))
    assert run(tmp_path, "tool", env={**os.environ, "PATH": path}).stdout == b"right\n"
    path = os.pathsep.join(str(tmp_path / name) for name in ("folder", "unset"))
    assert run(tmp_path, "tool", env={**os.environ, "PATH": path}).returncode == 126


def test_arguments_arrive_byte_for_byte(tmp_path: Path) -> None:
    odd = [b"a b", b"", b"'\"$(x)`", b"line\nbreak", b"\xff\xfe", "Δ测".encode()]
    done = subprocess.run(
        [*(word.encode() for word in relayed(tmp_path, "printf", "%s|")), *odd], stdout=subprocess.PIPE
    )
    assert done.stdout == b"".join(word + b"|" for word in odd)


def test_command_stays_in_our_session_group_and_folder(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    source = "import os; print(os.getsid(0) == os.getsid(os.getppid()), os.getpgrp() == os.getpgid(os.getppid()), os.getcwd())"
    done = run(tmp_path, *python(source), cwd=tmp_path / "here")
    assert done.stdout.decode() == f"True True {os.path.realpath(tmp_path / 'here')}\n"


def test_stdin_is_untouched(tmp_path: Path) -> None:
    assert run(tmp_path, "cat", stdin=None, input=b"typed\0bytes\xff").stdout == b"typed\0bytes\xff"


@LINUX
def test_command_finds_the_signals_as_they_would_be_without_us(tmp_path: Path) -> None:
    """nohup's HUP stays ignored; SIGPIPE, which Python ignores, does not."""
    words = ["grep", "-E", "Sig(Blk|Ign)", "/proc/self/status"]
    plain = subprocess.run(words, stdout=subprocess.PIPE)
    assert masks(run(tmp_path, *words).stdout) == masks(plain.stdout)
    nohup = ["sh", "-c", 'trap "" HUP INT; exec "$@"', "sh"]
    plain = subprocess.run([*nohup, *words], stdout=subprocess.PIPE)
    ours = subprocess.run([*nohup, *relayed(tmp_path, *words)], stdout=subprocess.PIPE)
    assert masks(ours.stdout) == masks(plain.stdout)


def masks(status: bytes) -> list[int]:
    """Signals of /proc/PID/status, without 32 and 33, which are glibc's own (its posix_spawn ignores them)."""
    return [int(line.split()[1], 16) & ~(3 << 31) for line in status.splitlines()]


@LINUX
def test_blocked_signals_stay_blocked_for_the_command_alone(tmp_path: Path) -> None:
    blocking = f"""
import os, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM, signal.SIGCHLD])
os.execv(sys.executable, {relayed(tmp_path, "grep", "SigBlk", "/proc/self/status")!r})
"""
    done = subprocess.run(python(blocking), stdout=subprocess.PIPE, timeout=30)
    expected = (1 << (signal.SIGTERM - 1)) | (1 << (signal.SIGCHLD - 1))
    assert int(done.stdout.split()[1], 16) == expected


def test_exit_code_is_known_where_the_parent_ignored_sigchld(tmp_path: Path) -> None:
    """With SIGCHLD ignored the kernel would throw the exit code away."""
    ignoring = f"""
import os, signal, sys
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
os.execv(sys.executable, {relayed(tmp_path, "sh", "-c", "exit 5")!r})
"""
    assert subprocess.run(python(ignoring), timeout=30).returncode == 5


def test_no_descriptor_of_ours_leaks_into_the_command(tmp_path: Path) -> None:
    source = "import os; print(sorted(int(n) for n in os.listdir('/dev/fd'))[:-1])"
    assert run(tmp_path, *python(source)).stdout == b"[0, 1, 2]\n"


def test_descriptors_that_were_handed_down_reach_the_command(tmp_path: Path) -> None:
    """make's job server, for one, lives in such descriptors."""
    reading, writing = os.pipe()
    try:
        run(tmp_path, *python(f"import os; os.write({writing}, b'through')"), pass_fds=[writing])
        os.set_blocking(reading, False)
        assert os.read(reading, 100) == b"through"
    finally:
        os.close(reading)
        os.close(writing)


def test_memory_and_time_of_the_command_are_measured(tmp_path: Path) -> None:
    run(tmp_path, *python("x = bytearray(200_000_000); sum(range(3_000_000))"))
    said = recorded(tmp_path, "ended").decode()
    peak = int(said.partition("peak_memory_bytes=")[2].partition(",")[0])
    cpu = float(said.partition("cpu_s=")[2].partition(",")[0])
    assert 200_000_000 < peak < 400_000_000
    assert 0.01 < cpu < 60
