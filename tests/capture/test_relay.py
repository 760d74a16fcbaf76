"""What passes through the relay, and what happens at its ends."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .relaying import eventually, is_alive, python, recorded, relayed, run

MIXED = """
import os
for i in range(3):
    os.write(1, b'out%d ' % i)
    os.write(2, b'err%d ' % i)
"""
NOISE = "import os, random; random.seed(3); data = random.randbytes(10_000_000)"


def test_output_is_passed_on_and_kept(tmp_path: Path) -> None:
    done = run(tmp_path, "sh", "-c", "echo hello; echo trouble >&2")
    assert (done.stdout, done.stderr) == (b"hello\n", b"trouble\n")
    assert sorted(recorded(tmp_path).splitlines()) == [b"hello", b"trouble"]


def test_child_of_a_pipe_sees_no_terminal(tmp_path: Path) -> None:
    assert run(tmp_path, *python("import os; print(os.isatty(1), os.isatty(2))")).stdout == b"False False\n"


def test_streams_that_share_a_pipe_keep_their_order(tmp_path: Path) -> None:
    done = run(tmp_path, *python(MIXED), stderr=subprocess.STDOUT)
    assert done.stdout == b"out0 err0 out1 err1 out2 err2 "
    assert recorded(tmp_path) == done.stdout


def test_spans_of_stderr_say_which_bytes_are_its(tmp_path: Path) -> None:
    slowly = MIXED.replace("os.write(1", "time.sleep(0.05); os.write(1").replace(
        "os.write(2", "time.sleep(0.05); os.write(2"
    )
    run(tmp_path, *python("import time" + slowly))
    log = recorded(tmp_path)
    spans = [eval(line) for line in recorded(tmp_path, "console.stderr.jsonl").splitlines()]
    assert b"".join(log[offset : offset + length] for offset, length in spans) == b"err0 err1 err2 "


def test_ten_megabytes_of_noise_arrive_unchanged(tmp_path: Path) -> None:
    source = f"{NOISE}\nwhile data: data = data[os.write(1, data):]"
    expected = subprocess.run(python(source), stdout=subprocess.PIPE).stdout
    assert len(expected) == 10_000_000
    assert run(tmp_path, *python(source)).stdout == expected
    assert recorded(tmp_path) == expected


def test_slow_reader_gets_everything_and_nothing_is_piled_up(tmp_path: Path) -> None:
    source = f"{NOISE}\nwhile data: data = data[os.write(1, data):]\nopen({str(tmp_path / 'done')!r}, 'w')"
    with subprocess.Popen(relayed(tmp_path, *python(source)), stdout=subprocess.PIPE) as process:
        assert process.stdout
        eventually(lambda: len(recorded(tmp_path)) > 0)
        time.sleep(0.3)
        assert not (tmp_path / "done").exists(), "the child was not slowed"
        assert len(recorded(tmp_path)) < 1_000_000
        assert len(process.stdout.read()) == 10_000_000
    assert process.returncode == 0


def test_non_blocking_output_loses_nothing(tmp_path: Path) -> None:
    """Another program may have made the shared description non-blocking."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    source = f"{NOISE}\nwhile data: data = data[os.write(1, data):]"
    with subprocess.Popen(relayed(tmp_path, *python(source)), stdout=writing) as process:
        os.close(writing)
        time.sleep(0.2)
        total = 0
        while chunk := os.read(reading, 65536):
            total += len(chunk)
    os.close(reading)
    assert (total, process.returncode) == (10_000_000, 0)


def test_reader_that_goes_away_ends_the_child_as_without_us(tmp_path: Path) -> None:
    with subprocess.Popen(relayed(tmp_path, "yes"), stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.read(4) == b"y\ny\n"
        process.stdout.close()
        assert process.wait(20) == -signal.SIGPIPE


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the next write says it")
def test_loss_of_the_reader_is_felt_by_a_silent_child(tmp_path: Path) -> None:
    """Its very first write fails, as without us; a relay that only noticed by writing would swallow one."""
    source = "import os, time; time.sleep(1); os.write(1, b'one line')"
    with subprocess.Popen(
        relayed(tmp_path, *python(source)), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert b"BrokenPipeError" in process.stderr.read()


def test_output_to_a_file_is_kept_in_order(tmp_path: Path) -> None:
    with open(tmp_path / "both.txt", "wb") as file:
        run(tmp_path, *python(MIXED), stdout=file, stderr=file)
    assert (tmp_path / "both.txt").read_bytes() == b"out0 err0 out1 err1 out2 err2 "


def test_output_to_nowhere_is_still_recorded(tmp_path: Path) -> None:
    run(tmp_path, "echo", "hello", stdout=subprocess.DEVNULL)
    assert recorded(tmp_path) == b"hello\n"


def test_appending_to_a_file_keeps_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "log.txt").write_text("before\n")
    with open(tmp_path / "log.txt", "ab") as file:
        run(tmp_path, "echo", "after", stdout=file)
    assert (tmp_path / "log.txt").read_text() == "before\nafter\n"


@pytest.mark.parametrize("closed", ["1>&-", "2>&-", "1>&- 2>&-", "0<&- 1>&- 2>&-"])
def test_closed_descriptor_is_closed_for_the_child_too(tmp_path: Path, closed: str) -> None:
    source = """
import os
said = []
for fd in (0, 1, 2):
    try: os.fstat(fd); said.append('open')
    except OSError: said.append('closed')
open(os.environ['SAID'], 'w').write(' '.join(said))
"""
    said = []
    for number, words in enumerate((python(source), relayed(tmp_path, *python(source)))):
        path = tmp_path / f"said{number}"
        line = ["sh", "-c", f'exec "$@" {closed}', "sh", *words]
        subprocess.run(line, env={**os.environ, "SAID": str(path)}, timeout=30)
        said.append(path.read_text())
    assert said[0] == said[1]


def test_child_that_closes_its_output_goes_on_at_no_cost(tmp_path: Path) -> None:
    done = run(
        tmp_path,
        *python("import os, time; os.write(1, b'bye'); os.close(1); os.close(2); time.sleep(1); os._exit(4)"),
    )
    assert (done.stdout, done.returncode) == (b"bye", 4)
    spent = float(recorded(tmp_path, "cpu_s"))
    assert spent < 0.8, "the loop was busy"


def test_return_is_at_once_where_grandchildren_go_on(tmp_path: Path) -> None:
    """They keep their output, which still arrives, here and in the log."""
    source = "(sleep 1; echo late; echo later >&2; echo done > finished) & echo first; exit 3"
    process = subprocess.Popen(
        relayed(tmp_path, "sh", "-c", source), stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
    )
    assert process.wait(20) == 3
    assert not (tmp_path / "finished").exists()
    assert b"lingering=True" in recorded(tmp_path, "ended")
    out, err = process.communicate()
    assert (out, err) == (b"first\nlate\n", b"later\n")
    assert sorted(recorded(tmp_path).splitlines()) == [b"first", b"late", b"later"]
    assert (tmp_path / "finished").exists()


def test_grandchild_that_floods_does_not_hold_up_the_end(tmp_path: Path) -> None:
    with subprocess.Popen(
        relayed(tmp_path, "sh", "-c", "yes & echo $! > yes; sleep 0.2; exit 9"),
        stdout=subprocess.DEVNULL,
        cwd=tmp_path,
    ) as process:
        try:
            assert process.wait(20) == 9
        finally:
            os.kill(int((tmp_path / "yes").read_text()), signal.SIGKILL)


def test_nothing_lingers_where_nothing_is_left(tmp_path: Path) -> None:
    run(tmp_path, "sh", "-c", "sleep 0.01 | cat; echo hi")
    assert b"lingering=False" in recorded(tmp_path, "ended")


def test_full_disk_for_the_log_does_not_touch_the_output(tmp_path: Path) -> None:
    limited = {**os.environ, "DRIVER_LOG_LIMIT": "100000"}
    source = f"{NOISE}\nprint(data[:200_000].hex())"
    done = run(tmp_path, *python(source), env=limited)
    assert len(done.stdout) == 400_001
    assert len(recorded(tmp_path)) == 100_000
    assert b"console.log lacks 300001 bytes of output: File too large" in recorded(tmp_path, "faults")


def test_full_disk_for_the_output_does_not_end_the_run(tmp_path: Path) -> None:
    """The command goes on; what it wrote is recorded, and the loss is named."""
    if not os.path.exists("/dev/full"):
        pytest.skip("there is no /dev/full here")
    with open("/dev/full", "wb") as full:
        done = run(tmp_path, *python("print('kept')"), stdout=full)
    assert done.returncode == 0
    assert recorded(tmp_path) == b"kept\n"
    assert b"not all output could be passed on: No space left on device" in recorded(tmp_path, "faults")


def test_bug_of_ours_is_named_and_the_child_goes_on(tmp_path: Path) -> None:
    done = run(tmp_path, "sh", "-c", "sleep 0.5; echo fine", env={**os.environ, "DRIVER_BUG": "tick"})
    assert (done.stdout, done.returncode) == (b"fine\n", 0)
    assert b"watching the run failed: ZeroDivisionError" in recorded(tmp_path, "faults")
    assert len(recorded(tmp_path, "ticks").splitlines()) == 1


def test_relay_within_a_relay_is_as_one(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    done = run(tmp_path, *relayed(tmp_path / "inner", "sh", "-c", "echo out; echo err >&2; exit 6"))
    assert (done.stdout, done.stderr, done.returncode) == (b"out\n", b"err\n", 6)
    assert recorded(tmp_path) == recorded(tmp_path / "inner")


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGINT, signal.SIGQUIT]
)
def test_signal_sent_to_us_alone_reaches_the_child(tmp_path: Path, number: signal.Signals) -> None:
    """Without a terminal there are no keys that could have sent it to both."""
    source = f"""
import signal, sys, time
signal.signal({int(number)}, lambda *_: (print('told', flush=True), sys.exit(11)))
print('ready', flush=True)
time.sleep(90)
"""
    with subprocess.Popen(
        relayed(tmp_path, *python(source)),
        stdout=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),  # nohup ignores SIGHUP, and so would we
    ) as process:
        eventually(lambda: b"ready\n" in recorded(tmp_path))
        process.send_signal(number)
        assert process.communicate(timeout=90)[0] == b"ready\ntold\n"
        assert process.returncode == 11


def test_signal_before_there_is_a_child_is_kept_for_it(tmp_path: Path) -> None:
    with subprocess.Popen(
        relayed(tmp_path, "sleep", "20"), env={**os.environ, "DRIVER_SLOW_START": "1"}
    ) as process:
        eventually(lambda: recorded(tmp_path, "ready"))
        process.terminate()
        assert process.wait(20) == -signal.SIGTERM


def test_child_that_ignores_term_is_not_deserted(tmp_path: Path) -> None:
    source = "import signal, time; signal.signal(15, signal.SIG_IGN); print('ready', flush=True); time.sleep(1); print('end')"
    with subprocess.Popen(relayed(tmp_path, *python(source)), stdout=subprocess.PIPE) as process:
        eventually(lambda: b"ready\n" in recorded(tmp_path))
        process.terminate()
        assert process.communicate(timeout=90)[0] == b"ready\nend\n"
        assert process.returncode == 0


def test_term_ends_a_child_whose_reader_is_stuck(tmp_path: Path) -> None:
    """We wait in the middle of what could not be written; the signal gets through all the same."""
    with subprocess.Popen(relayed(tmp_path, "yes"), stdout=subprocess.PIPE) as process:
        eventually(lambda: len(recorded(tmp_path)) > 0)
        time.sleep(0.2)
        process.terminate()
        assert process.wait(20) == -signal.SIGTERM


def test_nohup_outlives_a_hangup(tmp_path: Path) -> None:
    line = ["nohup", *relayed(tmp_path, "sh", "-c", "echo ready; sleep 1; echo still here")]
    with subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    ) as process:
        eventually(lambda: recorded(tmp_path) == b"ready\n")
        process.send_signal(signal.SIGHUP)
        assert process.communicate(timeout=90)[0] == b"ready\nstill here\n"


def test_killing_us_leaves_the_child_a_broken_pipe_and_a_readable_log(tmp_path: Path) -> None:
    source = "import time\nwhile True: print('x' * 9, flush=True); time.sleep(0.01)"
    with subprocess.Popen(
        relayed(tmp_path, *python(source)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        child = int(eventually(lambda: recorded(tmp_path, "child")))
        eventually(lambda: len(recorded(tmp_path)) > 100)
        process.kill()
    assert set(recorded(tmp_path).splitlines()) == {b"x" * 9}
    eventually(lambda: not is_alive(child))


def test_our_descriptors_are_left_as_they_were(tmp_path: Path) -> None:
    """stdout is shared with others: making it non-blocking would break them."""
    reading, writing = os.pipe()
    run(tmp_path, "echo", "hi", stdout=writing)
    assert not fcntl.fcntl(writing, fcntl.F_GETFL) & os.O_NONBLOCK
    os.close(reading)
    os.close(writing)
