"""`hunch run` on scripts that have never heard of Hunch: every ending, and what is known of it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

PYTHON = sys.executable
HUNCH = [sys.executable, "-m", "hunch"]


def test_untouched_script_is_recorded_with_params_metrics_and_code(hunch, script, shown) -> None:
    done = hunch("run", PYTHON, "train.py", "--lr", "0.05")
    assert done.returncode == 0
    assert done.stdout.count("loss:") == 5  # and nothing of ours on stdout
    run = shown()
    assert run["status"] == "finished"
    assert run["params"] == {"lr": 0.05, "steps": 5, "seed": 0}
    assert run["origins"]["lr"] == "argparse"
    assert run["origins"]["steps"] == "argparse default"
    assert run["metrics"]["loss"]["count"] == 5
    assert run["metrics"]["loss"]["step"] == 4
    assert run["snapshot"]
    assert run["command"] == [PYTHON, "train.py", "--lr", "0.05"]


def test_block_after_the_run_says_what_changed(hunch, script) -> None:
    first = hunch("run", PYTHON, "train.py")
    script.write_text(script.read_text().replace("loss = 4.0", "loss = 5.0"))
    second = hunch("run", PYTHON, "train.py", "--lr", "0.2")
    assert "finished" in first.stderr
    assert "lr 0.1 -> 0.2" in second.stderr
    assert "loss 4.0 -> 5.0" in second.stderr
    assert hunch("run", "-q", PYTHON, "train.py").stderr == ""


@pytest.mark.parametrize("code", [0, 1, 3, 255])
def test_exit_code_is_the_childs_own(hunch, shown, code: int) -> None:
    assert hunch("run", "-q", "sh", "-c", f"exit {code}").returncode == code
    assert shown()["exit_code"] == code
    assert shown()["status"] == ("failed" if code else "finished")


def test_failed_run_keeps_its_traceback(hunch, project, shown) -> None:
    (project / "bad.py").write_text("def train():\n    raise ValueError('shape (3, 4)')\ntrain()\n")
    assert hunch("run", PYTHON, "bad.py").returncode == 1
    assert shown()["traceback"].startswith("Traceback (most recent call last)")
    assert shown()["traceback"].rstrip().endswith("ValueError: shape (3, 4)")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGKILL", "SIGSEGV"])
def test_killed_run_says_by_which_signal_and_dies_of_it_too(hunch, shown, name: str) -> None:
    done = hunch("run", "-q", PYTHON, "-c", f"import os, signal; os.kill(os.getpid(), signal.{name})")
    assert done.returncode == -getattr(signal, name)
    assert shown()["status"] == "killed"
    assert shown()["signal"] == name


def test_command_not_found_is_127_and_leaves_nothing_lost(hunch, project) -> None:
    done = hunch("run", "no-such-program")
    assert done.returncode == 127
    assert "no-such-program" in done.stderr


def test_file_that_is_not_executable_is_126(hunch, script) -> None:
    script.chmod(0o644)
    assert hunch("run", "./train.py").returncode == 126


def test_words_after_the_command_belong_to_it(hunch, shown) -> None:
    assert hunch("run", "-q", "--", "echo", "-q", "--name", "x", "--").stdout == "-q --name x --\n"
    assert shown()["command"] == ["echo", "-q", "--name", "x", "--"]


def test_mistake_on_our_own_command_line_is_2_and_runs_nothing(hunch, project) -> None:
    done = hunch("run", "--sedes", "3", "touch", "made")
    assert done.returncode == 2
    assert "--seeds" in done.stderr
    assert not (project / "made").exists()


def test_name_and_why_are_kept(hunch, shown) -> None:
    hunch("run", "-q", "--name", "wide heads", "-m", "does width help?", "--tag", "width", "true")
    assert (shown()["name"], shown()["why"], shown()["tags"]) == ("wide heads", "does width help?", ["width"])


def test_off_means_off(hunch, project) -> None:
    done = hunch("run", "sh", "-c", "echo $HUNCH_RUN; exit 4", env={**os.environ, "HUNCH": "off"})
    assert (done.stdout, done.returncode) == ("\n", 4)
    assert not (project / ".hunch").exists()


def test_stdin_stdout_and_stderr_stay_apart_and_whole(hunch, shown, project) -> None:
    done = hunch("run", "-q", "sh", "-c", "cat; echo oops >&2", input="from the pipe\n", stdin=None)
    assert (done.stdout, done.stderr) == ("from the pipe\n", "oops\n")
    log = (project / ".hunch" / "runs" / shown()["id"] / "console.log").read_bytes()
    assert sorted(log.splitlines()) == [b"from the pipe", b"oops"]


def test_run_inside_a_run_is_a_run_of_its_own(hunch, listed) -> None:
    inner = " ".join(f"'{word}'" for word in [*HUNCH, "run", "-q", "echo", "inner"])
    assert hunch("run", "-q", "sh", "-c", inner).stdout == "inner\n"
    newest, oldest = listed()
    assert newest["within"] == oldest["id"]


def test_bare_environment_as_under_cron(hunch, project, shown) -> None:
    done = hunch("run", "-q", "/bin/true", env={"PATH": "/usr/bin:/bin"}, cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    assert shown()["status"] == "finished"


@pytest.mark.skipif(shutil.which("make") is None, reason="no make here")
def test_under_make_the_exit_code_reaches_make(project) -> None:
    words = " ".join([*HUNCH, "run", "-q"])
    (project / "Makefile").write_text(f"good:\n\t@{words} true\nbad:\n\t@{words} sh -c 'exit 3'\n")
    assert subprocess.run(["make", "good"], cwd=project, capture_output=True).returncode == 0
    bad = subprocess.run(["make", "bad"], cwd=project, capture_output=True, text=True)
    assert "Error 3" in bad.stderr


def test_hundred_runs_at_once_in_one_folder_lose_nothing(project, script, listed) -> None:
    crowd = [
        subprocess.Popen(
            [*HUNCH, "run", "-q", "sh", "-c", f"echo loss: {i}"],
            cwd=project,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for i in range(100)
    ]
    said = [process.communicate(timeout=120)[1] for process in crowd]
    assert [process.returncode for process in crowd] == [0] * 100
    assert "".join(said) == ""
    runs = listed()
    assert len(runs) == 100
    assert {run["status"] for run in runs} == {"finished"}
    assert sorted(run["metrics"]["loss"]["last"] for run in runs) == list(range(100))
    assert len({run["snapshot"] for run in runs}) == 1


def test_running_run_is_readable_and_can_be_stopped(hunch, project, shown) -> None:
    code = "import time\nfor i in range(600):\n    print(f'step {i} loss: {1/(i+1)}', flush=True)\n    time.sleep(0.1)"
    process = subprocess.Popen(
        [*HUNCH, "run", "-q", PYTHON, "-c", code], cwd=project, stdout=subprocess.DEVNULL
    )
    _until(lambda: (project / ".hunch").exists() and shown()["metrics"].get("loss", {}).get("count", 0) > 2)
    assert shown()["status"] == "running"
    assert hunch("stop", "@").returncode == 0
    assert process.wait(timeout=30) == -signal.SIGTERM
    assert (shown()["status"], shown()["signal"]) == ("killed", "SIGTERM")


def test_kill_9_of_all_of_it_leaves_a_lost_run_with_what_it_had_written(hunch, project, shown) -> None:
    code = "import time\nprint('step 0 loss: 0.5', flush=True)\ntime.sleep(60)"
    process = subprocess.Popen(
        [*HUNCH, "run", "-q", PYTHON, "-c", code], cwd=project, stdout=subprocess.PIPE, start_new_session=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"step 0 loss: 0.5\n"
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    run = shown()
    assert run["status"] == "lost"
    assert "loss: 0.5" in hunch("log", "@").stdout
    assert hunch("doctor").returncode == 0


def test_kill_9_of_the_child_alone(project, shown) -> None:
    process = subprocess.Popen(
        [*HUNCH, "run", "-q", "sh", "-c", "echo $$; exec sleep 60"],
        cwd=project,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    os.kill(int(process.stdout.readline()), signal.SIGKILL)
    assert process.wait(timeout=30) == -signal.SIGKILL
    process.stdout.close()
    assert (shown()["status"], shown()["signal"]) == ("killed", "SIGKILL")


def test_grandchild_that_stays_does_not_hold_the_run(project, shown) -> None:
    began = time.monotonic()
    done = subprocess.run(
        [*HUNCH, "run", "-q", "sh", "-c", "(sleep 3; echo late) & echo early"],
        cwd=project, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert shown()["status"] == "finished"
    assert shown()["duration_s"] < 2.5
    assert done.stdout == "early\nlate\n"  # the pipe stays open for it, as without Hunch
    assert time.monotonic() - began >= 3
    log = project / ".hunch" / "runs" / shown()["id"] / "console.log"
    assert log.read_bytes() == b"early\nlate\n"


def test_file_edited_while_the_run_goes_on_is_named(hunch, project, script, shown) -> None:
    (project / "editing.py").write_text(
        "import pathlib, time\ntime.sleep(0.1)\npathlib.Path('train.py').write_text('# edited\\n')\n"
    )
    done = hunch("run", PYTHON, "editing.py")
    assert shown()["edited"] == ["train.py"]
    assert "train.py" in done.stderr


def test_secrets_are_in_no_file_of_the_workbench(project, script) -> None:
    secret = "s3cr3t-" + "x9" * 12
    (project / ".env").write_text(f"TOKEN={secret}\n")
    environ = {
        **os.environ,
        "WANDB_API_KEY": secret,
        "MY_PASSWORD": secret,
        "DATABASE_URL": f"pg://u:{secret}@h/d",
    }
    (project / "cli.py").write_text(
        "import argparse\np = argparse.ArgumentParser()\np.add_argument('--token')\np.add_argument('--lr')\np.parse_args()\n"
    )
    command = [*HUNCH, "run", PYTHON, "cli.py", "--token", secret, "--lr", "0.1"]
    assert subprocess.run(command, cwd=project, env=environ, capture_output=True).returncode == 0
    found = [
        path
        for path in (project / ".hunch").rglob("*")
        if path.is_file() and secret.encode() in path.read_bytes()
    ]
    assert found == []


def test_other_program_reads_the_journal_without_hunch(hunch, project) -> None:
    hunch("run", "-q", "sh", "-c", "echo loss: 1")
    (journal,) = (project / ".hunch" / "journal").iterdir()
    kinds = [json.loads(line)["kind"] for line in journal.read_text().splitlines()]
    assert kinds[:2] == ["run.started", "run.finished"]


def _until(condition, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def test_files_that_runs_write_never_split_variants(hunch, project, listed) -> None:
    """results.json is in the second snapshot, rewritten by the second run, and in the third as that left it."""
    (project / "train.py").write_text(
        "import json, os, sys\nseed = int(sys.argv[1].split('=')[1])\n"
        "json.dump({'acc': seed}, open('results.json', 'w'))\n"
    )
    for seed in (1, 2, 3):
        hunch("run", "-q", PYTHON, "train.py", f"seed={seed}")
    runs = listed()
    assert len({run["snapshot"] for run in runs}) == 3
    assert len({run["variant"] for run in runs}) == 1
    (project / "results.json").write_text('{"acc": "by hand"}')
    hunch("run", "-q", PYTHON, "train.py", "seed=4")
    assert listed()[0]["variant"] != runs[0]["variant"]


def test_seeds_are_replicates_of_one_plan(hunch, script, listed) -> None:
    done = hunch("run", "--seeds", "3", "--", PYTHON, "train.py", "--seed", "{seed}")
    assert done.returncode == 0
    runs = listed()
    assert sorted(run["seed"] for run in runs) == [0, 1, 2]
    assert len({run["plan"] for run in runs}) == len({run["variant"] for run in runs}) == 1
    assert [run["parent"] for run in runs] == [None] * 3
    assert [run["params"]["seed"] for run in runs] == [2, 1, 0]


def test_seed_goes_in_by_the_configured_argument_and_the_environment(hunch, project, listed) -> None:
    (project / "hunch.toml").write_text('seed_argument = "seed={seed}"\n')
    done = hunch("run", "-q", "--seeds", "7,9", "--", "sh", "-c", 'echo "$0 $HUNCH_SEED"')
    assert done.stdout.splitlines() == ["seed=7 7", "seed=9 9"]
    assert len({run["variant"] for run in listed()}) == 1


def test_a_seed_that_never_reached_the_program_is_not_the_runs_seed(hunch, script, listed) -> None:
    """Three runs under one seed are no three seeds."""
    assert hunch("run", "-q", "--seeds", "3", "--", PYTHON, "train.py").returncode == 0
    runs = listed()
    assert [run["seed"] for run in runs] == [0, 0, 0]
    assert [[fault for fault in run["faults"] if "seed" in fault] for run in runs] == [
        ["the seed 2 did not reach the program: by its own param it ran under 0"],
        ["the seed 1 did not reach the program: by its own param it ran under 0"],
        [],
    ]
    assert hunch("run", "-q", "--seeds", "2", "--", PYTHON, "train.py", "--seed", "{seed}").returncode == 0
    assert [(run["seed"], run["faults"]) for run in listed()[:2]] == [(1, []), (0, [])]


def test_replicates_side_by_side_get_devices_of_their_own(hunch, project, listed) -> None:
    environ = {**os.environ, "CUDA_VISIBLE_DEVICES": "4,5"}
    command = ["sh", "-c", "echo $CUDA_VISIBLE_DEVICES > {seed}.txt; sleep 0.5"]
    assert hunch("run", "-q", "--seeds", "4", "-j", "2", "--", *command, env=environ).returncode == 0
    used = [(project / f"{seed}.txt").read_text().strip() for seed in range(4)]
    assert sorted(used) == ["4", "4", "5", "5"]
    assert {run["status"] for run in listed()} == {"finished"}


def test_first_bad_replicate_gives_the_exit_code(hunch, listed) -> None:
    done = hunch("run", "--seeds", "3", "--", "sh", "-c", "exit {seed}")
    assert done.returncode == 1
    assert sorted(run["exit_code"] for run in listed()) == [0, 1, 2]


def test_parent_is_the_run_before_or_the_one_restored(hunch, script, listed) -> None:
    hunch("run", "-q", "--name", "first", PYTHON, "train.py")
    hunch("run", "-q", "--name", "second", PYTHON, "train.py", "--lr", "0.2")
    hunch("restore", "first")
    hunch("run", "-q", "--name", "third", PYTHON, "train.py", "--lr", "0.3")
    ids = {run["name"]: run["id"] for run in listed()}
    parents = {run["name"]: run["parent"] for run in listed()}
    assert parents == {"first": None, "second": ids["first"], "third": ids["first"]}


def test_declared_data_are_hashed(hunch, project, shown) -> None:
    (project / "data.csv").write_text("1,2\n")
    hunch("run", "-q", "--data", "data.csv", "true")
    environment = json.loads((project / ".hunch" / "runs" / shown()["id"] / "environment.json").read_text())
    (data,) = environment["data"]
    assert data["sha256"] == "52186c933993da4082b3cdc7c40bb4bf735b391ff54a2ef78c037dda6c38a680"
    assert data["size_bytes"] == 4


def test_options_of_a_parser_that_we_do_not_know_are_params(hunch, project, shown) -> None:
    (project / "own.py").write_text("import sys; print(sys.argv)\n")
    hunch("run", "-q", PYTHON, "own.py", "--batch-size=8", "--lr=1e-3", "--fast")
    assert shown()["params"] == {"batch_size": 8, "lr": 0.001}
    assert shown()["origins"] == {"batch_size": "option", "lr": "option"}


def test_run_whose_recorder_was_killed_lives_as_long_as_its_program(project, shown) -> None:
    process = subprocess.Popen(
        [*HUNCH, "run", "-q", "sh", "-c", "echo $$; exec sleep 60"],
        cwd=project,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    child = int(process.stdout.readline())
    _until(lambda: b"spawned" in (project / ".hunch" / "runs" / shown()["id"] / "params.jsonl").read_bytes())
    process.kill()
    process.wait()
    process.stdout.close()
    assert shown()["status"] == "running"
    os.kill(child, signal.SIGKILL)
    _until(lambda: shown()["status"] == "lost")
